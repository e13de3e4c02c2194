"""What the API answers of a step that comes next."""

from typing import Literal

from pydantic import BaseModel

from services.ballot.readiness.conditions import Line, ready
from services.ballot.readiness.steps import NextStep


class Reason(BaseModel):
    """Why a condition does not hold: the problem the step would be refused with."""

    code: str
    zh: str
    en: str
    details: list[dict[str, str]]


class LineView(BaseModel):
    """One condition. ``MISSING`` keeps the step from being taken, ``ADVISED`` does not."""

    zh: str
    en: str
    state: Literal["HOLDS", "MISSING", "ADVISED"]
    mend: str
    reason: Reason | None


class ReadinessView(BaseModel):
    """The step that comes next; ``step`` is empty where none is due."""

    step: str
    zh: str
    en: str
    ready: bool
    lines: list[LineView]


def readiness_view(step: NextStep | None) -> ReadinessView:
    """The list of one step."""
    if step is None:
        return ReadinessView(step="", zh="", en="", ready=False, lines=[])
    return ReadinessView(
        step=step.name,
        zh=step.zh,
        en=step.en,
        ready=ready(step.lines),
        lines=[_line(line) for line in step.lines],
    )


def _line(line: Line) -> LineView:
    problem = line.problem
    missing: Literal["MISSING", "ADVISED"] = "ADVISED" if line.advised else "MISSING"
    return LineView(
        zh=line.zh,
        en=line.en,
        state="HOLDS" if line.holds else missing,
        mend=line.mend,
        reason=Reason(code=problem.code, zh=problem.zh, en=problem.en, details=problem.details)
        if problem
        else None,
    )
