"""A clerk puts the ledger right; the trail keeps who, when, what it was, what it is, and why."""

from datetime import datetime

from chassis.core.catalogue import nothing_to_correct
from chassis.core.decision import Change
from contracts.intake import SuggestionCorrected
from services.intake.suggestion.domain.moments import moments
from services.intake.suggestion.domain.suggestion import (
    MOST_ENTRIES,
    Correction,
    Suggestion,
    facts,
)

HIDDEN = ("contact", "public_text")
"""Put right without repeating in the trail what should not have been there."""


def correct(
    suggestion: Suggestion,
    key: str,
    values: dict[str, str],
    collector: str,
    by: str,
    at: datetime,
    reason: str,
) -> Change[Suggestion]:
    """A clerk puts entries right, with a trail. ``collector``: the id behind a corrected name.

    Raises ``Invalid`` where nothing would change.
    """
    changed = {name: value for name, value in values.items() if getattr(suggestion, name) != value}
    if not changed:
        raise nothing_to_correct()
    trail = tuple(
        _correction(suggestion, name, value, by, at, reason) for name, value in changed.items()
    )
    update: dict[str, object] = dict(changed)
    if "collector_name" in changed:
        update["collector"] = collector
    corrections = (*suggestion.corrections, *trail)[-MOST_ENTRIES:]
    corrected = suggestion.with_(**update, **moments(suggestion, at), corrections=corrections)
    counts = corrected.cycle and not corrected.waits
    told = counts and facts(corrected, key) != facts(suggestion, key)
    return Change(corrected, [SuggestionCorrected(**facts(corrected, key))] if told else [])


def _correction(
    suggestion: Suggestion, name: str, value: str, by: str, at: datetime, reason: str
) -> Correction:
    before = "***" if name in HIDDEN else str(getattr(suggestion, name))
    after = "***" if name in HIDDEN else value
    return Correction(at=at, by=by, field=name, before=before, after=after, reason=reason)
