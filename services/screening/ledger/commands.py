"""What people can ask of the ledger: open, close and go back a leg, record a meeting."""

from typing import Any

from chassis.core.decision import created, existing
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Done, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.screening.kinds import FORUMS, LEDGERS, REVIEWS
from services.screening.ledger.bodies import NewMeeting
from services.screening.ledger.closing import close_leg
from services.screening.ledger.domain import legs, reviewing
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of
from services.screening.ledger.views import LegDone, leg_done
from services.screening.roles import CLERKS, COMMITTEE

CYCLE = "/streets/{street}/cycles/{cycle}"
LEDGER: Thing[Ledger] = Thing(
    service="screening",
    kind=LEDGERS,
    api=f"/screening/api{CYCLE}",
    page=f"/screening{CYCLE}",
    answers=LegDone,
)
MEETING: Thing[Ledger] = Thing(
    service="screening",
    kind=LEDGERS,
    api=f"/screening/api{CYCLE}/legs/{{leg}}/meetings/{{meeting}}",
    page=f"/screening{CYCLE}/legs/{{leg}}/meetings/{{meeting}}",
)


async def answer_leg(order: Order[Any], changed: Changed[Ledger]) -> LegDone:
    """The leg that was opened, closed or gone back to, with its figures."""
    return leg_done(changed, order.path["leg"])


async def record_meeting(order: Order[NewMeeting]) -> Changed[Ledger]:
    """Record the minutes of a meeting of the open leg.

    The meeting lies in the ledger, which closing a leg asks; its record beside it takes papers.
    A repetition goes on where the first stopped.
    """
    cycle, leg = order.path["cycle"], order.path["leg"]
    state = (await ledger_of(order.ctx, order.street, cycle)).state.leg(leg)
    meeting = order.body.meeting(state, order.cause.derive("meeting"))
    decide = existing(legs.record_meeting(leg, meeting))
    changed = await order.ctx.change(LEDGERS.key(order.street, cycle), decide, order.cause)
    record = order.body.record(cycle, leg, meeting)
    key = FORUMS.key(order.street, meeting.id)
    await order.ctx.change(key, created(record), order.cause.part("record"))
    return changed


async def answer_meeting(order: Order[NewMeeting], changed: Changed[Ledger]) -> Done:
    """The meeting's id and where its leg stands."""
    status = changed.state.leg(order.path["leg"]).status
    return Done(id=order.cause.derive("meeting"), version=changed.version, status=status)


async def cards_given(order: Order[Nothing]) -> dict[str, int]:
    """Alternative → how many score cards it has."""
    where = {"cycle": order.key}
    return await order.ctx.store.count(REVIEWS, order.street, where, by="candidate")


OPEN: AnyCommand = Command(
    "open", on=LEDGER, action="open_leg", label=Label("打开这个环节", "Open this step"),
    doc="From PENDING to OPEN; refused before every earlier leg is closed (E-27).",
    body=Nothing, may=COMMITTEE, path="legs/{leg}/open", answer=answer_leg,
    when=lambda ledger: legs.next_to_open(ledger) is not None,
    decide=lambda ledger, o: legs.open_leg(o.path["leg"], o.at)(ledger),
)  # fmt: skip
CLOSE: AnyCommand = Command(
    "close", on=LEDGER, action="close_leg", label=Label("结束这个环节", "Close this step"),
    doc="From OPEN to CLOSED with its figures; refused with all that is missing in `details`.",
    body=Nothing, may=COMMITTEE, path="legs/{leg}/close", answer=answer_leg,
    when=legs.closes_by_hand, do=close_leg,
)  # fmt: skip
REOPEN: AnyCommand = Command(
    "reopen", on=LEDGER, action="reopen_leg", label=Label("退回", "Go back"),
    doc="From CLOSED back to OPEN, with a reason; later legs wait to be opened again (E-27).",
    body=Reasoned, may=COMMITTEE, path="legs/{leg}/reopen", answer=answer_leg,
    when=lambda ledger: bool(legs.reopenable(ledger)), note=lambda body: body.reason,
    decide=lambda ledger, o: legs.reopen_leg(o.path["leg"], o.body.reason, o.at)(ledger),
)  # fmt: skip
RECORD: AnyCommand = Command(
    "record", on=MEETING, action="record_meeting", label=Label("登记", "Record"),
    doc="Record the minutes of a meeting of the open leg (E-22, E-24).",
    body=NewMeeting, may=CLERKS, creates=True, path="", do=record_meeting,
    answer=answer_meeting, then=f"/screening{CYCLE}",
    when=lambda ledger: bool(ledger.current()),
)  # fmt: skip
TAKE_IN: AnyCommand = Command(
    "take-in", on=LEDGER, action="take_in_reviews", label=Label("收卡并公开", "Take in and show"),
    doc="Take the score cards in: none can be changed any more, everybody sees them (E-24).",
    body=Nothing, may=COMMITTEE, path="legs/{leg}/take-in", answer=answer_leg,
    when=reviewing.are_taken, facts=cards_given,
    decide=lambda ledger, o: reviewing.take_in(o.path["leg"], o.facts, o.at)(ledger),
)  # fmt: skip
COMMANDS = (OPEN, CLOSE, REOPEN, RECORD, TAKE_IN)
