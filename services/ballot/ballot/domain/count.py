"""Counting, pure: papers go in, an outcome comes out. Exact integers only (V-01 … V-10).

Check returned ≤ issued → drop invalid papers → sum FOR → keep who is over the threshold → where
more than the seats, sort by FOR → a tie across the cut line goes to a run-off among the tied
alone → too few goes to an extra round among the unchosen, then stays vacant and is reported.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Literal

from pydantic import Field

from chassis.core.decision import State
from contracts.charter import BallotRules

PassOf = Literal["EXPECTED", "PRESENT", "RETURNED", "VALID"]


class RoundKind(StrEnum):
    """首轮 再次投票 补充投票: why a round of voting is held."""

    FIRST = "FIRST"
    RUNOFF = "RUNOFF"
    EXTRA = "EXTRA"


class Marks(State):
    """What stands on one paper: FOR and AGAINST; a candidate in neither is an abstention.

    Sorted, so that the order of ticking is not kept. ``spoiled``: a teller could not read it.
    ``written``: item → what is written beside it, a rank or the id of a grade, in such ballots.
    """

    votes_for: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    spoiled: bool = False
    written: dict[str, str] = Field(default_factory=dict, exclude_if=lambda told: not told)

    @classmethod
    def of(
        cls,
        votes_for: Iterable[str],
        against: Iterable[str] = (),
        spoiled: bool = False,
        written: Mapping[str, str] | None = None,
    ) -> "Marks":
        """Marks without order and repetition."""
        return cls(
            votes_for=tuple(sorted(set(votes_for))),
            against=tuple(sorted(set(against))),
            spoiled=spoiled,
            written=dict(sorted((written or {}).items())),
        )


class Freeze(State):
    """The roll as it stood when voting began: 应到 实到 发出票.

    ``recused``: how many stood aside from a candidate then (回避); unknown of an older version.
    """

    expected: int
    present: int
    issued: int
    recused: int | None = None


class Race(State):
    """What one round votes on. ``passed``: its candidates were over the threshold before."""

    kind: RoundKind
    candidates: tuple[str, ...]
    seats: int

    @property
    def passed(self) -> bool:
        """A run-off only orders those who are over the threshold already."""
        return self.kind is RoundKind.RUNOFF


class Counts(State):
    """收回票 有效票 无效票."""

    returned: int
    valid: int
    invalid: int


class GroupCount(Counts):
    """What the papers of the group that must pass apart came to: FOR by item."""

    tallies: dict[str, int]


class Outcome(Counts):
    """What one round came to. ``tied`` compete again for ``open_seats``.

    ``tallies``: papers FOR each item, or that rank it, or that are satisfied with it. By ranks
    ``points`` decide, the fewest where ``least_first``. By a budget ``spent`` is in yuan, and
    ``split`` are the equals between which the money ran out. ``grades``: item → grade → papers.
    ``apart``: the papers of the group that must pass apart, which are in all figures too.
    """

    tallies: dict[str, int]
    chosen: tuple[str, ...]
    tied: tuple[str, ...] = ()
    open_seats: int = 0
    points: dict[str, int] = Field(default_factory=dict)
    least_first: bool = False
    split: tuple[tuple[str, ...], ...] = ()
    spent: int = 0
    grades: dict[str, dict[str, int]] = Field(default_factory=dict)
    apart: GroupCount | None = None

    def worth(self, item: str) -> int:
        """What an item is ordered by, the most first."""
        if not self.points:
            return self.tallies[item]
        return -self.points[item] if self.least_first else self.points[item]

    def apart_of(self, item: str) -> int | None:
        """Votes of the group that must pass apart; nothing where there is none."""
        return self.apart.tallies.get(item) if self.apart else None


def over(votes: int, base: int, share: str) -> bool:
    """过半数 is strictly more: ``votes`` > ``share`` of ``base``, without a fraction (V-09)."""
    top, bottom = map(int, share.split("/"))
    return bottom * votes > top * base


def reaches(number: int, base: int, share: str) -> bool:
    """以上 includes the number: ``number`` ≥ ``share`` of ``base`` (quorum, V-01)."""
    top, bottom = map(int, share.split("/"))
    return bottom * number >= top * base


def is_quorum(present: int, expected: int, quorum: str) -> bool:
    """Whether so many are enough: ``2/3`` or ``>= 2/3`` includes the number, ``> 1/2`` does not."""
    share = quorum.rpartition(" ")[2]
    enough = over if quorum.startswith("> ") else reaches
    return enough(present, expected, share)


def is_valid(marks: Marks, race: Race) -> bool:
    """无效票: FOR on more than the seats, or unreadable; fewer or none is valid (V-03)."""
    clear = not set(marks.votes_for) & set(marks.against)
    known = {*marks.votes_for, *marks.against} <= set(race.candidates)
    plain = not marks.spoiled and not marks.written
    return plain and clear and known and len(marks.votes_for) <= race.seats


def count(
    papers: Sequence[Marks],
    race: Race,
    freeze: Freeze,
    pass_over: str,
    pass_of: PassOf,
    let_in: Collection[str] | None = None,
) -> Outcome:
    """The outcome of one round; the order of the papers plays no part. ``let_in``: which items
    passed the gate of a group, where there is one.

    What was set aside comes as a paper that is ``spoiled``: returned, and invalid.
    """
    counts = counted(papers, race)
    base, tallies = base_of(pass_of, freeze, counts), counts.tallies
    passing = [
        item
        for item in race.candidates
        if race.passed
        or (over(tallies[item], base, pass_over) and (let_in is None or item in let_in))
    ]
    chosen, tied = cut(passing, tallies, race.seats)
    return Outcome(
        **counts.model_dump(),
        chosen=chosen,
        tied=tied,
        open_seats=race.seats - len(chosen) if tied else 0,
    )


def counted(papers: Sequence[Marks], race: Race) -> GroupCount:
    """Returned, valid and invalid papers, and FOR by item."""
    valid = [marks for marks in papers if is_valid(marks, race)]
    tallies = dict.fromkeys(race.candidates, 0)
    for marks in valid:
        for item in marks.votes_for:
            tallies[item] += 1
    invalid = len(papers) - len(valid)
    return GroupCount(returned=len(papers), valid=len(valid), invalid=invalid, tallies=tallies)


def base_of(pass_of: PassOf, freeze: Freeze, counts: Counts) -> int:
    """The number that a share of votes is taken of."""
    return {
        "EXPECTED": freeze.expected,
        "PRESENT": freeze.present,
        "RETURNED": counts.returned,
        "VALID": counts.valid,
    }[pass_of]


def least_votes(rules: BallotRules, base: int) -> int:
    """The fewest papers that pass an item, out of ``base``."""
    top, bottom = map(int, rules.pass_over.split("/"))
    line = top * base // bottom + 1 if rules.threshold else 0
    least = {"RANKS": 1, "BUDGET": rules.budget.minimum}.get(rules.method, 0)
    return max(line, least)


def cut(
    passing: Sequence[str], tallies: Mapping[str, int], seats: int
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who takes the seats, most votes first, and who is equal across the last of them."""
    ranked = sorted(passing, key=lambda item: -tallies[item])
    if len(ranked) <= seats:
        return tuple(ranked), ()
    line = tallies[ranked[seats - 1]]
    if tallies[ranked[seats]] < line:
        return tuple(ranked[:seats]), ()
    above = tuple(item for item in ranked if tallies[item] > line)
    return above, tuple(item for item in ranked if tallies[item] == line)


def following_race(
    seats: int, extra_rounds: int, held: Sequence[tuple[Race, Outcome]], runoffs: int = 3
) -> Race | None:
    """What must be voted on next, or nothing: then the rest of the seats stays vacant.

    A tie is voted on again at most ``runoffs`` times; a seat that stays tied after that is not
    filled by another rule (V-04, V-06, V-07).
    """
    _, outcome = held[-1]
    kinds = [one.kind for one, _ in held]
    if outcome.tied:
        if kinds.count(RoundKind.RUNOFF) >= runoffs:
            return None
        seats = outcome.open_seats
        return Race(kind=RoundKind.RUNOFF, candidates=outcome.tied, seats=seats)
    chosen = chosen_of(held)
    vacant = seats - len(chosen)
    rest = tuple(item for item in held[0][0].candidates if item not in chosen)
    if vacant > 0 and rest and kinds.count(RoundKind.EXTRA) < extra_rounds:
        return Race(kind=RoundKind.EXTRA, candidates=rest, seats=vacant)
    return None


def chosen_of(held: Sequence[tuple[Race, Outcome]]) -> tuple[str, ...]:
    """Everybody chosen so far, round by round, most votes first."""
    return tuple(item for _, outcome in held for item in outcome.chosen)


class Place(State):
    """Where a candidate came in; its votes are those of the last round it stood in.

    ``apart``: those of the group that must pass apart.
    """

    candidate: str
    votes_for: int
    rank: int
    chosen: bool
    points: int | None = None
    apart: int | None = None


def places(held: Sequence[tuple[Race, Outcome]], order: Sequence[str]) -> tuple[Place, ...]:
    """The ranking over all rounds; equal votes in one round share a rank.

    The chosen first, earlier rounds before later ones; then the unchosen, those who came as far
    as a later round before the others. ``order`` (the ballot's own) only sorts equals.
    """
    chosen = set(chosen_of(held))
    last = {item: n for n, (race, _) in enumerate(held) for item in race.candidates}

    def key(item: str) -> tuple[bool, int, int]:
        later = last[item] if item in chosen else -last[item]
        return (item not in chosen, later, -held[last[item]][1].worth(item))

    keys = {item: key(item) for item in order}
    ranked = sorted(keys.values())
    return tuple(
        Place(
            candidate=item,
            votes_for=held[last[item]][1].tallies[item],
            points=held[last[item]][1].points.get(item),
            apart=held[last[item]][1].apart_of(item),
            rank=ranked.index(keys[item]) + 1,
            chosen=item in chosen,
        )
        for item in sorted(order, key=keys.__getitem__)
    )
