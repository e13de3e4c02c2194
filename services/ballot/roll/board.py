"""The check-in board (签到板): a tile for each member whom the session expects, and figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chassis.core.documents import Found
from contracts.charter import Charter
from services.ballot.member.domain import MemberCopy
from services.ballot.roll.domain import RollEntry, Stay, leaving_of, stands_aside, waiting_of
from services.ballot.roll.views import clock_minute
from services.ballot.session.domain import Session
from services.ballot.session.presence import Witness
from services.ballot.session.voting import needed


@dataclass(frozen=True)
class Tile:
    """One member: ``state`` is ``absent``, ``waiting``, ``present`` or ``left``; ``at`` is HH:MM.

    ``slip``: drew one, or draws none because the member stands aside from every candidate.
    ``leaving``: is said to leave and still counts. ``mine``: whoever looks at the board may confirm
    this check-in, or this departure.
    """

    member: str
    name: str
    group: str
    state: str = "absent"
    at: str = ""
    slip: bool = False
    arrival: str = ""
    leaving: bool = False
    mine: bool = False
    witnesses: tuple[Witness, ...] = ()


@dataclass(frozen=True)
class Figures:
    """应到, 实到, 待确认 and how many must be present for a vote."""

    expected: int
    present: int
    waiting: int
    needed: int

    @property
    def missing(self) -> int:
        """How many more are needed for the quorum."""
        return max(self.needed - self.present, 0)


@dataclass(frozen=True)
class Board:
    """Everything that a board or the hall's roll shows; groups by community, in name order."""

    figures: Figures
    groups: Sequence[tuple[str, Sequence[Tile]]]
    guests: Sequence[RollEntry]

    @property
    def tiles(self) -> list[Tile]:
        """All tiles, group by group."""
        return [tile for _, tiles in self.groups for tile in tiles]

    @property
    def waiting(self) -> list[Tile]:
        """Check-ins that nobody confirmed yet."""
        return [tile for tile in self.tiles if tile.state == "waiting"]

    @property
    def leaving(self) -> list[Tile]:
        """Who is said to leave; nobody of another office confirmed it yet."""
        return [tile for tile in self.tiles if tile.leaving]

    @property
    def mine(self) -> list[Tile]:
        """Those that whoever looks at the board may confirm."""
        return [tile for tile in self.waiting if tile.mine]


def figures_of(session: Session, expected: int, charter: Charter) -> Figures:
    """The figures of the door."""
    least = needed(expected, charter.ballot.quorum)
    return Figures(expected, len(session.present), len(session.arrived), least)


def board_of(
    session: Session,
    charter: Charter,
    members: Sequence[Found[MemberCopy]],
    roll: Iterable[Found[RollEntry]],
    viewer: Witness,
    by: str = "community",
) -> Board:
    """The board as ``viewer`` sees it; ``members`` are those expected, by community and name.

    ``by``: ``community``, or ``group`` for the community group (小组) that the member is in.
    """
    lines = [one.state for one in roll]
    known = {one.member: one for one in lines if one.voting}
    groups: dict[str, list[Tile]] = {}
    for one in members:
        tile = _tile(session, one, known.get(one.id), viewer)
        groups.setdefault(one.state.group if by == "group" else tile.group, []).append(tile)
    guests = [one for one in lines if not one.voting]
    return Board(figures_of(session, len(members), charter), _in_order(groups, by), guests)


def _in_order(groups: dict[str, list[Tile]], by: str) -> list[tuple[str, list[Tile]]]:
    """Communities as they come, groups by their code; those without one last."""
    if by != "group":
        return list(groups.items())
    return sorted(groups.items(), key=lambda pair: (not pair[0], len(pair[0]), pair[0]))


def _tile(
    session: Session, found: Found[MemberCopy], line: RollEntry | None, viewer: Witness
) -> Tile:
    waits, leaves = waiting_of(session, found.id), leaving_of(session, found.id)
    pending = waits or leaves
    here = found.id in session.present
    stays = [stay for stay in line.stays if not stay.undone] if line else []
    last = stays[-1] if stays else None
    return Tile(
        member=found.id,
        name=found.state.name,
        group=found.state.community,
        state="waiting" if waits else "present" if here else "left" if last else "absent",
        at=_moment(last, here or waits is not None) if last else "",
        slip=found.id in session.drawn or found.id in stands_aside(session),
        arrival=waits.id if waits else "",
        leaving=leaves is not None,
        mine=pending is not None and viewer.is_independent_of(pending.witness),
        witnesses=_witnesses(last),
    )


def _moment(stay: Stay, here: bool) -> str:
    return clock_minute(stay.arrived if here else stay.left or stay.arrived)


def _witnesses(stay: Stay | None) -> tuple[Witness, ...]:
    if stay is None:
        return ()
    return (stay.first, stay.second) if stay.second else (stay.first,)
