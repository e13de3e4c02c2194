"""What can be asked of a project's money: sources, payments, receipts, cancelling (W-17)."""

from chassis.core.documents import Changed
from chassis.rooms.copies import charter_of
from chassis.rooms.files.keeping import keep_attachments
from chassis.rooms.files.sweeping import Kept
from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.supervision.beside import beside, change_beside
from services.supervision.clean_words import check_public
from services.supervision.command_answer import Done
from services.supervision.fund import bodies
from services.supervision.fund.domain import fund as funds
from services.supervision.fund.domain.fund import MAX_RECEIPTS, Fund, Payment, Source, receipts_of
from services.supervision.kinds import FUNDS
from services.supervision.owning import own_project
from services.supervision.roles import DOERS

AT = "/streets/{street}/projects/{project}/funds"
BACK = "/supervision/streets/{street}/projects/{project}#funds"
EMPTY = Fund()


def _done(changed: Changed[Fund]) -> Done:
    paid = changed.state.paid
    return Done(
        id=changed.id, version=changed.version, status="NOTED", status_zh=f"已付 {paid:,} 元"
    )


FUND: Thing[Fund] = Thing(
    service="supervision",
    kind=FUNDS,
    api=f"/supervision/api{AT}",
    page=f"/supervision{AT}",
    answers=Done,
    answer=_done,
    look=check_public,
)
KEPT = Kept(FUNDS, receipts_of)


async def _sources(order: Order[bodies.Sources]) -> Changed[Fund]:
    plan = funds.planned_of(await own_project(order))
    new = [Source(name=one.name, yuan=one.yuan) for one in order.body.sources]
    return await change_beside(order, FUNDS, EMPTY, lambda f: funds.set_sources(f, new, plan))


async def _pay(order: Order[bodies.NewPayment]) -> Changed[Fund]:
    project = await own_project(order)
    rule = (await charter_of(order.ctx, order.street)).projects.following.overspend
    given = order.body.model_dump()
    payment = Payment(
        **given | {"paid_on": order.body.paid_on or order.today},
        id=order.cause.derive("payment")[:12],
    )
    return await change_beside(
        order,
        FUNDS,
        EMPTY,
        lambda f: funds.pay(f, payment, project, rule, order.today, order.cause),
    )


async def _cancel(order: Order[Reasoned]) -> Changed[Fund]:
    await own_project(order)
    payment, reason = order.path["payment"], order.body.reason
    return await change_beside(order, FUNDS, EMPTY, lambda f: funds.cancel(f, payment, reason))


async def _receipts(order: Order[bodies.Receipts]) -> Changed[Fund]:
    """Refused before anything is kept; decided again with the files."""
    await own_project(order)
    payment = order.path["payment"]
    found = await beside(order.ctx, FUNDS, order.street, order.key, EMPTY)
    funds.payment_of(found.state, payment)
    owner = KEPT.owner(order.street, order.key)
    files = await keep_attachments(
        order.ctx, owner, order.body.attachments, MAX_RECEIPTS, order.cause
    )
    return await change_beside(order, FUNDS, EMPTY, lambda f: funds.add_receipts(f, payment, files))


RECEIPTS: AnyCommand = Command(
    "receipts", on=FUND, action="add_receipts", label=Label("上传凭证", "Add receipts"),
    doc="Receipts of a payment, for the staff.",
    body=bodies.Receipts, may=DOERS, path="payments/{payment}/receipts", do=_receipts,
    crowded=True, then=BACK,
)  # fmt: skip
CANCEL: AnyCommand = Command(
    "cancel", on=FUND, action="cancel_payment", label=Label("冲销", "Cancel"),
    doc="A payment that was noted wrongly stays in sight and does not count any more.",
    body=Reasoned, may=DOERS, path="payments/{payment}/cancel", do=_cancel, crowded=True,
    then=BACK,
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "sources", on=FUND, action="set_sources", label=Label("保存资金来源", "Save the sources"),
        doc="Where the money comes from; the sources give together what the plan needs.",
        body=bodies.Sources, may=DOERS, do=_sources, read=bodies.sources_of, then=BACK,
    ),
    Command(
        "pay", on=FUND, action="note_payment", label=Label("登记付款", "Note a payment"),
        doc="A payment. Beyond the plan it is refused or needs a reason, as the charter says.",
        body=bodies.NewPayment, may=DOERS, do=_pay, crowded=True, then=BACK,
    ),
    RECEIPTS,
    CANCEL,
)  # fmt: skip
