"""The guard on small numbers (C-11): which figures may leave the room.

1. A ballot with a round of fewer than 5 valid papers is told without any breakdown: who was
   chosen, never how many votes. Invalid papers do not hide anybody, so valid ones count.
2. Two rounds that share candidates are never told side by side where the slips drawn, or the valid
   papers, differ by 1 to 4: one minus the other would tell what those few voted (a late arrival, a
   run-off). The figure that decided, that of the later round, is told; the earlier is not.
3. A ballot that is void and was repeated in its session is an earlier round of the repeats, so rule
   2 holds across them. As nobody knows before whether a repeat follows, and with how many people,
   its figures are told when the session is over, and not before.
4. Unanimity is told. To leave it out under a public rule would tell it as well: rule 1 keeps it
   from telling the votes of a few.
4. What the group that must pass apart voted (双过) is told only where the group and the rest have 5
   valid papers each, in every round: one minus the other would tell what the few voted.

Officers see every figure of the count that they sign; rule 1 holds for what they print, too.
"""

from collections.abc import Mapping, Sequence

from services.ballot.ballot.domain.ballot import SMALL, Round


def told(rounds: Sequence[Round], repeats: Sequence[Round] = ()) -> dict[int, Mapping[str, int]]:
    """Number of each counted round → votes of those candidates whose figure may be told.

    ``repeats``: the rounds of the ballots of the session that followed this one, where it is void.
    """
    held = [one for one in rounds if one.outcome is not None]
    after = [one for one in repeats if one.outcome is not None]
    if any(one.small for one in held):
        return {one.number: {} for one in held}
    order = [*held, *after]
    return {one.number: _without(one, _kept_back(one, order[n:])) for n, one in enumerate(held, 1)}


def tells_apart(rounds: Sequence[Round]) -> bool:
    """Whether the figures of the group that must pass apart may be told."""
    held = [one.outcome for one in rounds if one.outcome is not None]
    groups = [(one.valid, one.apart.valid) for one in held if one.apart is not None]
    many = all(SMALL <= few <= valid - SMALL for valid, few in groups)
    # A later round that few more or fewer of the group took part in is not told beside the first.
    alike = all(not 0 < abs(few - groups[0][1]) < SMALL for _, few in groups)
    return bool(groups) and many and alike


def kept_back(rounds: Sequence[Round], may_tell: Mapping[int, Mapping[str, int]]) -> frozenset[str]:
    """Candidates whose last figure is not in ``may_tell``: they have no place in a ranking."""
    last = {item: one for one in rounds if one.outcome for item in one.race.candidates}
    small = any(one.small for one in rounds)
    return frozenset(
        item
        for item, one in last.items()
        if one.outcome and (small or item in {*one.outcome.tallies} - {*may_tell[one.number]})
    )


def _without(one: Round, hidden: frozenset[str]) -> Mapping[str, int]:
    tallies = one.outcome.tallies if one.outcome else {}
    return {item: votes for item, votes in tallies.items() if item not in hidden}


def _kept_back(one: Round, later: Sequence[Round]) -> frozenset[str]:
    close = [other.race.candidates for other in later if _close(one, other)]
    return frozenset(item for candidates in close for item in candidates)


def _close(one: Round, other: Round) -> bool:
    """Whether so few people more or fewer took part that the difference could be laid on them."""
    assert one.outcome is not None  # only counted rounds are told
    assert other.outcome is not None
    pairs = (
        (one.freeze.issued, other.freeze.issued),
        (one.outcome.valid, other.outcome.valid),
    )
    return any(0 < abs(a - b) < SMALL for a, b in pairs)
