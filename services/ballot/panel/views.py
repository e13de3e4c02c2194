"""What the API answers of panels."""

from pydantic import BaseModel

from chassis.core.documents import Found
from contracts.charter import Panel
from services.ballot.labels import PANEL_NAMES
from services.ballot.panel.domain import PanelRecord


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
