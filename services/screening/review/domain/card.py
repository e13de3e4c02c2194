"""One reviewer's own opinion of one alternative (评审卡), criterion by criterion (E-24)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from chassis.core.decision import Change, State
from chassis.core.errors import Invalid
from contracts.charter import Criterion
from services.screening.candidate.domain.rulings import CRITERIA_ZH

Marks = Mapping[Criterion, bool | None]


class Review(State):
    """A score card: each criterion is met, not met or (``None``) not assessed, with its evidence.

    ``reviewer`` is the subject of who gave it and never leaves the document; ``name`` and ``role``
    are what the staff read once the cards are in. ``at`` is when it was given or last changed.
    """

    cycle: str
    candidate: str
    reviewer: str
    name: str
    role: str
    marks: dict[Criterion, bool | None]
    evidence: dict[Criterion, str]
    at: datetime


def review_id(candidate: str, reviewer: str) -> str:
    """One card for each reviewer and alternative: giving another one replaces it."""
    return uuid5(NAMESPACE_OID, f"review/{candidate}/{reviewer}").hex


def give(card: Review) -> Callable[[Review | None], Change[Review]]:
    """Hand in a card, or the same reviewer's changed one."""

    def decide(found: Review | None) -> Change[Review]:
        return Change(found if found == card else card)

    return decide


def check_card(marks: Marks, evidence: Mapping[Criterion, str], asked: Sequence[Criterion]) -> None:
    """Refuse a card that leaves a criterion open, or judges one without evidence (E-24)."""
    wrong = [_open(name) for name in asked if name not in marks]
    wrong += [
        _unproven(name)
        for name in asked
        if marks.get(name) is not None and not evidence.get(name, "").strip()
    ]
    if wrong:
        raise Invalid(
            "card-incomplete",
            "每一条标准都要选一项；选了符合或不符合的，要写明依据。",
            "Mark every criterion; what is met or not met needs its evidence.",
            wrong,
        )


def _open(name: Criterion) -> dict[str, str]:
    zh = f"“{CRITERIA_ZH[name]}”还没有选。"
    return {"field": name.lower(), "zh": zh, "en": "Choose one; “not assessed” is an answer too."}


def _unproven(name: Criterion) -> dict[str, str]:
    zh = f"请写明“{CRITERIA_ZH[name]}”的依据。"
    return {"field": f"{name.lower()}_evidence", "zh": zh, "en": "Write what it rests on."}
