"""Orders on a project that has ended: nobody owes an answer any more (W-23)."""

from chassis.core.decision import Cause, Change, awaited
from chassis.core.documents import Found
from chassis.service import Context
from contracts.envelope import Heard
from contracts.supervision import ProjectStageChanged
from services.supervision.kinds import ORDERS
from services.supervision.order.domain import OWED, SupervisionOrder, withdraw
from services.supervision.order.queries import orders_on
from services.supervision.project.domain.project import ENDED, PROJECT_TABLE, ProjectStatus


async def withdraw_orders(ctx: Context, heard: Heard[ProjectStageChanged], cause: Cause) -> None:
    """What was not answered yet is taken back; what was is verified and closed as ever."""
    if heard.data.status not in ENDED:
        return
    reason = f"项目{PROJECT_TABLE.zh[ProjectStatus(heard.data.status)]}"
    for one in await orders_on(ctx, heard.street, heard.data.project):
        await _withdraw(ctx, one, reason, cause.part(one.id))


async def _withdraw(
    ctx: Context, found: Found[SupervisionOrder], reason: str, cause: Cause
) -> None:
    def decide(order: SupervisionOrder) -> Change[SupervisionOrder]:
        return withdraw(found.id, order, reason, cause) if order.status in OWED else Change(order)

    await ctx.change(ORDERS.key(found.street, found.id), awaited(decide), cause)
