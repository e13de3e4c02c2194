"""What people can ask at the door: members arrive, are confirmed, draw a slip, leave.

All of them are asked of the session; the check-in board has a form for each.
"""

from typing import Any

from chassis.core.decision import created
from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.core.text import Nothing
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.kinds import ROLL, SESSIONS
from services.ballot.member.queries import copy_of
from services.ballot.roles import AT_THE_DOOR, witness_of
from services.ballot.roll import arriving
from services.ballot.roll.bodies import Attendee, CheckIn, Seen
from services.ballot.roll.domain import RollEntry, check_gathered, check_saw_no_codes
from services.ballot.roll.views import CheckedIn, Confirmed, Line, line
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import SESSION, Session, is_not_voting
from services.ballot.session.settling import session_of

DOOR: Thing[Any] = Thing(
    service="ballot",
    kind=SESSIONS,
    api=THE_SESSION.api,
    page=f"{THE_SESSION.page}/door",
    answers=Line,
    answer=line,
)


async def check_in(order: Order[CheckIn]) -> Changed[RollEntry]:
    """One officer says that a member is here. Who is here already stays as it was."""
    member = order.body.member
    state = (await session_of(order.ctx, order.street, order.key)).state
    copy = await copy_of(order.ctx, order.street, state, member)
    told = {
        "member": member,
        "person": {"name": copy.name, "community": copy.community},
        "arrival": arrival_id(order),
        "first": witness_of(order.person).model_dump(mode="json"),
    }
    try:
        await _entered(order, arriving.CHECK_IN, **told)
    except WrongState as refused:
        if refused.code != "checked-in":
            raise
    return await _line(order, member)


def arrival_id(order: Order[Any]) -> str:
    """The id of the check-in that this order makes, the same at every repetition."""
    return order.cause.derive("arrival")


async def confirm(order: Order[Seen]) -> Changed[Session]:
    """A second officer says that all these are here in person."""
    second = witness_of(order.person)
    given = (order.ctx, order.street, order.cause, order.key, order.body.arrivals, second)
    await arriving.confirmed(*given)
    found = await session_of(order.ctx, order.street, order.key)
    return Changed(found.id, found.street, found.version, found.state)


async def undo(order: Order[Nothing]) -> Changed[RollEntry]:
    """A check-in that nobody confirmed was a mistake."""
    return await _moved(order, arriving.UNDO)


async def draw_slip(order: Order[Nothing]) -> Changed[RollEntry]:
    """Who came while a round was open draws a slip between the rounds."""
    return await _moved(order, arriving.DRAW_SLIP)


async def leave(order: Order[Nothing]) -> Changed[RollEntry]:
    """A member leaves; whoever leaves before the freeze is not present at the vote."""
    return await _moved(
        order, arriving.LEAVE, witness=witness_of(order.person).model_dump(mode="json")
    )


async def _moved(order: Order[Any], what: arriving.AtTheDoor, **told: Any) -> Changed[RollEntry]:
    member = order.path["member"]
    state = (await session_of(order.ctx, order.street, order.key)).state
    check_saw_no_codes(state, witness_of(order.person))
    await _entered(order, what, member=member, **told)
    return await _line(order, member)


async def _entered(order: Order[Any], what: arriving.AtTheDoor, **told: Any) -> None:
    await arriving.entered(order.ctx, order.street, order.cause, what, order.key, **told)


async def _line(order: Order[Any], member: str) -> Changed[RollEntry]:
    return await arriving.line_of(order.ctx, order.street, order.key, member)


async def answer_check_in(order: Order[CheckIn], changed: Changed[RollEntry]) -> CheckedIn:
    """The member's line, and whether it was this check-in that made it."""
    stays = changed.state.stays
    already = not stays or stays[-1].id != arrival_id(order)
    return CheckedIn(**line(changed).model_dump(), already=already)


async def answer_confirmed(order: Order[Seen], changed: Changed[Session]) -> Confirmed:
    """How many of those asked for count now; the rest was left out."""
    still = {one.id for one in changed.state.arrived}
    asked = set(order.body.arrivals)
    return Confirmed(
        id=changed.id,
        version=changed.version,
        present=len(changed.state.present),
        waiting=len(still),
        issued=len(changed.state.drawn),
        left_out=sorted(asked & still),
    )


async def admit(order: Order[Attendee]) -> Changed[RollEntry]:
    """列席: a non-voting attendee; no slip, no part in any count (V-10)."""
    check_gathered((await session_of(order.ctx, order.street, order.key)).state)
    entry = RollEntry(
        session=order.key,
        member="",
        name=order.body.name,
        voting=False,
        capacity=order.body.capacity,
        arrived=order.at.isoformat(),
    )
    key = ROLL.key(order.street, f"{order.key}/guest-{order.cause.derive('guest')}")
    return await order.ctx.change(key, created(entry), order.cause)


SLIP: AnyCommand = Command(
    "slip", on=DOOR, action="draw_slip", label=Label("补领投票码条", "Draw a slip"),
    doc="A member who came while a round was open draws a slip.",
    body=Nothing, may=AT_THE_DOOR, path="check-ins/{member}/slip",
    move=(SESSION, "check_in"), when=is_not_voting, crowded=True, do=draw_slip,
)  # fmt: skip
LEAVE: AnyCommand = Command(
    "leave", on=DOOR, action="leave_session", label=Label("离席", "Leave"),
    doc="A member leaves. It counts once somebody of another office says so too.",
    body=Nothing, may=AT_THE_DOOR, path="check-ins/{member}/leave",
    move=(SESSION, "check_in"), crowded=True, do=leave,
)  # fmt: skip
UNDO: AnyCommand = Command(
    "undo", on=DOOR, action="undo_check_in", label=Label("撤销签到", "Undo"),
    doc="Undo a check-in, or a departure, that nobody confirmed yet.",
    body=Nothing, may=AT_THE_DOOR, path="check-ins/{member}/undo",
    move=(SESSION, "check_in"), crowded=True, do=undo,
)  # fmt: skip
CHECK_IN: AnyCommand = Command(
    "check-ins", on=DOOR, action="check_in_member", label=Label("签到", "Check in"),
    doc="A member arrives. It counts once somebody of another office confirms it.",
    body=CheckIn, may=AT_THE_DOOR,
    move=(SESSION, "check_in"), makes=True, crowded=True, do=check_in,
    answers=CheckedIn, answer=answer_check_in,
)  # fmt: skip
CONFIRM: AnyCommand = Command(
    "confirm", on=DOOR, action="confirm_check_ins", label=Label("本人在场", "Here in person"),
    doc="Confirm check-ins of another office; between rounds these members draw their slips.",
    body=Seen, may=AT_THE_DOOR, path="check-ins/confirm",
    move=(SESSION, "check_in"), crowded=True, do=confirm,
    answers=Confirmed, answer=answer_confirmed,
)  # fmt: skip
ATTENDEES: AnyCommand = Command(
    "attendees", on=DOOR, action="admit_attendee", label=Label("登记", "Admit"),
    doc="A non-voting attendee arrives (V-10).",
    body=Attendee, may=AT_THE_DOOR,
    move=(SESSION, "check_in"), makes=True, crowded=True, do=admit,
)  # fmt: skip
COMMANDS = (CHECK_IN, CONFIRM, UNDO, SLIP, LEAVE, ATTENDEES)
