"""What the API answers of sessions."""

from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Found
from contracts.screening import SlateItem
from services.ballot.agenda.item import standing
from services.ballot.agenda.views import AgendaItemView, item_view
from services.ballot.agenda.voted import Voted
from services.ballot.booklet.views import BookletView, booklet_view
from services.ballot.panel.domain import PanelRecord
from services.ballot.panel.views import PanelView, panel_view
from services.ballot.session.domain import Session


class SessionView(BaseModel):
    """A session as everybody may see it. While a round is open the figures stand still.

    ``present`` counts; ``waiting`` checked in and waits for a second officer's word. ``recused``:
    how many stand aside from candidates; who and why is the committee's alone.
    """

    id: str
    version: int
    status: str
    cycle: str
    term: int
    number: int
    at: str
    venue: str
    agenda: list[str]
    agenda_items: list[AgendaItemView]
    override_reason: str
    booklets: list[BookletView]
    slate: int
    items: list[SlateItem]
    digest: str
    slips: int
    cancelled: int
    turn: int
    slips_wanted: bool
    expected: int
    present: int
    waiting: int
    issued: int
    recused: int
    voting: bool
    panels: list[PanelView]
    ballot: str


def session_view(
    found: Found[Session],
    expected: int,
    slate: int,
    panels: list[Found[PanelRecord]],
    voted: Voted,
) -> SessionView:
    """A session with the figures of its roll; ``slate``: candidates known for the cycle."""
    state = found.state
    return SessionView(
        **state.model_dump(
            include={
                *("status", "cycle", "term", "number", "at", "venue", "override_reason"),
                *("digest", "slips", "turn", "ballot"),
            }
        ),
        id=found.id,
        version=found.version,
        agenda=[one.title for one in standing(state.agenda)],
        agenda_items=[item_view(one, voted) for one in standing(state.agenda)],
        booklets=[booklet_view(one) for one in state.booklets],
        slate=slate,
        items=list(state.items),
        cancelled=len(state.box.cancelled),
        slips_wanted=state.box.order is not None,
        waiting=len(state.arrived),
        recused=len(state.recusals),
        voting=state.voting is not None,
        panels=[panel_view(panel) for panel in panels],
        **_figures(state, expected),
    )


def _figures(state: Session, expected: int) -> dict[str, Any]:
    """应到 实到 发出票; while a round is open those that were frozen for it."""
    if state.voting:
        return state.voting.freeze.model_dump(exclude={"recused"})
    return {"expected": expected, "present": len(state.present), "issued": len(state.drawn)}
