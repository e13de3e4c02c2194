"""What people can ask of a panel: recording what it found, ending it.

The address names session and panel; the session's page has one form for each panel.
"""

from collections.abc import Callable
from typing import Any

from chassis.core.decision import Change, existing
from chassis.core.documents import Changed, Key
from chassis.core.errors import Invalid, WrongState
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Charter, Panel
from services.ballot.kinds import PANELS, SESSIONS
from services.ballot.panel import domain
from services.ballot.panel.bodies import PanelFindings, scores_of
from services.ballot.panel.domain import PanelRecord
from services.ballot.panel.scale import read_all, scale_of
from services.ballot.panel.views import PanelView, panel_view
from services.ballot.roles import COMMITTEE
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import WITH_BOOKLET, Session
from services.ballot.session.settling import session_of

PANEL_OF: Thing[Any] = Thing(
    service="ballot",
    kind=SESSIONS,
    api=THE_SESSION.api,
    page=THE_SESSION.page,
    answers=PanelView,
    answer=panel_view,
)


async def record(order: Order[PanelFindings]) -> Changed[PanelRecord]:
    """Record what a panel found, again as often as needed until it closes."""
    panel, session = await _panel(order), await _with_booklet(order)
    fresh = PanelRecord(session=order.key, cycle=session.cycle, panel=panel)
    body, candidates = order.body, candidates_of(session)
    charter = await charter_of(order.ctx, order.street)
    scores = read_all(scale_of(charter, panel), body.scores)

    def decide(state: PanelRecord | None) -> Change[PanelRecord]:
        return domain.record(state or fresh, candidates, body.people, scores, body.remarks)

    return await _change(order, panel, decide)


async def close(order: Order[Nothing]) -> Changed[PanelRecord]:
    """End a panel's evaluation."""
    panel, session = await _panel(order), await _with_booklet(order)
    candidates = candidates_of(session)
    return await _change(order, panel, existing(lambda state: domain.close(state, candidates)))


async def _change(
    order: Order[Any],
    panel: Panel,
    decide: Callable[[PanelRecord | None], Change[PanelRecord]],
) -> Changed[PanelRecord]:
    key: Key[PanelRecord] = PANELS.key(order.street, f"{order.key}/{panel}")
    return await order.ctx.change(key, decide, order.cause, order.version)


async def _panel(order: Order[Any]) -> Panel:
    return panel_in(await charter_of(order.ctx, order.street), order.path["panel"])


def panel_in(charter: Charter, name: str) -> Panel:
    """The panel that the address names. Raises ``Invalid`` where the street has none such."""
    for panel in charter.ballot.panels:
        if panel == name:
            return panel
    raise Invalid("no-such-panel", "本街道不设这项评议。", "This street has no such panel.")


async def _with_booklet(order: Order[Any]) -> Session:
    session = (await session_of(order.ctx, order.street, order.key)).state
    if not has_booklet(session):
        raise WrongState(
            "no-booklet", "会议材料定稿后才能评议。", "Panels evaluate what the booklet holds."
        )
    return session


def has_booklet(session: Session) -> bool:
    """Whether there is something to evaluate, and the session is not over."""
    return session.status in WITH_BOOKLET


def candidates_of(session: Session) -> frozenset[str]:
    """The candidates that the booklet holds."""
    return frozenset(item.candidate for item in session.items)


RECORD: AnyCommand = Command(
    "record", on=PANEL_OF, action="record_panel", label=Label("保存", "Save"),
    doc="Record what a panel found.",
    body=PanelFindings, may=COMMITTEE, path="panels/{panel}", method="PUT",
    when=has_booklet, read=scores_of, do=record,
)  # fmt: skip
CLOSE: AnyCommand = Command(
    "close-panel", on=PANEL_OF, action="close_panel", label=Label("结束评议", "Close"),
    doc="End a panel's evaluation.",
    body=Nothing, may=COMMITTEE, path="panels/{panel}/close", when=has_booklet, do=close,
)  # fmt: skip
COMMANDS = (RECORD, CLOSE)
