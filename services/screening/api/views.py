"""What people get: the shapes of the answers."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from chassis.store import Changed, Found
from contracts.charter import Criterion, Work
from contracts.screening import Level, ReasonCode
from services.screening.domain.candidates import Candidate, CandidateStatus, Revision
from services.screening.domain.closing import Gap
from services.screening.domain.items import Item, ItemStatus
from services.screening.domain.ledger import Ledger, LegState, LegStatus, Meeting
from services.screening.domain.opinions import Forum, Opinion
from services.screening.queries import Stage, Trace


class Done(BaseModel):
    """The state of what a command changed."""

    id: str
    version: int
    status: str


class GapView(BaseModel):
    """One thing that is missing before the leg may close."""

    code: str
    zh: str
    en: str


class LegView(BaseModel):
    """A leg of the ledger."""

    id: str
    stage: str
    zh: str
    en: str
    works: tuple[Work, ...]
    status: LegStatus
    target: int
    incoming: int | None
    outgoing: int | None
    opened_at: datetime | None
    closed_at: datetime | None
    meetings: tuple[Meeting, ...]
    missing: list[GapView]


class LedgerView(BaseModel):
    """The ledger of a cycle; ``current`` is the leg that is open, or empty."""

    cycle: str
    version: int
    year: int
    current: str
    legs: list[LegView]
    alternatives: int
    collected: int | None
    collectors: int
    frozen: bool
    reserve: int | None


def ledger_view(found: Found[Ledger], gaps: Sequence[Gap]) -> LedgerView:
    """The ledger with what is missing in the open leg."""
    ledger = found.state
    current = ledger.current()
    return LedgerView(
        cycle=ledger.cycle,
        version=found.version,
        year=ledger.year,
        current=current,
        legs=[_leg_view(ledger, leg, gaps if leg.id == current else ()) for leg in ledger.legs],
        alternatives=len(ledger.proposals),
        collected=ledger.collected,
        collectors=ledger.collectors,
        frozen=ledger.frozen,
        reserve=ledger.reserve,
    )


def _leg_view(ledger: Ledger, leg: LegState, gaps: Sequence[Gap]) -> LegView:
    coming = ledger.came_in(leg.id) if leg.incoming is None else leg.incoming
    return LegView(
        incoming=coming,
        missing=[GapView(code=gap.code, zh=gap.zh, en=gap.en) for gap in gaps],
        **leg.model_dump(exclude={"wanted", "funnel", "incoming"}),
    )


def leg_done(changed: Changed[Ledger], leg: str) -> "LegDone":
    """What opening, closing or going back a leg answers."""
    state = changed.state.leg(leg)
    return LegDone(
        id=leg,
        version=changed.version,
        status=state.status,
        incoming=state.incoming,
        outgoing=state.outgoing,
    )


class LegDone(Done):
    """A leg after a command."""

    incoming: int | None
    outgoing: int | None


class ItemView(BaseModel):
    """A suggestion as the screening sees it."""

    id: str
    version: int
    cycle: str
    no: str
    title: str
    community: str
    channel: str
    status: ItemStatus
    target: str
    level: Level | None
    category: str
    disposition: str
    opinion: str
    unit: str
    set_aside: bool
    candidates: tuple[str, ...]


def item_view(found: Found[Item]) -> ItemView:
    """A suggestion; its category is the triage's, before that the one it was handed in with."""
    item, triage = found.state, found.state.triage
    return ItemView(
        id=found.id,
        version=found.version,
        level=triage.level if triage else None,
        category=triage.category if triage else item.category,
        opinion=triage.opinion if triage else "",
        unit=triage.unit if triage else "",
        **item.model_dump(include=_ITEM_FIELDS),
    )


_ITEM_FIELDS = {
    "cycle",
    "no",
    "title",
    "community",
    "channel",
    "status",
    "target",
    "disposition",
    "set_aside",
    "candidates",
}


class ForumView(BaseModel):
    """A forum's record; the neighbours' names only for the staff of the street."""

    id: str
    version: int
    cycle: str
    kind: str
    station: str
    held_on: str
    host: str
    deputies: tuple[str, ...]
    neighbour_leads: tuple[str, ...]
    neighbour_lead_count: int
    people: int
    points: tuple[str, ...]


def forum_view(found: Found[Forum], staff: bool) -> ForumView:
    """A forum; residents see how many neighbourhood leads came, the staff who they were."""
    forum = found.state
    shown = forum if staff else forum.model_copy(update={"neighbour_leads": ()})
    count = len(forum.neighbour_leads)
    return ForumView(
        id=found.id, version=found.version, neighbour_lead_count=count, **shown.model_dump()
    )


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
    budget_reason: str
    forum: str
    criteria: dict[Criterion, bool]
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


class Warning(BaseModel):
    """Something to be looked at that stops nothing (W-16)."""

    code: str
    zh: str
    en: str


class Proposed(Done):
    """A new alternative with its number."""

    no: int
    warnings: list[Warning]


def proposed(changed: Changed[Candidate]) -> Proposed:
    """A new alternative; a budget outside the guide without a reason is a warning (W-16)."""
    candidate = changed.state
    warnings = []
    if candidate.budget_outside and not candidate.budget_reason:
        zh, en = "预算超出指导范围，请补充说明。", "The budget is outside the guide; say why."
        warnings.append(Warning(code="budget-outside-guide", zh=zh, en=en))
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


class StageView(BaseModel):
    """One figure of the funnel; null where its leg has not closed yet."""

    leg: str
    zh: str
    en: str
    count: int | None
    target: int


class FunnelView(BaseModel):
    """The funnel of a cycle (E-28)."""

    stages: list[StageView]
    reserve: int | None


def funnel_view(stages: Sequence[Stage], reserve: int | None) -> FunnelView:
    """The funnel of a cycle."""
    shown = [
        StageView(leg=one.leg, zh=one.zh, en=one.en, count=one.count, target=one.target)
        for one in stages
    ]
    return FunnelView(stages=shown, reserve=reserve)


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


class FateView(BaseModel):
    """A suggestion, the one it is screened under, and the projects it led to (E-29)."""

    item: ItemView
    lead: ItemView
    candidates: list[CandidateRow]
