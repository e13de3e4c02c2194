"""The day of an answer passes: overdue, then very overdue; whoever owes it is urged (催办)."""

from datetime import date, timedelta

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.intake import SuggestionOverdue, SuggestionUrged
from services.intake.suggestion.domain.status import TO_ANSWER
from services.intake.suggestion.domain.suggestion import Suggestion


def settle_due(suggestion: Suggestion, on: str) -> Change[Suggestion]:
    """The due date becomes final: the calendar of its year was published."""
    return Change(suggestion.with_(due_on=on, due_provisional=False))


def very_late_on(suggestion: Suggestion, days: int) -> date:
    """The last day before it is very overdue."""
    return date.fromisoformat(suggestion.due_on) + timedelta(days=days)


def fall_due(suggestion: Suggestion, key: str, since: str, very_late: int) -> Change[Suggestion]:
    """The day of its answer is over, from ``since`` on; nothing where it has been answered.

    ``very_late``: so many days after its day it is very overdue, which is said once more.
    """
    if suggestion.outcome or not suggestion.due_on or not suggestion.due_on < since:
        return Change(suggestion)
    if not suggestion.overdue_since:
        said = SuggestionOverdue(suggestion=key, cycle=suggestion.cycle)
        return Change(suggestion.with_(overdue_since=since), [said])
    if suggestion.very_overdue or not very_late_on(suggestion, very_late).isoformat() < since:
        return Change(suggestion)
    return Change(suggestion.with_(very_overdue=True), [_urged(suggestion, key, very=True)])


def is_owed(suggestion: Suggestion) -> bool:
    """Whether a unit owes the answer."""
    return suggestion.status in TO_ANSWER and not suggestion.outcome


def urge(suggestion: Suggestion, key: str, today: date) -> Change[Suggestion]:
    """Remind the unit that owes the answer; once a day."""
    if not is_owed(suggestion):
        raise WrongState("nothing-owed", "现在没有部门欠答复。", "No department owes an answer.")
    if suggestion.urged_on == today.isoformat():
        raise WrongState("urged-today", "今天已经催办过了。", "It has been urged today.")
    urged = suggestion.with_(urged_on=today.isoformat(), urged=suggestion.urged + 1)
    return Change(urged, [_urged(urged, key, very=False)])


def _urged(suggestion: Suggestion, key: str, *, very: bool) -> SuggestionUrged:
    return SuggestionUrged(
        suggestion=key,
        cycle=suggestion.cycle,
        unit=suggestion.unit,
        due_on=suggestion.due_on,
        very_overdue=very,
    )
