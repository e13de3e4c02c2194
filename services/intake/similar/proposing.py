"""Category and unit proposed for a suggestion, from what the street decided before (W-12, E-22).

Each label is scored by the pairs of letters that its own past texts hold more often than the
street's texts do, and by how often it was given. A street with few decisions gets no proposal. It
is shown to a person, three at a time, and never applied by itself.
"""

import math
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

from chassis.core.documents import Where
from chassis.rooms.choices import meant
from chassis.rooms.copies import charter_of
from chassis.rooms.tallies import tallied
from chassis.service import Context
from services.intake.collection.queries import newest_cycle
from services.intake.kinds import SUGGESTIONS
from services.intake.similar.finding import COMPARED
from services.intake.similar.texts import runs, tidy
from services.intake.suggestion.domain.suggestion import NEXT, Suggestion

SHOWN = 3
ALL = 60
FEWEST = 20
"""Decisions from which on something is proposed."""
MOST = 1_000
"""Past suggestions that are learned from."""
WEIGHT = 2.0
"""Texts' worth of doubt about a label that has few."""
FLOOR = -0.3
"""What a pair that a label never had takes away: texts are short, so it tells little."""
Example = tuple[str, str]


class Learned:
    """What labels were given to which texts."""

    def __init__(self, examples: Iterable[Example]) -> None:
        self._pairs: dict[str, Counter[str]] = defaultdict(Counter)
        self._given: Counter[str] = Counter()
        for text, label in examples:
            if label:
                self._pairs[label].update(_pairs(text))
                self._given[label] += 1
        self._all = sum(self._pairs.values(), Counter[str]())

    def ranked(self, text: str, most: int = SHOWN) -> list[str]:
        """The labels that fit best, best first; nothing where too little is known."""
        total = self._given.total()
        if total < FEWEST:
            return []
        known = _pairs(text) & self._all.keys()
        scores = {label: self._score(label, known, total) for label in self._given}
        return sorted(scores, key=lambda label: (-scores[label], label))[:most]

    def _score(self, label: str, known: set[str], total: int) -> float:
        given = self._given[label]
        score = math.log((given + 1) / (total + len(self._given)))
        for pair in known:
            usual = (self._all[pair] + 0.5) / (total + 1)
            here = (self._pairs[label][pair] + WEIGHT * usual) / (given + WEIGHT)
            score += max(FLOOR, math.log(here / usual))
        return score


def _pairs(text: str) -> set[str]:
    return {run for _, run in runs(tidy(text), 2, 2)}


@dataclass(frozen=True)
class Proposal:
    """Categories (ids) and units (names) of the charter, the likeliest first.

    ``learned``: from how many past suggestions.
    """

    categories: Sequence[str]
    units: Sequence[str]
    learned: int


@dataclass(frozen=True)
class _Past:
    categories: Learned
    units: Learned
    learned: int


async def proposed(ctx: Context, street: str, state: Suggestion) -> Proposal:
    """What this suggestion may be, by the street's past ones."""
    past = await tallied(ctx, street, "proposals", lambda: _past(ctx, street))
    charter, text = await charter_of(ctx, street), words_of(state)
    categories = past.categories.ranked(text, ALL)
    units = past.units.ranked(f"{text} {state.category}", ALL)
    return Proposal(
        categories=[one for one in categories if meant(charter.suggestion_categories, one)][:SHOWN],
        units=[one for one in units if not charter.units or meant(charter.units, one)][:SHOWN],
        learned=past.learned,
    )


def words_of(state: Suggestion) -> str:
    """What is learned from: the title and how the text begins."""
    return f"{state.title} {state.content[:COMPARED]}"


async def _past(ctx: Context, street: str) -> _Past:
    found = [state async for state in _decided(ctx, street)]
    return _Past(
        Learned((words_of(one), one.category) for one in found),
        Learned((f"{words_of(one)} {one.category}", one.unit) for one in found),
        len(found),
    )


async def _decided(ctx: Context, street: str) -> AsyncIterator[Suggestion]:
    read = 0
    wheres: list[Where] = [{"cycle": await newest_cycle(ctx, street)}, {"cycle": NEXT}]
    for where in wheres:
        async for found in ctx.store.stream(SUGGESTIONS, street, where):
            if read == MOST:
                return
            read += 1
            yield found.state
