"""How a suggestion stands: a document for each, so that no document is written by all."""

from collections.abc import Callable
from typing import Any

from chassis.core.copied import Copy
from chassis.core.decision import Change

OPEN, OVERDUE, ANSWERED = "OPEN", "OVERDUE", "ANSWERED"


class AnswerCopy(Copy):
    """Its cycle and where it stands (``OPEN``, ``OVERDUE``, ``ANSWERED``), each by its newest word.

    ``sequence`` is that of the word on where it stands, ``cycle_sequence`` that of the cycle's.
    """

    cycle: str
    cycle_sequence: int = 0
    outcome: str = ""
    status: str = ANSWERED
    sequence: int = 0


Decide = Callable[[AnswerCopy | None], Change[AnswerCopy]]


def standing(cycle: str, sequence: int, status: str = "", outcome: str = "") -> Decide:
    """Something was heard of a suggestion; without ``status`` only which cycle it counts in."""

    def decide(found: AnswerCopy | None) -> Change[AnswerCopy]:
        known = found or AnswerCopy(cycle="", status=OPEN)
        update: dict[str, Any] = {}
        if cycle and sequence >= known.cycle_sequence:
            update = {"cycle": cycle, "cycle_sequence": sequence}
        if status and sequence > known.sequence:
            update |= {"status": status, "outcome": outcome, "sequence": sequence}
        return Change(known.model_copy(update=update))

    return decide


def raised(stored: dict[str, Any]) -> dict[str, Any]:
    """Schema 1 → 2: there was a document only of what was answered."""
    return stored | {"status": ANSWERED, "cycle_sequence": stored["sequence"]}
