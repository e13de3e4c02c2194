"""What people get of alternatives and candidates: the shapes of the answers."""

from datetime import datetime

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from chassis.web.command import Done
from contracts.charter import Criterion
from contracts.screening import ReasonCode
from services.screening.candidate.domain.candidate import Candidate, CandidateStatus, Revision
from services.screening.candidate.queries import Trace
from services.screening.forum.views import ForumView, forum_view
from services.screening.item.domain import Item
from services.screening.opinion.domain import Opinion


class CandidateRow(BaseModel):
    """A proposal in a list."""

    id: str
    version: int
    cycle: str
    no: int
    status: CandidateStatus
    title: str
    place: str
    budget_yuan: int
    budget_outside: bool
    beneficiaries: str
    unit: str
    project_class: str
    sources: tuple[str, ...]
    revision: int
    support: int
    reason_code: ReasonCode | None
    reason: str


def candidate_row(found: Found[Candidate]) -> CandidateRow:
    """A proposal in a list."""
    fields = set(CandidateRow.model_fields) - {"id", "version"}
    return CandidateRow(
        id=found.id, version=found.version, **found.state.model_dump(include=fields)
    )


class SourceView(BaseModel):
    """A suggestion behind a proposal."""

    suggestion: str
    no: str
    title: str
    community: str


class OpinionView(BaseModel):
    """A pre-review opinion; who gave it only for the staff of the street."""

    id: str
    version: int
    candidate: str
    member: str
    text: str
    at: datetime
    status: str
    accepted: bool
    answer: str
    revision: int
    answered_at: datetime | None


def opinion_view(found: Found[Opinion], staff: bool) -> OpinionView:
    """An opinion with its answer."""
    shown = found.state.model_dump(exclude={"cycle"}) | ({} if staff else {"member": ""})
    return OpinionView(id=found.id, version=found.version, **shown)


class CandidateView(CandidateRow):
    """A proposal with all there is to it (E-24, E-25, E-30)."""

    content: str
    funding: str
    finish_by: str
    kind: str
    over_cap: bool
    origin: str
    budget_reason: str
    forum: str
    criteria: dict[Criterion, bool | None]
    decided_at: datetime | None
    approved_by: str
    merged_into: str
    taken: tuple[str, ...]
    history: tuple[Revision, ...]
    source_items: list[SourceView]
    opinions: list[OpinionView]


def candidate_view(trace: Trace, approved: str, staff: bool) -> CandidateView:
    """A proposal with its sources by title, its decision and the opinions on it."""
    candidate = trace.candidate.state
    return CandidateView(
        **candidate_row(trace.candidate).model_dump(),
        **candidate.model_dump(
            include={
                "content",
                "funding",
                "finish_by",
                "kind",
                "over_cap",
                "origin",
                "budget_reason",
                "forum",
                "criteria",
                "decided_at",
                "merged_into",
                "taken",
                "history",
            }
        ),
        approved_by=approved if candidate.reason_code else "",
        source_items=[_source(item) for item in trace.items],
        opinions=[opinion_view(opinion, staff) for opinion in trace.opinions],
    )


def _source(item: Found[Item]) -> SourceView:
    return SourceView(
        suggestion=item.id,
        no=item.state.no,
        title=item.state.title,
        community=item.state.community,
    )


class Notice(BaseModel):
    """Something to look at that stops nothing (W-16)."""

    code: str
    zh: str
    en: str


class Proposed(Done):
    """A new alternative with its number."""

    no: int
    warnings: list[Notice]


def proposed(changed: Changed[Candidate]) -> Proposed:
    """A new alternative; a budget outside the guide without a reason is a warning (W-16)."""
    candidate = changed.state
    warnings = []
    if candidate.budget_outside and not candidate.budget_reason:
        zh, en = "预算超出指导范围，请补充说明。", "The budget is outside the guide; say why."
        warnings.append(Notice(code="budget-outside-guide", zh=zh, en=en))
    if candidate.over_cap:
        zh, en = "预算超过这类工程的上限。", "The budget is above the cap of its kind."
        warnings.append(Notice(code="budget-over-cap", zh=zh, en=en))
    return Proposed(
        id=changed.id,
        version=changed.version,
        status=candidate.status,
        no=candidate.no,
        warnings=warnings,
    )


class Decided(Done):
    """A proposal after a decision."""

    no: int
    revision: int


def decided(changed: Changed[Candidate]) -> Decided:
    """A proposal after a decision."""
    return Decided(
        id=changed.id,
        version=changed.version,
        status=changed.state.status,
        no=changed.state.no,
        revision=changed.state.revision,
    )


class TraceView(BaseModel):
    """Both ways: a project, where it came from and what became of it (E-29)."""

    candidate: CandidateRow
    sources: list[SourceView]
    forum: ForumView | None
    taken: list[CandidateRow]
    approved_by: str


def trace_view(trace: Trace, approved: str, staff: bool) -> TraceView:
    """A project, where it came from and what became of it."""
    return TraceView(
        candidate=candidate_row(trace.candidate),
        sources=[_source(item) for item in trace.items],
        forum=forum_view(trace.forum, staff) if trace.forum else None,
        taken=[candidate_row(one) for one in trace.taken],
        approved_by=approved if trace.candidate.state.reason_code else "",
    )
