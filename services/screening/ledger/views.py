"""What people get of the ledger: its legs with their figures, the funnel."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from chassis.web.command import Done
from contracts.charter import Work
from services.screening.ledger.domain.closing import Gap
from services.screening.ledger.domain.ledger import Ledger, LegState, LegStatus, Meeting
from services.screening.ledger.queries import Stage


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
    least: int
    most: int
    quota: str
    reviews: int
    reviews_in: datetime | None
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


class LegDone(Done):
    """A leg after a command."""

    incoming: int | None
    outgoing: int | None


def leg_done(changed: Changed[Ledger], leg: str) -> LegDone:
    """What opening, closing or going back a leg answers."""
    state = changed.state.leg(leg)
    return LegDone(
        id=leg,
        version=changed.version,
        status=state.status,
        incoming=state.incoming,
        outgoing=state.outgoing,
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
