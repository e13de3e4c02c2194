"""Routes of the ledger: its legs, their meetings, the funnel (E-27, E-28)."""

from fastapi import APIRouter

from services.screening.actions import legs
from services.screening.api.bodies import NewMeeting, Reason
from services.screening.api.people import Anyone, Clerk, Committee
from services.screening.api.views import (
    Done,
    FunnelView,
    LedgerView,
    LegDone,
    funnel_view,
    ledger_view,
    leg_done,
)
from services.screening.domain.ledger import LegState, Meeting
from services.screening.queries import funnel, gaps_of, ledger_of
from services.screening.words import pick

legs_api = APIRouter(prefix="/screening/api/streets/{street}/cycles/{cycle}", tags=["screening"])


@legs_api.get("")
async def get_cycle(
    ask: Anyone,
    cycle: str,
) -> LedgerView:
    """The ledger of a cycle with what is missing in the open leg. Public (W-10)."""
    found = await ledger_of(ask.ctx, ask.street, cycle)
    return ledger_view(found, await gaps_of(ask.ctx, ask.street, found.state))


@legs_api.get("/funnel")
async def get_funnel(
    ask: Anyone,
    cycle: str,
) -> FunnelView:
    """The figures of the funnel (E-28). Public."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    return funnel_view(funnel(ledger), ledger.reserve)


@legs_api.post("/legs/{leg}/open")
async def post_open(
    ask: Committee,
    cycle: str,
    leg: str,
) -> LegDone:
    """Open the next leg; skipping is refused (E-27)."""
    cause = ask.cause("open_leg")
    changed = await legs.open_leg(ask.ctx, ask.street, cycle, leg, cause, ask.if_version)
    return leg_done(changed, leg)


@legs_api.post("/legs/{leg}/close")
async def post_close(
    ask: Committee,
    cycle: str,
    leg: str,
) -> LegDone:
    """Close the open leg; refused with all that is missing in ``details``."""
    cause = ask.cause("close_leg")
    changed = await legs.close_leg(ask.ctx, ask.street, cycle, leg, cause, ask.if_version)
    return leg_done(changed, leg)


@legs_api.post("/legs/{leg}/reopen")
async def post_reopen(
    ask: Committee,
    cycle: str,
    leg: str,
    body: Reason,
) -> LegDone:
    """Go back to a leg, with a reason (E-27)."""
    cause = ask.cause("reopen_leg", note=body.reason)
    changed = await legs.reopen_leg(
        ask.ctx, ask.street, cycle, leg, body.reason, cause, ask.if_version
    )
    return leg_done(changed, leg)


@legs_api.post("/legs/{leg}/meetings", status_code=201)
async def post_meeting(
    ask: Clerk,
    cycle: str,
    leg: str,
    body: NewMeeting,
) -> Done:
    """Record the minutes of a meeting of the open leg (E-22, E-24)."""
    cause = ask.cause("record_meeting")
    state = (await ledger_of(ask.ctx, ask.street, cycle)).state.leg(leg)
    meeting = meeting_of(state, body, cause.derive("meeting"))
    changed = await legs.record_meeting(ask.ctx, ask.street, cycle, leg, meeting, cause)
    return Done(id=meeting.id, version=changed.version, status=changed.state.leg(leg).status)


def meeting_of(leg: LegState, body: NewMeeting, meeting_id: str) -> Meeting:
    """The minutes under the body's id; a leg that names no bodies takes any."""
    named = next((one for one in leg.wanted if one.id == body.body), None)
    if named is None and leg.wanted:
        chosen = pick(leg.wanted, body.body, "body")
        named = next(one for one in leg.wanted if one.id == chosen)
    return Meeting(
        id=meeting_id,
        body=named.id if named else body.body,
        zh=named.zh if named else body.body,
        en=named.en if named else body.body,
        held_on=body.held_on.isoformat(),
        place=body.place,
        host=body.host,
        present=body.present,
        points=tuple(body.points),
    )
