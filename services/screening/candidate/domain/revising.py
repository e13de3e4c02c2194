"""Revising a proposal: the text before it is kept, and two people never revise the same one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis.core.decision import Change
from chassis.core.errors import Invalid, Stale
from services.screening.candidate.domain.candidate import (
    CANDIDATES,
    MAX_REVISIONS,
    Candidate,
    Decide,
    Revision,
)

FACTS = ("place", "budget_yuan", "funding", "beneficiaries", "unit", "finish_by")
TEXTS = ("title", "content")


def revise(title: str, content: str, base: int, at: datetime) -> Decide:
    """Take an opinion over into the text (E-25); the text before it is kept."""
    return amend({"title": title, "content": content}, base, at)


def amend(given: Mapping[str, Any], base: int, at: datetime, reason: str = "") -> Decide:
    """Give a proposal other texts or facts; what it was before is kept with the reason.

    ``base`` is the revision the new one was written on. Raises ``Stale`` on another one,
    ``Invalid`` where nothing is different.
    """

    def decide(candidate: Candidate) -> Change[Candidate]:
        status = CANDIDATES.move(candidate.status, "revise")
        if candidate.revision != base:
            raise Stale(
                "text-revised",
                "这个项目的文字刚被别人修订过，请刷新后再试。",
                "Somebody revised this text since you read it; reload and try again.",
            )
        history = (*candidate.history, _before(candidate, at, reason))[-MAX_REVISIONS:]
        update = {"status": status, "revision": base + 1, "history": history, **given}
        return Change(candidate.model_copy(update=update))

    return decide


def check_changed(candidate: Candidate, given: Mapping[str, Any]) -> None:
    """Refuse a revision in which everything is as it was."""
    if all(getattr(candidate, name) == given[name] for name in (*TEXTS, *FACTS)):
        raise Invalid(
            "nothing-revised",
            "内容没有变化，不用修订。",
            "Nothing is different from what it was.",
            [{"field": "content", "zh": "请修改后再提交。", "en": "Change something first."}],
        )


def _before(candidate: Candidate, at: datetime, reason: str) -> Revision:
    kept = candidate.model_dump(include={*TEXTS, *FACTS, "revision"})
    return Revision(until=at, reason=reason, **kept)
