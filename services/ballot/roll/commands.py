"""What people can ask at the door: members arrive, draw a slip, leave; attendees are admitted.

All of them are asked of the session; its page has a form for each line of the roll.
"""

from typing import Any

from chassis.core.decision import created
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.kinds import ROLL, SESSIONS
from services.ballot.member.queries import member_of
from services.ballot.roles import AT_THE_DOOR
from services.ballot.roll import arriving
from services.ballot.roll.bodies import Attendee, CheckIn
from services.ballot.roll.domain import RollEntry, check_gathered
from services.ballot.roll.views import CheckedIn, checked_in
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import SESSION, is_not_voting
from services.ballot.session.settling import session_of

HALL: Thing[Any] = Thing(
    service="ballot",
    kind=SESSIONS,
    api=THE_SESSION.api,
    page=THE_SESSION.page,
    answers=CheckedIn,
    answer=checked_in,
)


async def check_in(order: Order[CheckIn]) -> Changed[RollEntry]:
    """A member arrives and draws a slip, unless a round is being voted on (V-08)."""
    member = order.body.member
    copy = await member_of(order.ctx, order.street, member)
    facts = {"name": copy.name, "community": copy.community, "arrived": order.at.isoformat()}
    return await arriving.entered(order, arriving.CHECK_IN, member, **facts)


async def draw_slip(order: Order[Nothing]) -> Changed[RollEntry]:
    """Who came while a round was open draws a slip between the rounds."""
    return await arriving.entered(order, arriving.DRAW_SLIP, order.path["member"])


async def leave(order: Order[Nothing]) -> Changed[RollEntry]:
    """A member leaves; whoever leaves before the freeze is not present at the vote."""
    left = order.at.isoformat()
    return await arriving.entered(order, arriving.LEAVE, order.path["member"], left=left)


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
    "slip", on=HALL, action="draw_slip", label=Label("补领投票码", "Draw a slip"),
    doc="A member who came while a round was open draws a slip.",
    body=Nothing, may=AT_THE_DOOR, path="check-ins/{member}/slip",
    move=(SESSION, "check_in"), when=is_not_voting, crowded=True, do=draw_slip,
)  # fmt: skip
LEAVE: AnyCommand = Command(
    "leave", on=HALL, action="leave_session", label=Label("离席", "Leave"),
    doc="A member leaves.",
    body=Nothing, may=AT_THE_DOOR, path="check-ins/{member}/leave",
    move=(SESSION, "check_in"), crowded=True, do=leave,
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "check-ins", on=HALL, action="check_in_member", label=Label("签到", "Check in"),
        doc="A member arrives and, between rounds, draws a slip.",
        body=CheckIn, may=AT_THE_DOOR,
        move=(SESSION, "check_in"), makes=True, crowded=True, do=check_in,
    ),
    SLIP,
    LEAVE,
    Command(
        "attendees", on=HALL, action="admit_attendee", label=Label("登记", "Admit"),
        doc="A non-voting attendee arrives (V-10).",
        body=Attendee, may=AT_THE_DOOR,
        move=(SESSION, "check_in"), makes=True, crowded=True, do=admit,
    ),
)  # fmt: skip
