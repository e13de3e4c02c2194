"""Which rows of a ledger say what is in the list, or in the same sheet, already.

Equal words are found by their letters alone. Words that are nearly equal are found by a few of
their pairs of letters: the ``KEPT`` smallest digests of the pairs are the same in two texts about
as often as the pairs are; what shares enough of them is compared in full. So a long ledger beside
a long list costs as much as reading both.
"""

import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import nsmallest

KEPT = 16
SHARED = 4
ALIKE = 0.6
"""From this share of common pairs on, two texts may be the same suggestion."""
COMPARED = 240
"""Letters of a text that are compared."""
HOLDERS = 50
"""Texts kept for one digest: what more of them hold tells nothing, and costs."""
COMPARED_TEXTS = 20
"""Texts that are compared in full: those that share most."""
NO_LETTER = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """A text by its letters and digits alone, in one width."""
    return NO_LETTER.sub("", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True)
class Double:
    """Where the same, or nearly the same, stands already."""

    place: str
    equal: bool


@dataclass
class Doubles:
    """Texts with their places, asked for the first that a new one repeats."""

    _equal: dict[str, str] = field(default_factory=dict)
    _places: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    _holders: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, text: str, place: str) -> None:
        """Know one more text; ``place`` is how a person finds it."""
        plain = letters(text)[:COMPARED]
        self._equal.setdefault(plain, place)
        pairs = frozenset(_pairs(plain))
        for digest in _smallest(pairs):
            if len(self._holders[digest]) < HOLDERS:
                self._holders[digest].append(len(self._places))
        self._places.append((place, pairs))

    def like(self, text: str) -> Double | None:
        """The first text that is equal, else the one most alike, else nothing."""
        plain = letters(text)[:COMPARED]
        if place := self._equal.get(plain):
            return Double(place, equal=True)
        pairs = frozenset(_pairs(plain))
        best = max(self._near(pairs), key=lambda found: found[0], default=(0.0, ""))
        return Double(best[1], equal=False) if best[0] >= ALIKE else None

    def _near(self, pairs: frozenset[str]) -> Iterator[tuple[float, str]]:
        shared = Counter(at for one in _smallest(pairs) for at in self._holders.get(one, ()))
        for at, times in shared.most_common(COMPARED_TEXTS):
            place, others = self._places[at]
            if times >= SHARED:
                yield len(pairs & others) / len(pairs | others), place


def _pairs(plain: str) -> Iterator[str]:
    return (plain[at : at + 2] for at in range(len(plain) - 1))


def _smallest(pairs: frozenset[str]) -> list[int]:
    return nsmallest(KEPT, (zlib.crc32(pair.encode()) for pair in pairs))
