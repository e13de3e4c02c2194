"""Taking members through the steps: who is meant by an order, and one member's step."""

from typing import Any

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Found
from chassis.core.errors import Invalid
from chassis.service import Context
from contracts.charter import Charter
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import MEMBERS, NOTICES
from services.assembly.member.candidates import fallen_unnamed, meant
from services.assembly.member.domain.member import HOLDING, Member
from services.assembly.member.domain.roster import community_of
from services.assembly.member.domain.selection import (
    StepOrder,
    check_order,
    fails,
    reviewed,
    take_step,
)
from services.assembly.member.domain.turn import ready_status, step_of
from services.assembly.member.seating import a_seat, check_room
from services.assembly.notice.domain import Notice, publish


async def step_rows(
    ctx: Context, street: str, order: StepOrder, members: list[str], community: str
) -> list[dict[str, Any]]:
    """The rows of a step's batch: one member each, with the order. Raises ``Invalid``.

    Without ``members``, everybody who is ready for the step (of that community).
    """
    charter = await charter_in_force(ctx, street)
    check_order(order, charter, ctx.today())
    where = community_of(charter, community) if community else ""
    if fails(order) and not (members or order.refused):
        raise fallen_unnamed()
    found = await meant(ctx, street, charter, order.step, members, where)
    _check_tally_of_one(order, found)
    for one in found:
        reviewed(one.state, charter.selection[step_of(charter, order.step)], order)
    if takes_seat(charter, order):
        await check_room(ctx, street, charter, [one.id for one in found])
    given = order.model_dump(mode="json")
    return [
        {"row": place, "member": member.id, "order": given} for place, member in enumerate(found, 1)
    ]


def takes_seat(charter: Charter, order: StepOrder) -> bool:
    """Whether the step is the one at which a candidate begins to hold a seat."""
    place = step_of(charter, order.step)
    holds = [charter.selection[one].to in HOLDING for one in (place - 1, place)]
    return holds == [False, True]


def _check_tally_of_one(order: StepOrder, found: list[Found[Member]]) -> None:
    """A residents' meeting votes on its own community's people (E-16)."""
    places = {member.state.community for member in found}
    if order.tally and len(places) > 1:
        raise Invalid(
            "one-community",
            "居民大会按社区分别表决，请选择一个社区。",
            "A residents' meeting is one community's: choose the community.",
        )
    if order.tally and fails(order) and not order.reason:
        raise Invalid(
            "tally-not-passed",
            "赞成未超过实到的一半。如确未通过，请填写说明，所列人选将记为未通过。",
            "Not more than half of those present said yes; give a reason to record that.",
        )


async def step_row(
    ctx: Context, street: str, row: dict[str, Any], batch_id: str, cause: Cause
) -> None:
    """One member's step, in the name of whoever ordered it; a notice it opens is the batch's."""
    charter = await charter_in_force(ctx, street)
    order = order_in(row).model_copy(update={"notice_id": batch_id})
    member_id = str(row["member"])

    def decide(member: Member) -> Change[Member]:
        return take_step(member, charter, order, member_id)

    async with a_seat(ctx, street, charter, member_id, cause, wanted=takes_seat(charter, order)):
        await ctx.change(MEMBERS.key(street, member_id), existing(decide), cause)


async def hang_notice(
    ctx: Context, street: str, notice_id: str, rows: tuple[dict[str, Any], ...], cause: Cause
) -> None:
    """One notice for the members of a batch who are ready for it, where the step opens one."""
    order = order_in(rows[0])
    ready = await _ready(ctx, street, order, rows) if order.notice else 0
    if order.notice is None or not ready:
        return
    notice = Notice(
        step=order.step,
        published_on=order.notice.published_on,
        ends_on=order.notice.ends_on,
        channel=order.notice.channel,
        members=ready,
        at=order.at,
        by=order.actor,
    )
    key = NOTICES.key(street, notice_id)
    await ctx.change(key, lambda found: publish(found, notice, notice_id), cause.part("notice"))


async def _ready(
    ctx: Context, street: str, order: StepOrder, rows: tuple[dict[str, Any], ...]
) -> int:
    charter = await charter_in_force(ctx, street)
    status = ready_status(charter, step_of(charter, order.step))
    found = [await ctx.store.get(MEMBERS.key(street, row["member"])) for row in rows]
    return sum(one is not None and one.state.status is status for one in found)


def order_in(row: dict[str, Any]) -> StepOrder:
    """The order that a row of a step's batch carries."""
    return StepOrder.model_validate(row["order"])
