"""Suggestions that say the same, and one that says two things: linked, parted again, split.

A link takes nothing away: author, text, status and answer of each stay. What is merged before it
was studied (``answers.merge``) follows its lead; what was studied or answered is linked only.
"""

from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.intake import SuggestionReopened
from services.intake.suggestion.domain.answers import NO_LETTER
from services.intake.suggestion.domain.status import SUGGESTION, Status
from services.intake.suggestion.domain.suggestion import MOST_LINKS, Suggestion

BEFORE = (Status.SUBMITTED, Status.RETURNED, Status.ACCEPTED, Status.MERGED)


def can_link(suggestion: Suggestion) -> bool:
    """Whether it is past its acceptance and stands alone so far."""
    return suggestion.status not in BEFORE and not suggestion.same_as and not suggestion.absorbed


def lead_of(suggestion: Suggestion) -> str:
    """The id of the suggestion that it was merged into or linked to; empty for none."""
    merged = suggestion.status is Status.MERGED
    return suggestion.reference if merged else suggestion.same_as


def is_linked(suggestion: Suggestion) -> bool:
    """Whether it was merged into or linked to another."""
    return bool(lead_of(suggestion))


def link(suggestion: Suggestion, at: datetime, target: str) -> Change[Suggestion]:
    """It says the same as the target; both keep what they are."""
    if suggestion.same_as == target:
        return Change(suggestion)
    if not can_link(suggestion):
        raise WrongState(
            "not-linkable",
            "这条建议现在不能关联：尚未研究的请用并案，已有关联的先取消。",
            "It cannot be linked now: merge what was not studied, part what is linked already.",
        )
    zh = "与另一条相同的建议关联，各自保留原文和答复。"
    en = "Linked to another that says the same; both keep their text and answer."
    told = suggestion.told(suggestion.status, at, zh, en, target)
    return Change(told.with_(same_as=target))


def part(suggestion: Suggestion, key: str, at: datetime, reason: str) -> Change[Suggestion]:
    """Undo the link. What had been merged is open again and gets an answer of its own."""
    if suggestion.status is Status.MERGED:
        status = Status(SUGGESTION.move(suggestion.status, "unmerge"))
        told = suggestion.told(status, at, "取消并案，单独办理。", "Parted: handled by itself.")
        update = {"outcome": "", "reference": "", "reopened_because": reason, **NO_LETTER}
        said = SuggestionReopened(suggestion=key, cycle=suggestion.cycle)
        return Change(told.with_(**update), [said])
    if not suggestion.same_as:
        return Change(suggestion)
    told = suggestion.told(suggestion.status, at, "取消关联。", "The link was undone.")
    return Change(told.with_(same_as=""))


def split(suggestion: Suggestion, at: datetime, new: str) -> Change[Suggestion]:
    """Part of what it says is a suggestion of its own from now on; its own text stays."""
    if new in suggestion.parts:
        return Change(suggestion)
    if suggestion.status is Status.RETURNED or len(suggestion.parts) >= MOST_LINKS:
        raise WrongState(
            "not-splittable",
            f"已退回的不能拆分；一条建议最多拆出 {MOST_LINKS} 条。",
            f"What was given back is not split; at most {MOST_LINKS} come out of one.",
        )
    zh, en = (
        "其中另一件事单独立为一条建议。",
        "Another matter in it stands by itself now.",
    )
    told = suggestion.told(suggestion.status, at, zh, en)
    return Change(told.with_(parts=(*suggestion.parts, new)))
