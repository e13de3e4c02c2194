"""Meetings of the cadence as they are shown."""

from collections.abc import Collection
from datetime import date
from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from chassis.web.command import Done
from contracts.charter import Cadence, Charter
from services.assembly.cadence.domain import (
    LOOKED_BACK,
    Agreed,
    Meeting,
    before,
    first_day,
    period_of,
)


class PointView(BaseModel):
    """An agreed point with its place (from 1); ``late``: days past its date while it is open."""

    place: int
    what: str
    unit: str
    due_on: date
    done_on: date | None
    result: str
    late: int


class MeetingView(BaseModel):
    """A meeting for the staff."""

    id: str
    version: int
    cadence: str
    zh: str
    en: str
    period: str
    held_on: date
    place: str
    host: str
    present: list[str]
    topic: str
    points: list[str]
    views: dict[str, Any] | None
    agreed: list[PointView]
    open: int


def meeting_view(found: Found[Meeting], charter: Charter, today: date) -> MeetingView:
    """A meeting with what it is called now."""
    state = found.state
    rule = next((one for one in charter.cadence if one.id == state.cadence), None)
    given = state.model_dump(exclude={"agreed", "pending", "by"})
    agreed = [_point(n, one, today) for n, one in enumerate(state.agreed, 1)]
    return MeetingView(
        id=found.id,
        version=found.version,
        zh=rule.zh if rule else state.cadence,
        en=rule.en if rule else state.cadence,
        agreed=agreed,
        open=sum(one.done_on is None for one in agreed),
        **given,
    )


def _point(place: int, one: Agreed, today: date) -> PointView:
    late = 0 if one.done_on else max((today - one.due_on).days, 0)
    return PointView(place=place, late=late, **one.model_dump())


def meeting_done(changed: Changed[Meeting]) -> Done:
    """The answer to a command."""
    status = "PENDING" if changed.state.pending else "SETTLED"
    return Done(id=changed.id, version=changed.version, status=status)


class Slot(BaseModel):
    """One period in the picture of a rule: held, missed, or the one that runs now."""

    period: str
    state: str


def slots(rule: Cadence, held: Collection[str], gone: Collection[str], today: date) -> list[Slot]:
    """The past periods of a rule and the one that runs, oldest first."""
    first = first_day(rule.months, today)
    found: list[Slot] = []
    for _ in range(LOOKED_BACK + 1):
        period = period_of(rule.months, first)
        state = "held" if period in held else "missed" if period in gone else ""
        running = not found
        if state or running:
            found.append(Slot(period=period, state=state or "running"))
        first = before(rule.months, first)
    return found[::-1]
