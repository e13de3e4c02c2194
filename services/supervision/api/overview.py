"""The city's overview: aggregates of every street, nothing else (C-13)."""

from fastapi import APIRouter
from pydantic import BaseModel

from services.supervision import queries
from services.supervision.api.people import City
from services.supervision.queries import StreetFigures

api = APIRouter(prefix="/supervision/api", tags=["supervision"])


class StreetRow(BaseModel):
    """A street's figures."""

    street: str
    zh: str
    en: str
    district_zh: str
    projects: dict[str, int]
    inspections: dict[str, int]
    overdue_inspections: int


class Overview(BaseModel):
    """All streets within the person's scope, and their sums."""

    items: list[StreetRow]
    projects: int
    overdue_inspections: int


@api.get("/overview")
async def get_overview(ask: City) -> Overview:
    """Projects and inspections by status, and what is overdue, street by street."""
    found = await queries.overview(ask.ctx, None if ask.person.across else ask.person.streets)
    return Overview(
        items=[_row(one) for one in found],
        projects=sum(sum(one.projects.values()) for one in found),
        overdue_inspections=sum(one.overdue for one in found),
    )


def _row(found: StreetFigures) -> StreetRow:
    charter = found.charter
    return StreetRow(
        street=found.street,
        zh=charter.zh,
        en=charter.en,
        district_zh=charter.district_zh,
        projects=found.projects,
        inspections=found.inspections,
        overdue_inspections=found.overdue,
    )
