"""How sensitive the cut line is to small changes of the weights. Pure and exact (fractions).

The score of an alternative is the weighted mean of the parts of reviewers who found each criterion
met. Weights are a choice, so the question is which alternatives are above the line *whatever* the
weights are within, say, a tenth of each. Scores only inform: the meeting decides (E-24).

For two alternatives the difference ``sum(w * d)`` over all weights in a box is smallest in one of
its corners, criterion by criterion; so "A beats B whatever the weights" needs no sampling.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import product

Shares = Sequence[Fraction]
"""The part that found each criterion met, in the order of the weights."""


class Standing(StrEnum):
    """Where an alternative is for all weights within the margin."""

    ABOVE = "ABOVE"
    DEPENDS = "DEPENDS"
    BELOW = "BELOW"


@dataclass(frozen=True)
class Placed:
    """An alternative in the ranking: its score (0 to 1), how far it moves, where that leaves it.

    ``rank`` counts from 1, equal scores share one. ``best`` and ``worst`` bound the rank for all
    weights within the margin.
    """

    id: str
    score: Fraction
    low: Fraction
    high: Fraction
    rank: int
    best: int
    worst: int
    standing: Standing


def cut_line(
    shares: Mapping[str, Shares], weights: Sequence[int], places: int, margin: Fraction
) -> list[Placed]:
    """Every alternative, the best first, for a line after ``places`` and weights ± ``margin``."""
    exact = [Fraction(weight) for weight in weights]
    placed = [_placed(one, shares, exact, places, margin) for one in shares]
    return sorted(placed, key=lambda one: (-one.score, one.id))


def steady_up_to(
    shares: Mapping[str, Shares], weights: Sequence[int], places: int
) -> Fraction | None:
    """The largest margin up to which nobody crosses the line; nothing where nothing ever does.

    Zero says that the line runs through equal scores already.
    """
    exact = [Fraction(weight) for weight in weights]
    order = sorted(shares, key=lambda one: -score(shares[one], exact))
    margins = [
        margin
        for above, below in product(order[:places], order[places:])
        if (margin := _crossing(_minus(shares[above], shares[below]), exact)) is not None
    ]
    smallest = min(margins, default=None)
    return smallest if smallest is not None and smallest < 1 else None


def score(shares: Shares, weights: Sequence[Fraction]) -> Fraction:
    """The weighted mean."""
    return _sum(shares, weights) / sum(weights)


def _placed(
    one: str,
    shares: Mapping[str, Shares],
    weights: Sequence[Fraction],
    places: int,
    margin: Fraction,
) -> Placed:
    gaps = [_minus(shares[one], shares[other]) for other in shares if other != one]
    surely_worse = sum(_least(gap, weights, margin) > 0 for gap in gaps)
    surely_better = sum(-_least([-d for d in gap], weights, margin) < 0 for gap in gaps)
    best, worst = 1 + surely_better, len(shares) - surely_worse
    low, high = _reach(shares[one], weights, margin)
    return Placed(
        id=one,
        score=score(shares[one], weights),
        low=low,
        high=high,
        rank=1 + sum(_sum(gap, weights) < 0 for gap in gaps),
        best=best,
        worst=worst,
        standing=_standing(best, worst, places),
    )


def _standing(best: int, worst: int, places: int) -> Standing:
    if worst <= places:
        return Standing.ABOVE
    return Standing.BELOW if best > places else Standing.DEPENDS


def _reach(
    shares: Shares, weights: Sequence[Fraction], margin: Fraction
) -> tuple[Fraction, Fraction]:
    """The lowest and the highest score; a mean of weights in a box has them in its corners."""
    sides = (1 - margin, 1 + margin)
    corners = product(sides, repeat=len(weights))
    scores = [
        score(shares, [weight * side for weight, side in zip(weights, corner, strict=True)])
        for corner in corners
    ]
    return min(scores), max(scores)


def _minus(one: Shares, other: Shares) -> list[Fraction]:
    return [a - b for a, b in zip(one, other, strict=True)]


def _sum(values: Shares, weights: Sequence[Fraction]) -> Fraction:
    return sum((w * v for w, v in zip(weights, values, strict=True)), Fraction(0))


def _least(gap: Shares, weights: Sequence[Fraction], margin: Fraction) -> Fraction:
    """The smallest weighted difference: less weight where it is ahead, more where it is behind."""
    return _sum(gap, weights) - margin * _sum([abs(d) for d in gap], weights)


def _crossing(gap: Shares, weights: Sequence[Fraction]) -> Fraction | None:
    """The margin at which the one behind can draw level; nothing for one that can never."""
    size = _sum([abs(d) for d in gap], weights)
    return _sum(gap, weights) / size if size else Fraction(0)
