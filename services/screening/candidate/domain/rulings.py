"""What the joint meeting rules of an alternative, held against the criteria (E-24)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chassis.core.decision import Change, State
from chassis.core.errors import Invalid
from contracts.charter import Criterion
from contracts.screening import Decision, ReasonCode
from services.screening.candidate.domain.candidate import (
    CANDIDATES,
    Candidate,
    CandidateStatus,
    Decide,
    decided,
)

DECLINING = frozenset(
    {
        ReasonCode.NOT_INCLUSIVE,
        ReasonCode.NOT_PUBLIC_GOOD,
        ReasonCode.NOT_FEASIBLE,
        ReasonCode.COVERED_ELSEWHERE,
        ReasonCode.LATER_YEAR,
    }
)


class Ruling(State):
    """What a joint meeting ruled of one alternative, held against the criteria (E-24).

    A criterion is met, not met or (``None``) not assessed: a proposal that is declined because it
    is covered elsewhere has failed none.
    """

    decision: Decision
    criteria: dict[Criterion, bool | None]
    reason_code: ReasonCode
    reason: str


def check_ruling(ruling: Ruling, criteria: Sequence[Criterion]) -> None:
    """Refuse a ruling that leaves a criterion unmarked or contradicts its own marks (E-24)."""
    unmarked = [name for name in criteria if name not in ruling.criteria]
    if unmarked:
        raise Invalid(
            "criteria-unmarked",
            "每一条标准都要给出结论：" + "、".join(CRITERIA_ZH[name] for name in unmarked) + "。",
            "Every criterion must be marked: " + ", ".join(unmarked) + ".",
            [_unmarked(name) for name in unmarked],
        )
    if ruling.decision is Decision.CANDIDATE and not all(ruling.criteria.values()):
        raise Invalid(
            "criteria-not-met",
            "每一条标准都符合，才能列为候选项目。",
            "Only a proposal that meets every criterion becomes a candidate.",
            [{"field": "decision", "zh": "请改为不列入，或更正结论。", "en": "Decline it."}],
        )
    if not ruling.reason.strip():
        raise _reason_missing()
    if ruling.decision is Decision.DECLINED:
        _check_declining(ruling)


def _unmarked(name: Criterion) -> dict[str, str]:
    # A form has one field for each criterion, named by it in small letters.
    zh = f"“{CRITERIA_ZH[name]}”还没有结论，请选择符合、不符合或未评。"
    return {"field": name.lower(), "zh": zh, "en": f"Say whether {name} is met, or not assessed."}


def _reason_missing() -> Invalid:
    return Invalid(
        "reason-missing",
        "列入或不列入候选，都必须写明理由。",
        "Each decision has its reason, accepted or declined; write one.",
        [{"field": "reason", "zh": "请写明理由。", "en": "Write the reason."}],
    )


def _check_declining(ruling: Ruling) -> None:
    if ruling.reason_code not in DECLINING:
        raise Invalid(
            "reason-code",
            "请选择未列入候选的理由类别。",
            "Choose a reason code for declining: " + ", ".join(sorted(DECLINING)) + ".",
            [{"field": "reason_code", "zh": "请选择。", "en": "Choose one."}],
        )


CRITERIA_ZH: Mapping[Criterion, str] = {
    Criterion.INCLUSIVE: "普惠性",
    Criterion.PUBLIC_GOOD: "公益性",
    Criterion.FEASIBLE: "可行性",
}


RULED = frozenset(
    {
        CandidateStatus.CANDIDATE,
        CandidateStatus.ON_BALLOT,
        CandidateStatus.SELECTED,
        CandidateStatus.RESERVED,
        CandidateStatus.DECLINED,
    }
)
"""Statuses that follow a ruling, so that every criterion should have its mark."""


def marks(candidate: Candidate, criteria: Sequence[Criterion]) -> dict[Criterion, bool | None]:
    """Criterion → met, not met or (``None``) not assessed; empty before anything was ruled."""
    if not candidate.criteria and candidate.status not in RULED:
        return {}
    asked = dict.fromkeys((*criteria, *candidate.criteria))
    return {name: candidate.criteria.get(name) for name in asked}


def rule(candidate_id: str, ruling: Ruling, at: datetime, *, held: bool = False) -> Decide:
    """Decide an alternative: candidate or declined, with its reason (E-24).

    ``held``: it is public once it is released, also where an earlier ruling was.
    """

    def decide(candidate: Candidate) -> Change[Candidate]:
        accepted = ruling.decision is Decision.CANDIDATE
        status = CANDIDATES.move(candidate.status, "accept" if accepted else "decline")
        ruled = candidate.model_copy(
            update={
                "status": status,
                "criteria": ruling.criteria,
                "reason_code": ruling.reason_code,
                "reason": ruling.reason,
                "decided_at": at,
                "held": held,
                "released": False,
            }
        )
        return Change(ruled, (decided(candidate_id, ruled, ruling.decision, ruling.reason_code),))

    return decide
