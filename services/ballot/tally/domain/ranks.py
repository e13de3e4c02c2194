"""What a ranking is worth: papers that order the items instead of ticking them."""

from collections.abc import Iterable, Mapping, Sequence

Ranking = Sequence[str]
"""Items from the most wanted to the least; what is not on it was not ranked."""


def borda(ranking: Ranking, places: int | None = None) -> dict[str, int]:
    """The first of ``places`` gets that many points, the next one fewer, down to 1.

    Without ``places`` it is the number of items on this very paper.
    """
    top = len(ranking) if places is None else places
    return {item: max(0, top - n) for n, item in enumerate(ranking)}


def borda_scores(rankings: Iterable[Ranking], items: Sequence[str], places: int) -> dict[str, int]:
    """Points over all papers: the most points win."""
    scores = dict.fromkeys(items, 0)
    for ranking in rankings:
        for item, points in borda(ranking, places).items():
            scores[item] += points
    return scores


def rank_sums(
    rankings: Iterable[Ranking], items: Sequence[str], places: int | None = None
) -> dict[str, int]:
    """序位和: the sum of ranks, where the lowest wins.

    Items that a paper leaves out share the place after its last one, or after the last of
    ``places``, so that a short paper does not put the rest further to the front.
    """
    sums = dict.fromkeys(items, 0)
    for ranking in rankings:
        place: Mapping[str, int] = {item: n for n, item in enumerate(ranking, 1)}
        behind = (len(ranking) if places is None else places) + 1
        for item in items:
            sums[item] += place.get(item, behind)
    return sums
