"""The pages of the city: all streets side by side, some beside each other, the year's report."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response

from chassis.pages import render
from chassis.rooms.papers import form_of, paper_response
from services.supervision import labels
from services.supervision.overview import queries
from services.supervision.overview.compared import MOST, compared
from services.supervision.overview.papers import city_report
from services.supervision.overview.queries import SORTS, within
from services.supervision.overview.views import sums_of
from services.supervision.roles import City

city_pages = APIRouter(prefix="/supervision", include_in_schema=False)


@dataclass(frozen=True)
class Chosen:
    """What is looked at: a year (the newest where none is named), a district, a name, an order."""

    year: Annotated[str, Query(max_length=10)] = ""
    district: Annotated[str, Query(max_length=60)] = ""
    q: Annotated[str, Query(max_length=40)] = ""
    sort: Annotated[str, Query(max_length=20)] = ""


Look = Annotated[Chosen, Depends()]


@city_pages.get("/city")
async def get_city(ask: City, look: Look) -> Response:
    """街道总览: every street in one year, found by district and name, sorted by a figure."""
    city = await queries.city_of(ask.ctx, within(ask), look.year)
    found = await queries.rows_of(ask.ctx, city, district=look.district, q=look.q)
    rows = queries.sorted_rows(found, look.sort, ranked=ask.ctx.settings.city_ranking)
    chosen = {"year": city.cycle, "district": look.district, "q": look.q, "sort": look.sort}
    return render(
        ask.request,
        "supervision/city.html",
        city=city,
        rows=rows,
        others=[row for row in found if row.elsewhere.some],
        sums=sums_of(rows),
        look=look,
        query=urlencode({name: value for name, value in chosen.items() if value}),
        sorts={name: labels.CITY_SORTS[name] for name in SORTS},
        ranked=ask.ctx.settings.city_ranking and look.sort in SORTS,
        words=labels,
    )


@city_pages.get("/city/compare")
async def get_compare(
    ask: City,
    look: Look,
    street: Annotated[list[str], Query(max_length=MOST)] = [],  # noqa: B006
) -> Response:
    """Two or more streets beside each other in one year, figure by figure."""
    city = await queries.city_of(ask.ctx, within(ask), look.year)
    rows = await queries.rows_of(ask.ctx, city, only=street or ("",))
    return render(
        ask.request,
        "supervision/city_compare.html",
        city=city,
        rows=rows,
        lines=compared(rows),
        streets=urlencode([("street", row.street) for row in rows]),
        most=MOST,
    )


@city_pages.get("/city/report.pdf")
@city_pages.get("/city/report.docx")
async def get_report(ask: City, look: Look) -> Response:
    """The year's report of the city, in the layout of official papers."""
    city = await queries.city_of(ask.ctx, within(ask), look.year)
    rows = await queries.rows_of(ask.ctx, city)
    settings, whole = ask.ctx.settings, within(ask) is None
    name = queries.covered(settings, city, whole=whole)
    today = date.fromisoformat(ask.ctx.today())
    paper = city_report(name, city.cycle, rows, today, whole=whole)
    return await paper_response(settings, paper, form_of(ask.request), ask.ctx.now())
