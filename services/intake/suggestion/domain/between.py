"""Suggestions accepted between two collections: assigned at once, counted in the next cycle.

Nothing is lost and nothing is counted twice: a suggestion has one cycle, or waits for one.
"""

from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.envelope import Event
from contracts.intake import Outcome, SuggestionAccepted, SuggestionAnswered
from services.intake.suggestion.domain.status import SUGGESTION, Status
from services.intake.suggestion.domain.suggestion import Suggestion, facts


def awaits_assigning(suggestion: Suggestion) -> bool:
    """Whether a clerk may assign it: no meeting grades it, or it is open again without a unit."""
    if suggestion.status is Status.REOPENED:
        return not suggestion.unit
    return suggestion.waits and suggestion.status is Status.ACCEPTED


def assign(suggestion: Suggestion, at: datetime, unit: str) -> Change[Suggestion]:
    """A department answers it before any meeting (交办)."""
    if not suggestion.waits and suggestion.status is not Status.REOPENED:
        raise WrongState(
            "graded-by-meeting",
            "征集期的建议由分级分类会议交办。",
            "What counts in a cycle is assigned by the meeting that grades it.",
        )
    status = Status(SUGGESTION.move(suggestion.status, "assign"))
    told = suggestion.told(status, at, f"已交{unit}办理。", f"Assigned to {unit}.")
    return Change(told.with_(unit=unit))


def carry(suggestion: Suggestion, key: str, at: datetime, cycle: str) -> Change[Suggestion]:
    """The next collection opened: it counts there; what it was answered is said for that cycle."""
    if not suggestion.waits:
        return Change(suggestion)
    counted = suggestion.with_(cycle=cycle).told(
        suggestion.status, at, "列入本次征集的建议清单。", "It counts in this collection's list."
    )
    said: list[Event] = [SuggestionAccepted(**facts(counted, key))]
    if counted.outcome:
        outcome = Outcome(counted.outcome)
        told = {"suggestion": key, "cycle": cycle, "reference": counted.reference}
        said.append(SuggestionAnswered(outcome=outcome, **told))
    return Change(counted, said)
