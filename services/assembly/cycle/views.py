"""A year as it is shown."""

from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from contracts.charter import Charter, Leg, Named
from services.assembly.cycle.domain import Cycle, figures, funnel, leg_status, stage_place
from services.assembly.labels import UNOPENED


class LegView(BaseModel):
    """A leg with its figures, nothing while they are not known."""

    id: str
    zh: str
    en: str
    stage: str
    status: str
    incoming: int | None
    outgoing: int | None
    target: int | None
    funnel: bool


class CycleView(BaseModel):
    """A year with its legs, figures and funnel."""

    cycle: str
    version: int
    year: int
    charter_version: int
    stage: str
    stage_place: int
    stages: list[Named]
    legs: list[LegView]
    funnel: list[int | None]
    announced_on: str
    reserve: int
    projects: int


class CycleDone(CycleView):
    """The answer to a command on a year."""

    id: str
    status: str


def cycle_view(found: Found[Cycle]) -> CycleView:
    """A year as everybody sees it."""
    return CycleView(**_values(found))


def cycle_done(changed: Changed[Cycle]) -> CycleDone:
    """A year after a command."""
    return CycleDone(id=changed.id, status=changed.state.stage, **_values(changed))


def _values(found: Found[Cycle]) -> dict[str, Any]:
    cycle = found.state
    return {
        "cycle": cycle.cycle,
        "version": found.version,
        "year": cycle.year,
        "charter_version": cycle.charter_version,
        "stage": cycle.stage,
        "stage_place": stage_place(cycle),
        "stages": cycle.stages,
        "legs": [_leg(cycle, leg) for leg in cycle.legs],
        "funnel": funnel(cycle),
        "announced_on": cycle.announced,
        "reserve": cycle.reserve,
        "projects": len(cycle.projects),
    }


def _leg(cycle: Cycle, leg: Leg) -> LegView:
    incoming, outgoing = figures(cycle, leg)
    return LegView(
        **leg.model_dump(include={"id", "zh", "en", "stage", "target", "funnel"}),
        status=leg_status(cycle, leg.id),
        incoming=incoming,
        outgoing=outgoing,
    )


def year_of(charter: Charter, cycle: Found[Cycle] | None) -> dict[str, Any]:
    """The current year of a street: its stage and its funnel, empty before the first cycle."""
    if cycle is None:
        legs = [leg for leg in charter.legs if leg.funnel]
        counts: list[int | None] = [None] * len(legs)
        year: dict[str, Any] = {"cycle": "", "year": charter.year, "stage": "", "projects": 0}
        year |= dict(zip(("stage_zh", "stage_en"), UNOPENED, strict=True))
    else:
        state = cycle.state
        legs = [leg for leg in state.legs if leg.funnel]
        counts = funnel(state)
        stage = state.stages[stage_place(state)]
        year = {"cycle": state.cycle, "year": state.year, "stage": stage.id}
        year |= {"stage_zh": stage.zh, "stage_en": stage.en, "projects": len(state.projects)}
    shown = [
        {"leg": leg.id, "zh": leg.zh, "en": leg.en, "count": count, "target": leg.target}
        for leg, count in zip(legs, counts, strict=True)
    ]
    return year | {"funnel": shown}
