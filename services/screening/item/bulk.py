"""One triage for many suggestions at once: all of them are looked at before any is changed."""

from chassis.core.decision import existing
from chassis.core.documents import Changed
from chassis.core.errors import Invalid, Problem
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Work
from services.screening.item import domain as items
from services.screening.item.bodies import BulkTriage
from services.screening.item.domain import Triage
from services.screening.item.queries import item_of
from services.screening.item.routing import triage_of
from services.screening.kinds import ITEMS
from services.screening.ledger.commands import LEDGER
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of
from services.screening.ledger.views import LegDone, leg_done
from services.screening.releasing import together
from services.screening.roles import CLERKS


async def triage_many(order: Order[BulkTriage]) -> Changed[Ledger]:
    """Triage each under its own part of the cause: where it breaks off, the same again goes on."""
    found = await ledger_of(order.ctx, order.street, order.key)
    found.state.doing(Work.TRIAGE)
    wanted = {key: await _meant(order, key) for key in dict.fromkeys(order.body.items)}
    held = await together(order.ctx, order.street)
    for key, triage in wanted.items():
        decide = existing(items.triage(key, triage, order.today, held=held))
        await order.ctx.change(ITEMS.key(order.street, key), decide, order.cause.part(key))
    return Changed(found.id, order.street, found.version, found.state)


async def _meant(order: Order[BulkTriage], key: str) -> Triage:
    item = (await item_of(order.ctx, order.street, key)).state
    if item.cycle != order.key:
        raise _refused(item.no, "不在本周期", "is not in this cycle")
    triage = await triage_of(order.ctx, order.street, order.body.triage(item.category))
    items.check_triage(triage)
    try:
        items.triage(key, triage, order.today)(item)
    except Problem as problem:
        raise _refused(item.no, problem.zh, problem.en) from None
    return triage


def _refused(no: str, zh: str, en: str) -> Invalid:
    return Invalid(
        "bulk-refused",
        f"第 {no} 号不能这样处理，全部没有保存：{zh}",
        f"No. {no} cannot be done like this and nothing was saved: {en}",
        [{"field": "items", "zh": f"第 {no} 号：{zh}", "en": f"No. {no}: {en}"}],
    )


async def answer_open(order: Order[BulkTriage], changed: Changed[Ledger]) -> LegDone:  # noqa: ARG001
    """The leg in which they were triaged, with its figures."""
    return leg_done(changed, changed.state.current())


BULK: AnyCommand = Command(
    "triage-many", on=LEDGER, action="triage_items", label=Label("保存所勾选的", "Save the ticked"),
    doc="Give many suggestions the same triage (E-22): all of them, or none where one is refused.",
    body=BulkTriage, may=CLERKS, do=triage_many, answer=answer_open, crowded=True,
    then="/screening/streets/{street}/cycles/{cycle}/board",
)  # fmt: skip
