"""How alike the messages of a street are: the words they share, and the names they share.

The score of two messages is the cosine of their runs of 2 to 4 letters, rare runs counting more
(tf-idf, the title twice), plus 0.3 of the cosine of their titles alone, plus 0.4 where both speak
of one name. It ranks for a person; nothing is ever merged by it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from services.intake.similar.names import shared_names
from services.intake.similar.texts import Message, runs, tidy

SAME_MATTER = 0.15
"""From this score on two messages are shown as one matter."""
TITLE, NAME = 0.3, 0.4
COMMON = 0.3
"""A run in more than this share of the messages says nothing of any of them."""
MOST_HOLDERS = 100
"""A run in more messages than this adds too little to a score for the time it takes."""

Vector = dict[str, float]


@dataclass(frozen=True)
class Similar:
    """Another message and how alike it is (0 to 1.7)."""

    id: str
    score: float


@dataclass
class _Space:
    """Messages as vectors of unit length, and which messages hold a run."""

    vectors: list[Vector]
    holders: dict[str, list[tuple[int, float]]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for at, vector in enumerate(self.vectors):
            for run, weight in vector.items():
                self.holders[run].append((at, weight))

    def cosines(self, at: int) -> dict[int, float]:
        """The cosine with every other message that shares a telling run."""
        found: dict[int, float] = defaultdict(float)
        for run, weight in self.vectors[at].items():
            held = self.holders[run]
            if len(held) <= MOST_HOLDERS:
                for other, its_weight in held:
                    found[other] += weight * its_weight
        return found


class Likeness:
    """The messages of one street, compared with each other. Memory grows with their text.

    ``common``: a run in more than this share of them says nothing; 1 where they were chosen for
    what they share.
    """

    def __init__(self, messages: Sequence[Message], common: float = COMMON) -> None:
        self._ids = [message.id for message in messages]
        titles = [tidy(message.title) for message in messages]
        texts = [f"{title} {tidy(m.body)}" for title, m in zip(titles, messages, strict=True)]
        doubled = [f"{title} {text}" for title, text in zip(titles, texts, strict=True)]
        self._words = _Space(_vectors(doubled, 2, 4, common))
        self._titles = _Space(_vectors(titles, 2, 3, common))
        self._namesakes: dict[int, set[int]] = defaultdict(set)
        for held in shared_names(texts).values():
            for at in held:
                self._namesakes[at].update(held)

    def ranked(self, at: int, most: int = 5) -> list[Similar]:
        """The messages most like the one at this position, best first; equals by id."""
        scores = self._scores(at)
        best = sorted(scores, key=lambda other: (-scores[other], self._ids[other]))
        return [Similar(self._ids[other], round(scores[other], 4)) for other in best[:most]]

    def pairs(self) -> list[tuple[str, str]]:
        """Every two messages that are the same matter, in the order given."""
        return [
            (self._ids[at], self._ids[other])
            for at in range(len(self._ids))
            for other, score in sorted(self._scores(at).items())
            if other > at and score >= SAME_MATTER
        ]

    def _scores(self, at: int) -> dict[int, float]:
        scores = self._words.cosines(at)
        for other, cosine in self._titles.cosines(at).items():
            scores[other] += TITLE * cosine
        for other in self._namesakes[at]:
            scores[other] += NAME
        scores.pop(at, None)
        return scores


def _vectors(texts: Sequence[str], shortest: int, longest: int, common: float) -> list[Vector]:
    counts = [Counter(run for _, run in runs(text, shortest, longest)) for text in texts]
    held = Counter(run for count in counts for run in count)
    most = max(2, common * len(texts))
    rarity = {run: math.log((1 + len(texts)) / (1 + n)) + 1 for run, n in held.items() if n <= most}
    return [_unit(count, rarity) for count in counts]


def _unit(count: Mapping[str, int], rarity: Mapping[str, float]) -> Vector:
    weighed = {
        run: (1 + math.log(times)) * rarity[run] for run, times in count.items() if run in rarity
    }
    length = math.sqrt(sum(weight * weight for weight in weighed.values()))
    return {run: weight / length for run, weight in weighed.items()}
