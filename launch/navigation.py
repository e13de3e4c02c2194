"""The main navigation over all services, and the living style page of a demo."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from chassis.pages import NavLink, render
from contracts.charter import Role

OFFICIALS = frozenset(role.value for role in Role if role is not Role.RESIDENT)
ACROSS = frozenset({Role.CITY.value, Role.AUDITOR.value})

NAVIGATION = (
    NavLink("/streets/{street}", "本街道", "Street", "place"),
    NavLink(
        "/intake/streets/{street}/suggestions",
        "建议",
        "Suggest",
        "suggest",
        section="/intake/streets/{street}/",
    ),
    NavLink(
        "/screening/streets/{street}",
        "筛选",
        "Screening",
        "filter",
        section="/screening/streets/{street}",
    ),
    NavLink(
        "/ballot/streets/{street}", "票决", "Ballot", "vote", section="/ballot/streets/{street}"
    ),
    NavLink(
        "/supervision/streets/{street}/projects",
        "项目",
        "Projects",
        "inspect",
        section="/supervision/streets/{street}/",
    ),
    NavLink(
        "/streets/{street}/desk",
        "工作台",
        "Desk",
        "file",
        roles=OFFICIALS,
        section="/streets/{street}/desk/",
    ),
    NavLink("/supervision/city", "各街道", "All streets", "building", roles=ACROSS),
)

style_pages = APIRouter(include_in_schema=False)


@style_pages.get("/styleguide")
async def get_styleguide(request: Request) -> HTMLResponse:
    """Every component of the shared look with sample data."""
    return render(request, "styleguide.html")


@style_pages.get("/styleguide/print")
async def get_print_style(request: Request) -> HTMLResponse:
    """The shared look of printed sheets."""
    return render(request, "styleguide_print.html")
