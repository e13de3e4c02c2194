"""What is public of papers with ranks or grades: sums, and no papers.

With 12 items and 10 places hardly two papers are alike, so a published paper would be the receipt
of whoever was told to write it. Points, sums of ranks and grades follow from these sums exactly.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.modes import is_paper, most_places, ranking_of
from services.ballot.ballot.domain.rounds import papers_in
from services.ballot.casting.paper import Paper


def is_summed(state: Ballot) -> bool:
    """Whether sums are public in place of papers."""
    return state.method in ("RANKS", "GRADES")


def sums_of(
    state: Ballot, one: Round, rows: Sequence[tuple[str, Mapping[str, Any]]]
) -> dict[str, Any]:
    """``valid`` and ``invalid`` papers; ``given``: item → place or id of a grade → valid papers."""
    read = papers_in(one, rows)
    valid = [paper for paper in read if is_paper(state, one.race, paper)]
    written = [_written(state, paper) for paper in valid]
    found = {
        item: Counter(said[item] for said in written if item in said)
        for item in one.race.candidates
    }
    names = _names(state, one)
    given = {item: {name: found[item][name] for name in names} for item in found}
    return {"valid": len(valid), "invalid": len(read) - len(valid), "given": given}


def _written(state: Ballot, paper: Paper) -> Mapping[str, str]:
    """The place of each item, without gaps, or its grade."""
    if state.method == "GRADES":
        return paper.written
    return {item: str(place) for place, item in enumerate(ranking_of(paper), 1)}


def _names(state: Ballot, one: Round) -> list[str]:
    if state.method == "GRADES":
        return [grade.id for grade in state.rules.satisfaction.grades]
    return [str(n) for n in range(1, most_places(state.rules, one.race) + 1)]
