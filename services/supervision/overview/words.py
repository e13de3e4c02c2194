"""What each event means for the city's figures: which document it is about, and what becomes of it.

Hearing an event and rebuilding from the journal go through the same functions, so both come to the
same figures.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from chassis.core.decision import Change
from chassis.core.documents import Key
from contracts.assembly import CharterAdopted, CycleOpened, CycleStageChanged
from contracts.ballot import BallotAnnounced, SatisfactionAnnounced
from contracts.envelope import Event
from contracts.intake import (
    CollectionClosed,
    SuggestionAccepted,
    SuggestionAnswered,
    SuggestionOverdue,
    SuggestionReopened,
)
from contracts.screening import LegClosed, LegReopened
from services.supervision.answer.domain import ANSWERED, OPEN, OVERDUE, standing
from services.supervision.kinds import ANSWERS, OVERVIEW
from services.supervision.overview import domain


@dataclass(frozen=True)
class Word:
    """One event in a street: ``sequence`` is the version of the document that said it."""

    street: str
    sequence: int
    said: Event


Decide = Callable[[Any], Change[Any]]
Meaning = Callable[[Any, str, int], Decide]

STREETS: Mapping[type[Event], Meaning] = {
    CharterAdopted: lambda e, _, seq: domain.charter_heard(e.charter, seq),
    CycleOpened: lambda e, street, _: domain.cycle_opened(street, e.cycle),
    CycleStageChanged: lambda e, street, seq: domain.stage_heard(street, e.cycle, e.stage, seq),
    LegClosed: lambda e, street, seq: domain.leg_closed(street, e.cycle, e.leg, e.outgoing, seq),
    LegReopened: lambda e, street, seq: domain.leg_reopened(street, e.cycle, e.leg, seq),
    CollectionClosed: lambda e, street, seq: domain.collection_closed(
        street, e.cycle, e.accepted, seq
    ),
    BallotAnnounced: lambda e, street, seq: domain.result_announced(street, e, seq),
    SatisfactionAnnounced: lambda e, street, seq: domain.satisfaction_heard(street, e, seq),
}
"""Said a few times a year: they change the street's one document."""

SUGGESTIONS: Mapping[type[Event], Meaning] = {
    SuggestionAccepted: lambda e, _, seq: standing(e.cycle, seq),
    SuggestionAnswered: lambda e, _, seq: standing(e.cycle, seq, ANSWERED, e.outcome),
    SuggestionReopened: lambda e, _, seq: standing(e.cycle, seq, OPEN),
    SuggestionOverdue: lambda e, _, seq: standing(e.cycle, seq, OVERDUE),
}
"""Said of each suggestion: they change the document of that suggestion."""

HEARD = (*STREETS, *SUGGESTIONS)


def meant(word: Word) -> tuple[Key[Any], Decide]:
    """The document that the event is about, and what it decides there."""
    kind, street = type(word.said), word.street
    if kind in STREETS:
        decide = STREETS[kind](word.said, street, word.sequence)
        return OVERVIEW.key(street, street), decide
    said: Any = word.said
    decide = SUGGESTIONS[kind](said, street, word.sequence)
    return ANSWERS.key(street, said.suggestion), decide
