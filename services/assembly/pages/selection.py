"""The desk of the selection: import with preview, the charter's steps, progress n of m."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from chassis.core.errors import Invalid, Problem
from chassis.pages import render
from chassis.rooms.sheets import read_upload
from chassis.web.ask import Ask, asked
from chassis.web.problems import of_validation
from contracts.charter import Charter, Role
from services.assembly.actions.batches import IMPORT, order_members
from services.assembly.actions.roster import import_rows, preview_import
from services.assembly.api.bodies import StepBody
from services.assembly.api.members import MAX_ROWS, batch_of, order_step, show_batch
from services.assembly.domain.charter import STEP_ROLES
from services.assembly.domain.member import ZH, MemberStatus
from services.assembly.domain.roster import COLUMNS
from services.assembly.domain.selection import ready_status, step_of
from services.assembly.kinds import MEMBERS
from services.assembly.pages.portal import street_page
from services.assembly.queries.members import CONFIDENTIAL, show_staff, summary

selection = APIRouter(include_in_schema=False)
STAFF = asked("assembly", *STEP_ROLES)
CLERK = asked("assembly", Role.NPC_COMMITTEE, Role.STREET_OFFICE)


@selection.get("/streets/{street}/desk/members")
async def get_selection(
    request: Request,
    ask: Annotated[Ask, STAFF],
    step: Annotated[str, Query(max_length=60)] = "",
    community: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Where everybody stands, the step that can be taken now, the import."""
    return await _page(request, ask, step, community)


async def _page(
    request: Request,
    ask: Ask,
    step: str = "",
    community: str = "",
    problem: Problem | None = None,
    preview: list[dict[str, Any]] | None = None,
    given: Mapping[str, Any] | None = None,
) -> Response:
    page = await street_page(request, ask)
    charter: Charter = page["charter"]
    people = await summary(ask.ctx, ask.street, charter)
    steps = _steps(charter, people["by_status"], ask)
    chosen = step or next((one["step"].step for one in steps if one["ready"] and one["mine"]), "")
    form = await _form(ask, charter, chosen, community) if chosen else None
    return render(
        request,
        "assembly/selection.html",
        http_status=int(problem.status) if problem else 200,
        people=people,
        walk=steps,
        chosen=form,
        chosen_people=[(m["id"], m["name"], m["community_zh"]) for m in form["ready"]]
        if form
        else [],
        form_key=uuid4().hex,
        given=given or {},
        statuses=[(s.value, ZH[s]) for s in MemberStatus if people["by_status"].get(s.value)],
        members=await _register(ask, charter),
        preview=preview,
        problem=problem,
        today=ask.ctx.today(),
        may_open=ask.person.has(*CONFIDENTIAL),
        may_import=ask.person.has(Role.NPC_COMMITTEE, Role.STREET_OFFICE),
        **page,
    )


def _steps(charter: Charter, by_status: dict[str, int], ask: Ask) -> list[dict[str, Any]]:
    """The charter's steps with how many wait for each and whether this person may take it."""
    shown = []
    for place, step in enumerate(charter.selection):
        ready = by_status.get(ready_status(charter, place).value, 0) if place else 0
        mine = ask.person.has(step.role)
        shown.append({"step": step, "ready": ready, "mine": mine, "first": not place})
    return shown


async def _form(ask: Ask, charter: Charter, name: str, community: str) -> dict[str, Any]:
    """What the form of a step asks for, and who is ready for it."""
    place = step_of(charter, name)
    where = {"status": ready_status(charter, place).value}
    found = await ask.ctx.store.every(MEMBERS, ask.street, where)
    places = {one.state.community for one in found}
    waiting = [place for place in charter.communities if place.id in places]
    step = charter.selection[place]
    if step.tally and not community and waiting:
        community = waiting[0].id
    ready = [show_staff(one, charter) for one in found if community in ("", one.state.community)]
    return {
        "step": step,
        "ready": ready,
        "communities": waiting,
        "community": community,
        "previous": charter.selection[place - 1],
    }


async def _register(ask: Ask, charter: Charter) -> list[dict[str, Any]]:
    found = await ask.ctx.store.every(MEMBERS, ask.street)
    return [show_staff(one, charter) for one in found]


@selection.post("/streets/{street}/desk/members/import")
async def post_import_page(
    request: Request,
    ask: Annotated[Ask, CLERK],
    file: Annotated[UploadFile, File()],
    act: Annotated[str, Form(max_length=10)] = "preview",
) -> Response:
    """Look at a list first, or import it."""
    try:
        values = await read_upload(file, COLUMNS, max_rows=MAX_ROWS, numbered=True)
        cause = ask.cause(IMPORT)
        if act != "import":
            preview = await preview_import(ask.ctx, ask.street, values, cause)
            return await _page(request, ask, preview=preview)

        async def rows() -> list[dict[str, Any]]:
            return import_rows(values)

        changed = await order_members(ask.ctx, ask.street, IMPORT, rows, cause)
    except Problem as problem:
        return await _page(request, ask, problem=problem)
    return _to_batch(ask, changed.id)


@selection.post("/streets/{street}/desk/members/steps")
async def post_step_page(request: Request, ask: Annotated[Ask, STAFF]) -> Response:
    """Take a step from the form."""
    form = await request.form()
    name, community = str(form.get("step", "")), str(form.get("community", ""))
    try:
        changed = await order_step(ask, _body(form, name, community))
    except ValidationError as error:
        return await _page(request, ask, name, community, of_validation(error.errors()), given=form)
    except Invalid as problem:
        return await _page(request, ask, name, community, problem, given=form)
    return _to_batch(ask, changed.id)


def _body(form: Any, name: str, community: str) -> StepBody:
    """The order as the API takes it; a part without any field filled in is left out."""

    def part(*names: str) -> dict[str, str] | None:
        given = {one: str(form.get(one, "")).strip() for one in names}
        return given if any(given.values()) else None

    results = {
        key.removeprefix("check-"): value for key, value in form.items() if key.startswith("check-")
    }
    return StepBody.model_validate(
        {
            "step": name,
            "community": community,
            "members": form.getlist("members"),
            "results": results,
            "meeting": part("minute_no", "held_on"),
            "tally": part("expected", "present", "votes_for", "against", "abstain"),
            "notice": part("published_on", "ends_on", "channel"),
            "reason": str(form.get("reason", "")),
            "on": form.get("on") or None,
        }
    )


def _to_batch(ask: Ask, batch: str) -> Response:
    return RedirectResponse(f"/streets/{ask.street}/desk/batches/{batch}", 303)


@selection.get("/streets/{street}/desk/batches/{batch}")
async def get_batch_page(
    request: Request,
    batch: str,
    ask: Annotated[Ask, STAFF],
    part: bool = False,
) -> Response:
    """How far a batch is; with ``part`` only the figures, which the page asks for again."""
    page = await street_page(request, ask)
    found = show_batch(await batch_of(ask.ctx, ask.street, batch))
    block = "progress" if part else None
    return render(request, "assembly/batch.html", block=block, batch=found, **page)
