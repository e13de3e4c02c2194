"""The seats of a street in one document: two orders at once never seat one too many (E-09)."""

from collections.abc import Collection

from chassis.core.decision import Change, State
from chassis.core.errors import WrongState


class Seating(State):
    """The ids of those who hold a seat, or are being seated just now."""

    members: tuple[str, ...] = ()


def take_seat(
    found: Seating | None, member: str, seats: int, holding: Collection[str], gone: Collection[str]
) -> Change[Seating]:
    """Seat somebody. ``holding``: who holds a seat by the register; ``gone``: whose is free again.

    Raises ``WrongState`` where no seat is free. Seated twice is seated once.
    """
    known = dict.fromkeys((*(found.members if found else ()), *holding))
    taken = [one for one in known if one not in gone]
    if member in taken:
        return Change(Seating(members=tuple(taken)))
    if len(taken) >= seats:
        raise seats_full(seats, len(taken), 1)
    return Change(Seating(members=(*taken, member)))


def leave_seat(found: Seating | None, member: str) -> Change[Seating]:
    """Somebody was not seated after all."""
    known = found.members if found else ()
    return Change(Seating(members=tuple(one for one in known if one != member)))


def seats_full(seats: int, taken: int, wanted: int) -> WrongState:
    """More are to be seated than there are seats."""
    free = max(seats - taken, 0)
    return WrongState(
        "seats-full",
        f"定额 {seats} 席，已占 {taken} 席，只能再聘 {free} 人，这里有 {wanted} 人。"
        "请勾选其中几位，或先办理任期结束。",
        f"{free} of {seats} seats are free; {wanted} people are named.",
    )
