"""三评: residents, deliberators and experts evaluate the candidates; they inform (E-26)."""

from pydantic import Field

from chassis.core.decision import Change, State, StateTable
from chassis.core.errors import Invalid
from contracts.ballot import PanelClosed
from contracts.charter import Panel
from services.ballot.slate.domain import unknown_candidates

PANEL = StateTable(
    "panel",
    "OPEN",
    {("OPEN", "record"): "OPEN", ("OPEN", "close"): "CLOSED"},
    {"OPEN": "评议中", "CLOSED": "已结束"},
)


class PanelRecord(State):
    """What one panel found: how many took part, whole points 0 to 100 for each candidate."""

    session: str
    cycle: str
    panel: Panel
    status: str = PANEL.start
    people: int = 0
    scores: dict[str, int] = Field(default_factory=dict)
    remarks: str = ""


def record(
    state: PanelRecord,
    candidates: frozenset[str],
    people: int,
    scores: dict[str, int],
    remarks: str,
) -> Change[PanelRecord]:
    """Record (again) what the panel found, until it closes."""
    status = PANEL.move(state.status, "record")
    _known(candidates, scores)
    changed = {"status": status, "people": people, "scores": scores, "remarks": remarks}
    return Change(state.model_copy(update=changed))


def _known(candidates: frozenset[str], scores: dict[str, int]) -> None:
    if unknown := set(scores) - candidates:
        raise unknown_candidates(len(unknown), "scores")


def close(state: PanelRecord, candidates: frozenset[str]) -> Change[PanelRecord]:
    """End the evaluation: every candidate has its points."""
    status = PANEL.move(state.status, "close")
    if not complete(state, candidates):
        raise Invalid(
            "panel-incomplete",
            "评议人数和每个候选项目的评分都填写后才能结束评议。",
            "A panel closes once its people and a score for every candidate are recorded.",
        )
    event = PanelClosed(session=state.session, cycle=state.cycle, panel=state.panel)
    return Change(state.model_copy(update={"status": status}), [event])


def complete(state: PanelRecord, candidates: frozenset[str]) -> bool:
    """Whether its people and a score for every candidate are recorded."""
    return state.people >= 1 and set(state.scores) == set(candidates)
