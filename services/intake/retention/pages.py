"""The clerks' page of what is kept how long, what is due, and what was cleared."""

from dataclasses import dataclass

from fastapi import APIRouter, Response

from chassis.rooms.copies import charter_of
from services.intake.kinds import PURGES
from services.intake.retention.domain import CLASSES, Purge
from services.intake.roles import Clerk
from services.intake.showing import show

retention_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)


@dataclass(frozen=True)
class Line:
    """One class as the page shows it."""

    zh: str
    en: str
    days: int
    purge: Purge


@retention_pages.get("/retention")
async def get_retention(ask: Clerk) -> Response:
    """Every class with its term and its last purge."""
    terms = (await charter_of(ask.ctx, ask.street)).retention
    lines: list[Line] = []
    for name, kept in CLASSES.items():
        found = await ask.ctx.store.get(PURGES.key(ask.street, name))
        purge = found.state if found else Purge()
        lines.append(Line(kept.zh, kept.en, kept.days(terms), purge))
    return await show(ask, "retention.html", lines=lines)
