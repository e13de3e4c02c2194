"""The desk: what a person can do now, the year, the charter."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from chassis.core.errors import Problem
from chassis.pages import render
from chassis.web.ask import Ask, asked
from chassis.web.problems import of_validation
from contracts.charter import Role
from services.assembly.actions.charters import adopt_charter
from services.assembly.actions.cycles import advance_cycle, open_cycle
from services.assembly.api.bodies import NewCharter
from services.assembly.domain.cycle import may_advance
from services.assembly.kinds import CHARTER, CHARTERS
from services.assembly.pages.links import Links
from services.assembly.pages.portal import street_page
from services.assembly.pages.show import SLOTS
from services.assembly.pages.tasks import tasks
from services.assembly.presets import presets_of
from services.assembly.queries.members import summary

desk = APIRouter(include_in_schema=False)
PARTY = asked("assembly", Role.PARTY_COMMITTEE)
NPC = asked("assembly", Role.NPC_COMMITTEE)
PAPER_PARTS = 3


@desk.get("/streets/{street}/desk")
async def get_desk(
    request: Request, ask: Annotated[Ask, asked("assembly", *(role for role in Role))]
) -> Response:
    """What this person can do here now."""
    if await ask.ctx.store.get(CHARTERS.key(ask.street, CHARTER)) is None:
        return RedirectResponse(f"/streets/{ask.street}/desk/charter", 303)
    page = await street_page(request, ask)
    people = await summary(ask.ctx, ask.street, page["charter"])
    found = tasks(ask.person, page["links"], page["cycle"])
    return render(request, "assembly/desk.html", tasks=found, people=people, **page)


# ---- the year ------------------------------------------------------------------------------


@desk.get("/streets/{street}/desk/year")
async def get_year(request: Request, ask: Annotated[Ask, NPC]) -> Response:
    """Where the year stands, and what moves it."""
    return await _year_page(request, ask)


async def _year_page(request: Request, ask: Ask, problem: Problem | None = None) -> Response:
    page = await street_page(request, ask)
    status = int(problem.status) if problem else 200
    further = page["cycle"] is not None and may_advance(page["cycle"])
    return render(
        request, "assembly/year.html", http_status=status, problem=problem, further=further, **page
    )


@desk.post("/streets/{street}/desk/year")
async def post_year(
    request: Request,
    ask: Annotated[Ask, NPC],
    year: Annotated[int, Form(ge=2000, le=2100)],
) -> Response:
    """Open the year."""
    try:
        await open_cycle(ask.ctx, ask.street, year, ask.cause("open_cycle"))
    except Problem as problem:
        return await _year_page(request, ask, problem)
    return RedirectResponse(request.url.path, 303)


@desk.post("/streets/{street}/desk/year/{cycle}/advance")
async def post_year_advance(request: Request, cycle: str, ask: Annotated[Ask, NPC]) -> Response:
    """On to the next of the later stages."""
    try:
        await advance_cycle(ask.ctx, ask.street, cycle, ask.cause("advance_cycle"), None)
    except Problem as problem:
        return await _year_page(request, ask, problem)
    return RedirectResponse(f"/streets/{ask.street}/desk/year", 303)


# ---- the charter ---------------------------------------------------------------------------


@desk.get("/streets/{street}/desk/charter")
async def get_charter_desk(
    request: Request,
    ask: Annotated[Ask, asked("assembly", Role.PARTY_COMMITTEE, Role.NPC_COMMITTEE)],
) -> Response:
    """Adopt a preset with the street's year and papers."""
    return await _charter_page(request, ask, {}, None)


async def _charter_page(
    request: Request, ask: Ask, given: dict[str, str], problem: Problem | None
) -> Response:
    found = await ask.ctx.store.get(CHARTERS.key(ask.street, CHARTER))
    record = found.state if found else None
    presets = presets_of(ask.street)
    return render(
        request,
        "assembly/charter_desk.html",
        http_status=int(problem.status) if problem else 200,
        record=record,
        presets=presets,
        options=[(name, one["zh"]) for name, one in presets.items()],
        slots=[(f"{kind}-{slot}", zh, en) for kind, slot, zh, en in SLOTS],
        given=given or _as_given(record.charter.documents if record else ()),
        today=ask.ctx.today(),
        year=record.charter.year if record else ask.ctx.now().year,
        links=Links(ask.street),
        problem=problem,
    )


def _as_given(documents: Any) -> dict[str, str]:
    """The papers in force as the form's fields, so that a new version starts from them."""
    given: dict[str, str] = {}
    supporting = []
    for paper in documents:
        if paper.kind == "SUPPORTING":
            supporting.append(f"{paper.title} | {paper.version} | {paper.effective_on}")
        else:
            name = f"{paper.kind}-{paper.slot}"
            given |= {f"{name}-title": paper.title, f"{name}-version": paper.version}
            given[f"{name}-date"] = paper.effective_on.isoformat()
    return given | {"supporting": "\n".join(supporting)}


@desk.post("/streets/{street}/desk/charter")
async def post_charter(request: Request, ask: Annotated[Ask, PARTY]) -> Response:
    """The party committee adopts it."""
    form = await request.form()
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    try:
        body = _charter_body(given)
        await adopt_charter(
            ask.ctx, ask.street, body.preset, body.year, body.documents, ask.cause("adopt_charter")
        )
    except ValidationError as error:
        return await _charter_page(request, ask, given, of_validation(error.errors()))
    except Problem as problem:
        return await _charter_page(request, ask, given, problem)
    return RedirectResponse(f"/streets/{ask.street}/charter", 303)


def _charter_body(given: dict[str, str]) -> NewCharter:
    papers = [
        {
            "kind": kind,
            "slot": slot,
            "title": given.get(f"{kind}-{slot}-title", "").strip(),
            "version": given.get(f"{kind}-{slot}-version", "").strip() or "1",
            "effective_on": given.get(f"{kind}-{slot}-date", ""),
        }
        for kind, slot, _zh, _en in SLOTS
        if given.get(f"{kind}-{slot}-title", "").strip()
    ]
    papers += [
        _supporting(line) for line in given.get("supporting", "").splitlines() if line.strip()
    ]
    return NewCharter.model_validate(
        {"preset": given.get("preset"), "year": given.get("year"), "documents": papers}
    )


def _supporting(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    title, version, effective = (*parts, "", "")[:PAPER_PARTS]
    return {
        "kind": "SUPPORTING",
        "slot": "",
        "title": title,
        "version": version or "1",
        "effective_on": effective,
    }
