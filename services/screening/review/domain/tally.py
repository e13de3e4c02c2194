"""What the cards on an alternative come to, and where the reviewers disagree (E-24)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracts.charter import Criterion
from services.screening.review.domain.card import Review


@dataclass(frozen=True)
class Count:
    """How many reviewers found one criterion met, not met, or did not assess it."""

    met: int
    not_met: int
    not_assessed: int

    @property
    def is_disputed(self) -> bool:
        """Whether some found it met and others not."""
        return bool(self.met and self.not_met)

    @property
    def share(self) -> Fraction | None:
        """The part of those who judged that found it met; nothing where nobody judged."""
        judged = self.met + self.not_met
        return Fraction(self.met, judged) if judged else None


Tally = dict[Criterion, Count]


def tally(cards: Iterable[Review], criteria: Sequence[Criterion]) -> Tally:
    """Criterion → what the cards say of it, in the charter's order."""
    given = [card.marks for card in cards]
    return {name: _count([marks.get(name) for marks in given]) for name in criteria}


def _count(marks: Sequence[bool | None]) -> Count:
    # ``is``: a criterion that nobody assessed is not one that failed.
    met, not_met = (sum(mark is wanted for mark in marks) for wanted in (True, False))
    return Count(met, not_met, len(marks) - met - not_met)


def disputed(counts: Tally) -> list[Criterion]:
    """The criteria on which the reviewers disagree."""
    return [name for name, count in counts.items() if count.is_disputed]
