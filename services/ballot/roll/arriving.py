"""Check-in, confirmation, leaving: the session decides, then the roll notes it.

Each is a process whose ``args`` hold ``session``, ``member`` or ``seen`` (arrival, member and
first witness of each), ``at`` (ISO, UTC) and what the step is told besides.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed, Key
from chassis.core.errors import Refused
from chassis.flow.process import carry_out
from chassis.service import Args, Context, Process, Step, StepAction
from services.ballot.kinds import ROLL, SESSIONS
from services.ballot.roll import domain, line
from services.ballot.roll.domain import RollEntry, Stay
from services.ballot.session.domain import Session
from services.ballot.session.presence import Arrival, Witness
from services.ballot.session.settling import session_of, settle_voting

TRIES = 5
"""How often a confirmation looks at the roll anew where it changes in between."""


def _arrival(args: Args) -> Arrival:
    witness = Witness.model_validate(args["first"])
    return Arrival(id=args["arrival"], member=args["member"], witness=witness)


def _departure(args: Args) -> Arrival:
    return Arrival(id=args["at"], member=args["member"], witness=_leaves(args))


def _leaves(args: Args) -> Witness:
    """Who saw the member leave; an older version that was cut short noted nobody."""
    return Witness.model_validate(args.get("witness", {"by": ""}))


@dataclass(frozen=True)
class AtTheDoor:
    """What may happen at the door: what the session decides, and the process that does it."""

    move: Callable[[Session, Args], Change[Session]]
    process: Process


async def entered(
    ctx: Context, street: str, cause: Cause, what: AtTheDoor, session: str, **args: Any
) -> None:
    """Do one of the things below. Raises what the session refuses."""
    told = {"session": session, "at": cause.at.isoformat(), **args}

    async def check() -> None:
        await settle_voting(ctx, street, session, cause)
        what.move((await session_of(ctx, street, session)).state, told)

    await carry_out(ctx, what.process, street, told, cause, check)


async def confirmed(
    ctx: Context, street: str, cause: Cause, session: str, seen: Sequence[str], second: Witness
) -> list[str]:
    """A second witness stands for the check-ins ``seen``; the members for whom it now counts.

    Left out is what is no longer there, and what the same person or office checked in: nobody is
    confirmed who was not on the list. Raises ``Refused`` where the roll changes again and again.
    """
    tries, told = 0, second.model_dump(mode="json")
    while fitting := await _fitting(ctx, street, session, seen, second):
        try:
            await entered(ctx, street, cause, CONFIRM, session, seen=fitting, second=told)
        except Refused:
            tries += 1
            if tries == TRIES:
                raise
        else:
            return [member for _, member, _ in fitting]
    return []


async def _fitting(
    ctx: Context, street: str, session: str, seen: Sequence[str], second: Witness
) -> list[tuple[str, str, Any]]:
    """Id, member and first witness of the check-ins ``seen`` that this witness may stand for."""
    state = (await session_of(ctx, street, session)).state
    domain.check_gathered(state)
    domain.check_saw_no_codes(state, second)
    return [
        (one.id, one.member, one.witness.model_dump(mode="json"))
        for one in state.arrived
        if one.id in seen and second.is_independent_of(one.witness)
    ]


async def line_of(ctx: Context, street: str, session: str, member: str) -> Changed[RollEntry]:
    """The member's line of the roll as it stands. Raises ``WrongState`` where there is none."""
    found = await ctx.store.get(_line(street, session, member))
    if found is None:
        raise domain.not_here()
    return Changed(found.id, street, found.version, found.state)


def _line(street: str, session: str, member: str) -> Key[RollEntry]:
    return ROLL.key(street, f"{session}/{member}")


# ---- the steps ----------------------------------------------------------------------------------


async def _noted(
    ctx: Context,
    args: Args,
    member: str,
    note: Callable[[RollEntry], RollEntry],
    cause: Cause,
) -> None:
    session = (await session_of(ctx, args["street"], args["session"])).state
    now = {"present": member in session.present, "slip": member in session.drawn}
    fresh = RollEntry(
        session=args["session"], member=member, present=False, **args.get("person", {"name": ""})
    )

    def decide(found: RollEntry | None) -> Change[RollEntry]:
        return Change(note((found or fresh).model_copy(update=now)))

    await ctx.change(_line(args["street"], args["session"], member), decide, cause)


def _arrived(entry: RollEntry, args: Args) -> RollEntry:
    first = Witness.model_validate(args["first"])
    return line.with_arrival(entry, Stay(id=args["arrival"], arrived=args["at"], first=first))


async def _confirmed(ctx: Context, args: Args, cause: Cause) -> None:
    second = Witness.model_validate(args["second"])
    for arrival, member, first in args["seen"]:
        stay = Stay(
            id=arrival,
            arrived=args["at"],
            first=Witness.model_validate(first),
            confirmed=args["at"],
            second=second,
        )
        note = partial(line.with_second, stay=stay)
        await _noted(ctx, args, member, note, cause.part(arrival))


def _at_the_door(
    name: str, move: Callable[[Session, Args], Change[Session]], enter: StepAction
) -> AtTheDoor:
    async def decide(ctx: Context, args: Args, cause: Cause) -> None:
        key = SESSIONS.key(args["street"], args["session"])
        await ctx.change(key, existing(lambda state: move(state, args)), cause)

    # The roll never refuses what the session has taken, so nothing is ever undone.
    return AtTheDoor(move, Process(name, (Step("session", decide), Step("roll", enter))))


CONFIRM = _at_the_door(
    "confirm",
    lambda state, args: domain.confirm(
        state, [arrival for arrival, *_ in args["seen"]], Witness.model_validate(args["second"])
    ),
    _confirmed,
)


def _of_one(
    name: str,
    move: Callable[[Session, Args], Change[Session]],
    note: Callable[[RollEntry, Args], RollEntry],
) -> AtTheDoor:
    """The same for one member, on whose line ``note`` keeps what the session decided."""

    async def enter(ctx: Context, args: Args, cause: Cause) -> None:
        await _noted(ctx, args, args["member"], lambda entry: note(entry, args), cause)

    return _at_the_door(name, move, enter)


CHECK_IN = _of_one("check_in", lambda s, args: domain.check_in(s, _arrival(args)), _arrived)
UNDO = _of_one(
    "undo_check_in",
    lambda s, args: domain.undo(s, args["member"]),
    lambda entry, _: line.with_mistake(entry),
)
DRAW_SLIP = _of_one(
    "draw_slip", lambda s, args: domain.draw_slip(s, args["member"]), lambda entry, _: entry
)
LEAVE = _of_one(
    "leave",
    lambda s, args: domain.leave(s, _departure(args)),
    lambda entry, args: line.with_departure(entry, args["at"], _leaves(args)),
)
ROLL_PROCESSES = tuple(one.process for one in (CHECK_IN, CONFIRM, UNDO, DRAW_SLIP, LEAVE))
