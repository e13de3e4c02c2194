"""What its author may still do before anybody has accepted it: put it right, take it back."""

from datetime import datetime

from chassis.core.catalogue import nothing_to_correct
from chassis.core.decision import Change
from contracts.intake import Outcome, SuggestionReturned
from services.intake.suggestion.domain.moments import moments
from services.intake.suggestion.domain.status import SUGGESTION, Status
from services.intake.suggestion.domain.suggestion import Suggestion

TAKEN_BACK = "TAKEN_BACK"
"""The reason code of one that its author took back."""


def is_waiting(suggestion: Suggestion) -> bool:
    """Whether nobody has accepted it yet."""
    return suggestion.status is Status.SUBMITTED


def amend(suggestion: Suggestion, at: datetime, content: str, community: str) -> Change[Suggestion]:
    """The author's words anew; nothing of the old ones is kept."""
    SUGGESTION.move(suggestion.status, "amend")
    new = {"content": content, "community": community}
    if all(getattr(suggestion, name) == value for name, value in new.items()):
        raise nothing_to_correct()
    told = suggestion.with_(**new).told(
        Status.SUBMITTED, at, "建议人修改了内容。", "Its author changed the words."
    )
    return Change(told.with_(**moments(suggestion, at)))


def take_back(suggestion: Suggestion, key: str, at: datetime) -> Change[Suggestion]:
    """The author takes it back: it ends, counted among those given back."""
    status = Status(SUGGESTION.move(suggestion.status, "take_back"))
    told = suggestion.told(status, at, "建议人已撤回。", "Taken back by its author.")
    ended = told.with_(outcome=Outcome.RETURNED.value, reply="您已撤回这条建议。")
    return Change(ended, [SuggestionReturned(suggestion=key, reason_code=TAKEN_BACK)])
