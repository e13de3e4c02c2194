"""The page of the city: all streets side by side (C-13)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.pages import render
from chassis.web.ask import Paging
from services.supervision import labels
from services.supervision.overview import queries
from services.supervision.overview.queries import within
from services.supervision.roles import City

city_pages = APIRouter(prefix="/supervision", include_in_schema=False)


@city_pages.get("/city")
async def get_city(
    ask: City, paging: Paging, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> Response:
    """街道总览: cycle and stage, funnel, suggestions, projects and what is overdue."""
    rows, following = await queries.page(ask.ctx, within(ask), paging)
    return render(
        ask.request,
        "supervision/city.html",
        rows=rows,
        sums=await queries.sums(ask.ctx, within(ask)),
        page=page,
        next=following,
        size=paging.limit,
        whole=not paging.after and not following,
        words=labels,
    )
