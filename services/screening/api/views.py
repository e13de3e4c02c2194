"""What people get: the shapes of the answers."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from contracts.charter import Work
from contracts.screening import Level
from services.screening.domain.closing import Gap
from services.screening.domain.items import Item, ItemStatus
from services.screening.domain.ledger import Ledger, LegState, LegStatus, Meeting
from services.screening.domain.opinions import Forum
from services.screening.queries import Stage


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
