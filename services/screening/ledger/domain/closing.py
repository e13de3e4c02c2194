"""Closing a leg: what must be there first, its figures, and the slate (E-22 to E-28)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.charter import Work
from contracts.envelope import Event
from services.screening.candidate.domain.candidate import Candidate, CandidateStatus
from services.screening.ledger.domain.either import both_chosen
from services.screening.ledger.domain.ledger import (
    LEGS,
    Decide,
    Ledger,
    LegState,
    LegStatus,
    Noted,
)
from services.screening.ledger.domain.legs import closed_event
from services.screening.ledger.domain.slate import slate


@dataclass(frozen=True)
class Figures:
    """What the other documents of the cycle come to, read right before the ledger's change.

    ``suggestions`` counts all of the cycle, merged ones too; ``candidates`` maps ids to proposals.
    """

    suggestions: int = 0
    merged: int = 0
    untriaged: int = 0
    unanswered: int = 0
    candidates: Mapping[str, Candidate] | None = None

    def candidate(self, candidate_id: str) -> Candidate | None:
        """The proposal of that id as it was read."""
        return (self.candidates or {}).get(candidate_id)


@dataclass(frozen=True)
class Gap:
    """One thing that is missing before a leg may close."""

    code: str
    zh: str
    en: str


def missing(ledger: Ledger, leg: LegState, figures: Figures) -> list[Gap]:
    """Everything that is missing before this leg may close (E-22, E-24, E-25)."""
    gaps = [
        Gap(
            "meeting",
            f"缺少“{body.zh}”的会议记录",
            f"The minutes of the {body.en} are missing",
        )
        for body in leg.unrecorded()
    ]
    for work in leg.works:
        gaps += _BY_WORK[work](ledger, leg, figures)
    # Once the session has begun its candidates are on the ballot: nothing is recorded here.
    if Work.SESSION not in leg.works:
        gaps += _disagreeing(ledger, figures)
        gaps += [
            Gap(
                "either-or",
                f"第 {one} 号和第 {other} 号只能取一个",
                f"Only one of no. {one} and no. {other} can stay",
            )
            for one, other in both_chosen(ledger)
        ]
    following = ledger.next_of(leg.id)
    if following and Work.SESSION in following.works and not ledger.noted(Noted.CANDIDATE):
        gaps.append(Gap("empty-slate", "还没有候选项目", "There is no candidate for the ballot"))
    return gaps + (outside_quota(ledger, leg, figures) if leg.quota == "BLOCK" else [])


def warnings(ledger: Ledger, leg: LegState, figures: Figures) -> list[Gap]:
    """What people should look at before they close the leg, and may close it all the same."""
    return outside_quota(ledger, leg, figures) if leg.quota == "WARN" else []


def outside_quota(ledger: Ledger, leg: LegState, figures: Figures) -> list[Gap]:
    """Fewer or more than the charter's quota would leave the leg as things stand."""
    if Work.SESSION in leg.works:
        return []
    n = outgoing(ledger, leg, figures)
    if leg.least and n < leg.least:
        zh, en = f"现在只有 {n} 个，至少要 {leg.least} 个", f"{n} now, at least {leg.least} are due"
        return [Gap("too-few", zh, en)]
    if leg.most and n > leg.most:
        zh, en = f"现在有 {n} 个，最多 {leg.most} 个", f"{n} now, at most {leg.most} may pass"
        return [Gap("too-many", zh, en)]
    return []


def _collect(ledger: Ledger, leg: LegState, figures: Figures) -> list[Gap]:  # noqa: ARG001
    if figures.suggestions:
        return []
    return [Gap("no-suggestion", "还没有意见建议", "There is no suggestion yet")]


def _triage(ledger: Ledger, leg: LegState, figures: Figures) -> list[Gap]:
    gaps = []
    if any(Work.COLLECT in early.works for early in ledger.before(leg.id)):
        gaps += _uncounted(ledger, figures)
    if figures.untriaged:
        n = figures.untriaged
        gaps.append(
            Gap(
                "untriaged",
                f"还有 {n} 条意见建议没有分级分类",
                f"{n} suggestions lack their triage",
            )
        )
    return gaps


def _uncounted(ledger: Ledger, figures: Figures) -> list[Gap]:
    if ledger.collected is None:
        return [
            Gap("collection", "征集的总数还没有核定", "The exact number collected is not known yet")
        ]
    behind = ledger.collected - figures.suggestions
    if behind <= 0:
        return []
    return [
        Gap(
            "on-their-way",
            f"还有 {behind} 条意见建议正在传送",
            f"{behind} suggestions are still on their way",
        )
    ]


def _propose(ledger: Ledger, leg: LegState, figures: Figures) -> list[Gap]:  # noqa: ARG001
    if _standing(ledger):
        return []
    return [Gap("no-alternative", "还没有备选项目", "There is no alternative yet")]


def _decide(ledger: Ledger, leg: LegState, figures: Figures) -> list[Gap]:  # noqa: ARG001
    gaps = []
    if leg.reviews and leg.reviews_in is None:
        gaps.append(
            Gap("reviews", "评审卡还没有收齐", "The score cards have not been taken in yet")
        )
    if n := len(ledger.noted(Noted.OPEN)):
        zh, en = f"还有 {n} 个备选项目没有研究决定", f"{n} alternatives are undecided"
        gaps.append(Gap("undecided", zh, en))
    return gaps


def _prereview(ledger: Ledger, leg: LegState, figures: Figures) -> list[Gap]:  # noqa: ARG001
    n = figures.unanswered
    if not n:
        return []
    return [Gap("unanswered", f"还有 {n} 条初审意见没有答复", f"{n} opinions are unanswered")]


def _session(ledger: Ledger, leg: LegState, figures: Figures) -> list[Gap]:  # noqa: ARG001
    return [
        Gap("ballot", "票决结果公布后自动结束", "It closes by itself when the result is announced")
    ]


_BY_WORK: Mapping[Work, Callable[[Ledger, LegState, Figures], list[Gap]]] = {
    Work.COLLECT: _collect,
    Work.TRIAGE: _triage,
    Work.PROPOSE: _propose,
    Work.DECIDE: _decide,
    Work.PREREVIEW: _prereview,
    Work.SESSION: _session,
}

_AGREES: Mapping[Noted, frozenset[CandidateStatus]] = {
    Noted.OPEN: frozenset({CandidateStatus.ALTERNATIVE}),
    Noted.CANDIDATE: frozenset({CandidateStatus.CANDIDATE}),
    Noted.DECLINED: frozenset({CandidateStatus.DECLINED}),
    Noted.WITHDRAWN: frozenset({CandidateStatus.WITHDRAWN}),
    Noted.MERGED: frozenset({CandidateStatus.MERGED}),
}


def _disagreeing(ledger: Ledger, figures: Figures) -> list[Gap]:
    """Proposals whose document is behind the ledger's note: somebody is at it, or broke off.

    The note is written first and only while the leg is open, so where all agree and the ledger's
    version has not changed since, nothing can be under way, and after closing nothing begins.
    """
    gaps = []
    for no, proposal in enumerate(ledger.proposals, 1):
        candidate = figures.candidate(proposal.candidate)
        if (
            candidate is None
            or candidate.status not in _AGREES[proposal.noted]
            or candidate.revision != proposal.revision
        ):
            gaps.append(
                Gap(
                    "half-recorded",
                    f"第 {no} 号项目的登记没有完成，请再提交一次",
                    f"The entry for no. {no} was not finished; submit it again",
                )
            )
    return gaps


def _standing(ledger: Ledger) -> int:
    return len(ledger.noted(Noted.OPEN, Noted.CANDIDATE, Noted.DECLINED))


def outgoing(ledger: Ledger, leg: LegState, figures: Figures) -> int:
    """What comes out of a leg: the figure of the last work done in it (E-28)."""
    if Work.DECIDE in leg.works or Work.PREREVIEW in leg.works:
        return len(ledger.noted(Noted.CANDIDATE))
    if Work.PROPOSE in leg.works:
        return _standing(ledger)
    if Work.TRIAGE in leg.works:
        return figures.suggestions - figures.merged
    return figures.suggestions


def close_leg(leg_id: str, figures: Figures, at: datetime) -> Decide:
    """Close a leg with its figures; the last one before the session finalises the slate.

    Raises ``WrongState`` with everything that is missing in its details.
    """

    def decide(ledger: Ledger) -> Change[Ledger]:
        leg = ledger.leg(leg_id)
        status = LEGS.move(leg.status, "close")
        gaps = missing(ledger, leg, figures)
        if gaps:
            raise incomplete(leg, gaps)
        closed = _closed(ledger, leg, figures, status, at)
        changed = ledger.with_leg(closed)
        following = ledger.next_of(leg.id)
        if following is None or Work.SESSION not in following.works:
            return Change(changed, (closed_event(ledger.cycle, closed),))
        changed = changed.model_copy(update={"slates": ledger.slates + 1})
        said: list[Event] = [
            closed_event(ledger.cycle, closed),
            slate(changed, figures.candidates or {}),
        ]
        return Change(changed, said)

    return decide


def incomplete(leg: LegState, gaps: Sequence[Gap]) -> WrongState:
    """The refusal that names all that is missing."""
    return WrongState(
        "leg-incomplete",
        f"“{leg.zh}”还不能结束：" + "；".join(gap.zh for gap in gaps) + "。",
        f"“{leg.en}” cannot close yet: " + "; ".join(gap.en for gap in gaps) + ".",
        [{"code": gap.code, "zh": gap.zh, "en": gap.en} for gap in gaps],
    )


def _closed(ledger: Ledger, leg: LegState, figures: Figures, status: str, at: datetime) -> LegState:
    came_in = ledger.came_in(leg.id)
    return leg.model_copy(
        update={
            "status": LegStatus(status),
            "incoming": figures.suggestions if came_in is None else came_in,
            "outgoing": outgoing(ledger, leg, figures),
            "closed_at": at,
        }
    )
