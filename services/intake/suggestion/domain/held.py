"""What was held for its personal data becomes public, once a clerk has looked (C-04, C-09)."""

from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.intake import SuggestionCorrected
from services.intake.suggestion.domain.moments import moments
from services.intake.suggestion.domain.suggestion import Suggestion, facts


def release(
    suggestion: Suggestion, key: str, at: datetime, title: str, public_text: str
) -> Change[Suggestion]:
    """Its words become public, as the clerk wrote them."""
    if not suggestion.held:
        raise WrongState("not-held", "这条建议没有待核对的内容。", "Nothing of it is held.")
    words = {"title": title, "public_text": public_text, "written_title": ""}
    free = suggestion.with_(held=False, **words, **moments(suggestion, at))
    told = not free.waits and facts(free, key) != facts(suggestion, key)
    return Change(free, [SuggestionCorrected(**facts(free, key))] if told else [])
