"""What everybody sees: the portal, a street's page, its members, its charter, its notices."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from chassis.core.errors import Invalid, Problem
from chassis.pages import render
from chassis.web.ask import Ask, Paging, anyone
from contracts.charter import Charter
from services.assembly.actions.charters import record_of
from services.assembly.actions.seats import raise_objection
from services.assembly.domain.charter import STEP_ROLES
from services.assembly.domain.member import PUBLIC
from services.assembly.kinds import MEMBERS, NOTICES
from services.assembly.pages import show
from services.assembly.pages.links import Links
from services.assembly.queries.cycles import newest_cycle, street_cards, year_of
from services.assembly.queries.members import (
    notice_of,
    on_notice,
    show_notice,
    show_public,
    summary,
)

portal = APIRouter(include_in_schema=False)
ANYONE = anyone("assembly")
STREETS_A_PAGE = 12
NOTICES_SHOWN = 20


@portal.get("/")
async def get_portal(request: Request, paging: Paging, ask: Annotated[Ask, ANYONE]) -> Response:
    """All streets, what an assembly is, how to take part."""
    cards, following = await street_cards(ask.ctx, paging.after, STREETS_A_PAGE)
    streets = [
        card
        | {
            "links": Links(card["street"]),
            "stages": show.funnel_stages(card["funnel"]),
        }
        for card in cards
    ]
    return render(
        request, "assembly/portal.html", streets=streets, next=following, first=not paging.after
    )


@portal.get("/streets/{street}")
async def get_street(request: Request, ask: Annotated[Ask, ANYONE]) -> Response:
    """A street: its funnel, its year, its chosen projects, its people, its institution."""
    page = await street_page(request, ask)
    charter: Charter = page["charter"]
    first = await ask.ctx.store.find(MEMBERS, ask.street, {"status": sorted(PUBLIC)}, limit=8)
    people = await summary(ask.ctx, ask.street, charter)
    return render(
        request,
        "assembly/street.html",
        people=people,
        composition=show.composition(charter, people["by_category"]),
        members=[show_public(one, charter) for one in first.items],
        notices=await _notices_running(ask),
        papers=show.papers(charter),
        loop=show.loop_parts(charter),
        **page,
    )


async def street_page(request: Request, ask: Ask) -> dict[str, Any]:
    """What every page of a street shows: charter, year, links. Raises ``NotFound``."""
    record = (await record_of(ask.ctx, ask.street)).state
    show.name_street(request, record.charter)
    found = await newest_cycle(ask.ctx, ask.street)
    year = year_of(record.charter, found)
    links = Links(ask.street)
    cycle = found.state if found else None
    return {
        "charter": record.charter,
        "record": record,
        "year": year,
        "links": links,
        "cycle": cycle,
        "stages": show.funnel_stages(year["funnel"], links.ledger if cycle else ""),
        "steps": show.steps(cycle, links) if cycle else [],
        "step_now": show.current_step(cycle) if cycle else 0,
    }


async def _notices_running(ask: Ask) -> list[dict[str, Any]]:
    today = ask.ctx.today()
    found = await ask.ctx.store.every(NOTICES, ask.street)
    running = [one for one in found if one.state.status(today) == "PUBLISHED"]
    return [show_notice(one, today) for one in running[:NOTICES_SHOWN]]


@portal.get("/streets/{street}/members")
async def get_members_page(request: Request, ask: Annotated[Ask, ANYONE]) -> Response:
    """Who has a seat: names, category, community, group, and the composition."""
    page = await street_page(request, ask)
    charter: Charter = page["charter"]
    found = await ask.ctx.store.every(MEMBERS, ask.street, {"status": sorted(PUBLIC)})
    people = await summary(ask.ctx, ask.street, charter)
    return render(
        request,
        "assembly/members.html",
        people=people,
        composition=show.composition(charter, people["by_category"]),
        members=[show_public(one, charter) for one in found],
        notices=await _notices_running(ask),
        staff=ask.person.reads_as(ask.street, *STEP_ROLES),
        **page,
    )


@portal.get("/streets/{street}/charter")
async def get_charter_page(request: Request, ask: Annotated[Ask, ANYONE]) -> Response:
    """The charter (1+3+N): papers and versions, steps, legs, voting rules."""
    page = await street_page(request, ask)
    charter: Charter = page["charter"]
    return render(
        request,
        "assembly/charter.html",
        papers=show.papers(charter),
        loop=show.loop_parts(charter),
        incomplete=charter.incomplete(),
        **page,
    )


@portal.get("/streets/{street}/notices/{notice}")
async def get_notice_page(
    request: Request, notice: str, ask: Annotated[Ask, ANYONE], received: bool = False
) -> Response:
    """A public notice with the names on it while it hangs, and a way to object (E-17)."""
    return await _notice_page(request, ask, notice, received=received)


async def _notice_page(
    request: Request,
    ask: Ask,
    notice: str,
    *,
    received: bool = False,
    problem: Problem | None = None,
) -> Response:
    page = await street_page(request, ask)
    today = ask.ctx.today()
    found = await notice_of(ask.ctx, ask.street, notice)
    people = await on_notice(ask.ctx, ask.street, notice, today)
    return render(
        request,
        "assembly/notice.html",
        http_status=int(problem.status) if problem else 200,
        notice=show_notice(found, today),
        people=[show_public(one, page["charter"]) for one in people],
        options=[(one.id, one.state.name) for one in people],
        received=received,
        problem=problem,
        **page,
    )


@portal.post("/streets/{street}/notices/{notice}")
async def post_notice_objection(
    request: Request,
    notice: str,
    ask: Annotated[Ask, ANYONE],
    member: Annotated[str, Form(max_length=60)] = "",
    text: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Somebody objects from the notice's page."""
    try:
        if not member or not text.strip():
            raise Invalid(
                "objection-empty", "请选择人选并写明情况。", "Choose a person and say what it is."
            )
        await raise_objection(
            ask.ctx, ask.street, member, text.strip(), ask.cause("raise_objection")
        )
    except Problem as problem:
        return await _notice_page(request, ask, notice, problem=problem)
    return RedirectResponse(f"/streets/{ask.street}/notices/{notice}?received=1", 303)
