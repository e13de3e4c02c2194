"""Suggestions accepted between two collections: assigned at once, counted in the next cycle.

Nothing is lost and nothing is counted twice: a suggestion has one cycle, or waits for one.
"""

from datetime import date, datetime

from chassis.core.clock import day
from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.envelope import Event
from contracts.intake import Outcome, SuggestionAccepted, SuggestionAnswered
from services.intake.suggestion.domain.answers import withdrawn
from services.intake.suggestion.domain.status import SUGGESTION, Status
from services.intake.suggestion.domain.suggestion import Suggestion, facts


def awaits_assigning(suggestion: Suggestion) -> bool:
    """Whether a clerk may assign it: no meeting grades it, or it is open again without a unit."""
    if suggestion.status is Status.REOPENED:
        return not suggestion.unit
    alone = suggestion.waits or bool(suggestion.handed_back)
    return alone and suggestion.status is Status.ACCEPTED


def assign(
    suggestion: Suggestion, at: datetime, unit: str, co_units: tuple[str, ...] = ()
) -> Change[Suggestion]:
    """A department answers it before any meeting (交办), others help (会办)."""
    free = suggestion.waits or suggestion.handed_back or suggestion.status is Status.REOPENED
    if not free:
        raise WrongState(
            "graded-by-meeting",
            "征集期的建议由分级分类会议交办。",
            "What counts in a cycle is assigned by the meeting that grades it.",
        )
    status = Status(SUGGESTION.move(suggestion.status, "assign"))
    told = suggestion.told(status, at, f"已交{unit}办理。", f"Assigned to {unit}.")
    on = day(at).isoformat()
    given = {"unit": unit, "co_units": co_units, "assigned_on": on, "handed_back": ""}
    return Change(told.with_(**given, **withdrawn(suggestion)))


def was_assigned(suggestion: Suggestion) -> bool:
    """Whether a clerk assigned it, not a meeting, and its unit has not begun yet."""
    by_clerk = bool(suggestion.assigned_on) and not suggestion.disposition
    return by_clerk and suggestion.status is Status.ASSIGNED


def hand_back(
    suggestion: Suggestion, at: datetime, reason: str, last_day: date | None
) -> Change[Suggestion]:
    """It is not this unit's: back to the clerks with a reason, in time (退办)."""
    if not was_assigned(suggestion):
        raise WrongState(
            "not-assigned-by-clerk",
            "只有街道直接交办、尚未开始办理的可以退回。",
            "Only what a clerk assigned and nobody has begun is given back here.",
        )
    if last_day is not None and day(at) > last_day:
        raise WrongState(
            "hand-back-late",
            f"退办期限到 {last_day.isoformat()} 为止，已经超过；请联系街道经办人。",
            f"It could be given back until {last_day.isoformat()}; ask the street's clerk.",
        )
    status = Status(SUGGESTION.move(suggestion.status, "hand_back"))
    told = suggestion.told(
        status, at, "承办部门退回街道，另行交办。", "Given back, to be reassigned."
    )
    cleared = {"unit": "", "co_units": (), "assigned_on": "", "opinions": ()}
    return Change(told.with_(handed_back=reason, **cleared, **withdrawn(suggestion)))


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
