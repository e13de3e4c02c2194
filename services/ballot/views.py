"""What the API answers of sessions and rolls."""

from datetime import datetime

from pydantic import BaseModel

from chassis.core.clock import ZONE
from chassis.core.documents import Found
from contracts.charter import Panel
from contracts.screening import SlateItem
from services.ballot.domain.panel import PanelRecord
from services.ballot.domain.roll import RollEntry
from services.ballot.domain.session import Session

PANEL_NAMES = {
    Panel.RESIDENT_PANEL: ("群众评", "Residents"),
    Panel.DELIBERATOR_PANEL: ("议事员评", "Deliberators"),
    Panel.EXPERT_PANEL: ("专家评", "Experts"),
}


class Done(BaseModel):
    """What a command answers."""

    id: str
    version: int
    status: str


class PanelView(BaseModel):
    """One evaluation; it informs and decides nothing."""

    panel: Panel
    zh: str
    en: str
    status: str
    version: int
    people: int
    scores: dict[str, int]
    remarks: str


class SessionView(BaseModel):
    """A session as everybody may see it. While a round is open the figures stand still."""

    id: str
    version: int
    status: str
    cycle: str
    term: int
    number: int
    at: str
    venue: str
    agenda: list[str]
    override_reason: str
    slate: int
    items: list[SlateItem]
    digest: str
    slips: int
    expected: int
    present: int
    issued: int
    voting: bool
    panels: list[PanelView]
    ballot: str


class RollView(BaseModel):
    """One person on the roll."""

    id: str
    member: str
    name: str
    community: str
    voting: bool
    capacity: str
    present: bool
    slip: bool
    arrived: str
    left: str


def panel_view(found: Found[PanelRecord]) -> PanelView:
    """A panel's record with its name."""
    state = found.state
    zh, en = PANEL_NAMES[state.panel]
    return PanelView(
        panel=state.panel,
        zh=zh,
        en=en,
        status=state.status,
        version=found.version,
        people=state.people,
        scores=state.scores,
        remarks=state.remarks,
    )


def session_view(
    found: Found[Session], expected: int, slate: int, panels: list[Found[PanelRecord]]
) -> SessionView:
    """A session with the figures of its roll; ``slate``: candidates known for the cycle."""
    state = found.state
    frozen = state.voting.freeze if state.voting else None
    return SessionView(
        **state.model_dump(
            include={"status", "cycle", "term", "number", "at", "venue", "override_reason"}
        ),
        id=found.id,
        version=found.version,
        agenda=list(state.agenda),
        slate=slate,
        items=list(state.items),
        digest=state.digest,
        slips=state.slips,
        expected=frozen.expected if frozen else expected,
        present=frozen.present if frozen else len(state.present),
        issued=frozen.issued if frozen else len(state.drawn),
        voting=frozen is not None,
        panels=[panel_view(panel) for panel in panels],
        ballot=state.ballot,
    )


def roll_view(found: Found[RollEntry]) -> RollView:
    """One line of the attendance sheet."""
    return RollView(id=found.id, **found.state.model_dump(exclude={"session"}))


def local_minute(iso: str) -> str:
    """A stored time (UTC) as ``2025-06-12 09:03`` in Asia/Shanghai, empty for none."""
    if not iso:
        return ""
    return datetime.fromisoformat(iso).astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
