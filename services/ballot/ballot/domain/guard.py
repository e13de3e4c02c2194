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
5. What the group that must pass apart voted (双过) is told only where the group and the rest have 5
   valid papers each, in every round: one minus the other would tell what the few voted. Rule 2
   holds for the group and for the rest too, between any two rounds and any round and a repeat: none
   of the group's figures is told where one of these differs by 1 to 4.

Officers see every figure of the count that they sign; rule 1 holds for what they print, too.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations, product

from services.ballot.ballot.domain.ballot import SMALL, Ballot, Round
from services.ballot.ballot.domain.count import GroupCount, Outcome

Part = tuple[int, int]
"""Of all, of a group or of the rest: slips drawn, valid papers."""


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


def tells_apart(rounds: Sequence[Round], repeats: Sequence[Round] = ()) -> bool:
    """Whether the figures of the group that must pass apart may be told; ``repeats`` as above."""
    held, after = ([one for one in some if _parts(one)] for some in (rounds, repeats))
    many = all(valid >= SMALL for one in held for _, valid in _parts(one))
    pairs = (*combinations(held, 2), *product(held, after))
    return bool(held) and many and not any(_parts_close(one, other) for one, other in pairs)


def tells_papers(state: Ballot, one: Round) -> bool:
    """Whether the papers of a round may be told: each of its figures is, the group's too."""
    whole = {*told(state.rounds)[one.number]} == {*one.race.candidates}
    gated = state.is_gated and one.apart is not None
    return whole and (not gated or tells_apart(state.rounds))


def told_group(counted: GroupCount, may_tell: Collection[str]) -> GroupCount:
    """What the group voted, of the candidates whose votes are told."""
    votes = {item: n for item, n in counted.tallies.items() if item in may_tell}
    return counted.model_copy(update={"tallies": votes})


def told_split(outcome: Outcome, may_tell: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """The equals that the end of the money divided: equal votes, so only where these are told."""
    return tuple(equals for equals in outcome.split if set(equals) <= set(may_tell))


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
    return _few_between(
        (one.freeze.issued, one.outcome.valid), (other.freeze.issued, other.outcome.valid)
    )


def _parts(one: Round) -> tuple[Part, ...]:
    """The group that must pass apart, and the rest; nothing where no group was counted."""
    if one.apart is None or one.outcome is None or one.outcome.apart is None:
        return ()
    issued, valid = one.apart.issued, one.outcome.apart.valid
    return (issued, valid), (one.freeze.issued - issued, one.outcome.valid - valid)


def _parts_close(one: Round, other: Round) -> bool:
    """Whether they share candidates, and a few more or fewer of the group or the rest took part."""
    shared = set(one.race.candidates) & set(other.race.candidates)
    parts = zip(_parts(one), _parts(other), strict=True)
    return bool(shared) and any(_few_between(before, after) for before, after in parts)


def _few_between(one: Part, other: Part) -> bool:
    return any(0 < abs(a - b) < SMALL for a, b in zip(one, other, strict=True))
