"""What can be asked of an order: issue, sign, answer, verify, close, deal with a late one."""

from typing import Any

from chassis.core.decision import Change, created
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.rooms.files.keeping import keep_photos
from chassis.rooms.files.sweeping import Kept
from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.supervision.clean_words import check_public
from services.supervision.command_answer import Done
from services.supervision.kinds import ORDERS
from services.supervision.order import bodies, domain
from services.supervision.order.domain import MOST_PHOTOS, ORDER_TABLE, SupervisionOrder
from services.supervision.order.issuing import after, new_order
from services.supervision.order.queries import order_of
from services.supervision.owning import check_unit
from services.supervision.project.domain.project import check_open
from services.supervision.project.queries import project_of
from services.supervision.roles import COMMITTEE, DOERS, INSPECTORS, OFFICE

KEPT = Kept(ORDERS, lambda state: state.files)


def _done(changed: Changed[SupervisionOrder]) -> Done:
    status = changed.state.status
    return Done(
        id=changed.id, version=changed.version, status=status, status_zh=ORDER_TABLE.zh[status]
    )


ORDER: Thing[SupervisionOrder] = Thing(
    service="supervision",
    kind=ORDERS,
    api="/supervision/api/streets/{street}/orders/{order}",
    page="/supervision/streets/{street}/orders/{order}",
    answers=Done,
    answer=_done,
    look=check_public,
)


async def _issue(order: Order[bodies.NewOrder]) -> Changed[SupervisionOrder]:
    """A new order on a project that has not ended."""
    ctx, street, body = order.ctx, order.street, order.body
    project = (await project_of(ctx, street, body.project)).state
    check_open(project)
    rules = (await charter_of(ctx, street)).projects.watch
    due_on = body.due_on or after(ctx, order.today, rules.order_days)
    key = order.cause.derive("order")
    about = (body.project, project)
    made = await new_order(ctx, street, key, about, body.text, due_on, order.cause)
    begun = domain.issued(key, made, order.cause)
    return await ctx.change(
        ORDERS.key(street, key), created(begun.state, *begun.events), order.cause
    )


async def of_its_unit(order: Order[Any]) -> None:
    """Raise ``NotAllowed`` where a department speaks for an order on another one."""
    found = await order_of(order.ctx, order.street, order.key)
    await check_unit(order.ctx, order.street, order.person, found.state.unit)


async def _reply(order: Order[bodies.NewReply]) -> Changed[SupervisionOrder]:
    """Keep the photos of an answer, then the words with them."""
    await of_its_unit(order)
    text, today, cause = order.body.text, order.today, order.cause
    known = (await order_of(order.ctx, order.street, order.key)).state
    domain.reply(order.key, known, text, today, cause)  # refused before anything is kept
    owner = KEPT.owner(order.street, order.key)
    photos = await keep_photos(order.ctx, owner, order.body.photos, MOST_PHOTOS, cause)

    def decide(state: SupervisionOrder) -> Change[SupervisionOrder]:
        return domain.reply(order.key, state, text, today, cause, photos)

    return await order.change(ORDERS, decide)


COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "new", on=ORDER, action="issue_order", label=Label("发出督办单", "Issue the order"),
        doc="A supervision order on an open project, to be answered by a day (W-23).",
        body=bodies.NewOrder, may=OFFICE, path="", creates=True, do=_issue,
    ),
    Command(
        "acknowledge", on=ORDER, action="acknowledge_order", label=Label("签收", "Sign for it"),
        doc="The unit has it.",
        body=Nothing, may=DOERS, move=(ORDER_TABLE, "acknowledge"), facts=of_its_unit,
        decide=lambda o, order: domain.acknowledge(order.key, o, order.cause),
    ),
    Command(
        "reply", on=ORDER, action="reply_to_order", label=Label("提交答复", "Answer"),
        doc="What the unit did about it, with photos.",
        body=bodies.NewReply, may=DOERS, move=(ORDER_TABLE, "reply"), do=_reply,
    ),
    Command(
        "verify", on=ORDER, action="verify_order", label=Label("登记核实", "Record"),
        doc="Another person than who answered looks whether it holds.",
        body=bodies.Verified, may=INSPECTORS, move=(ORDER_TABLE, "verify"),
        decide=lambda o, order: domain.verify(
            order.key, o, order.body.passed, order.body.note, order.body.due_on, order.today,
            order.cause,
        ),
    ),
    Command(
        "close", on=ORDER, action="close_order", label=Label("销号", "Close"),
        doc="To CLOSED: what was ordered is done.",
        body=Nothing, may=COMMITTEE, move=(ORDER_TABLE, "close"),
        decide=lambda o, order: domain.close(order.key, o, order.cause),
    ),
    Command(
        "extend", on=ORDER, action="extend_order", label=Label("登记处理意见", "Record"),
        doc="What office or consultation made of a late order, with a new day.",
        body=bodies.Extended, may=OFFICE, move=(ORDER_TABLE, "extend"),
        when=lambda o: o.level is not domain.Level.DEPARTMENT,
        decide=lambda o, order: domain.extend(
            order.key, o, order.body.reason, order.body.due_on, order.today, order.cause
        ),
    ),
    Command(
        "withdraw", on=ORDER, action="withdraw_order", label=Label("撤回", "Withdraw"),
        doc="It was issued by mistake: taken back with a reason, before it was answered.",
        body=Reasoned, may=OFFICE, move=(ORDER_TABLE, "withdraw"),
        decide=lambda o, order: domain.withdraw(
            order.key, o, order.body.reason, order.cause
        ),
    ),
)  # fmt: skip
