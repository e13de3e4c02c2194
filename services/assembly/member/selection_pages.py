"""The desk of the selection: import with preview, the charter's steps, progress n of m."""

from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from fastapi.responses import RedirectResponse

from chassis.core.documents import Found
from chassis.core.errors import Problem
from chassis.rooms.sheets import read_upload
from chassis.web.ask import Ask, Paging
from chassis.web.command_routes import Refusal, check_guards
from contracts.charter import Charter
from services.assembly.kinds import MEMBERS
from services.assembly.labels import ROLES, of_status
from services.assembly.member.batches import IMPORT, order_members
from services.assembly.member.domain.member import Member, MemberStatus
from services.assembly.member.domain.turn import ready_status, step_of
from services.assembly.member.forms import conclusion_offer, step_offer
from services.assembly.member.importing import import_rows, preview_import
from services.assembly.member.queries import batch_of, list_members, summary
from services.assembly.member.sheets import COLUMNS, MAX_ROWS
from services.assembly.member.views import review_of, show_batch, show_staff
from services.assembly.portal.showing import in_street, show
from services.assembly.roles import CLERKS, COMMITTEE, COMMITTEES, CONFIDENTIAL, Clerk, StepTaker

selection = APIRouter(prefix="/streets/{street}/desk", include_in_schema=False)
LISTED = 100
Word = Annotated[str, Query(max_length=60)]
Number = Annotated[int, Query(ge=1, le=9999)]


@selection.get("/members")
async def get_selection(
    ask: StepTaker, paging: Paging, step: Word = "", community: Word = "", page: Number = 1
) -> Response:
    """Where everybody stands, the step that can be taken now, the import."""
    number = page if paging.after else 1
    return await _page(ask, step, community, after=paging.after, number=number)


async def step_page(ask: Ask, refusal: Refusal) -> Response:
    """The page again, with the step that was refused as it was filled in."""
    form = await ask.request.form()
    step, community = str(form.get("step", "")), str(form.get("community", ""))
    return await _page(ask, step, community, refusal=refusal)


async def _page(
    ask: Ask,
    step: str = "",
    community: str = "",
    *,
    refusal: Refusal | None = None,
    problem: Problem | None = None,
    preview: list[dict[str, Any]] | None = None,
    after: str = "",
    number: int = 1,
) -> Response:
    page = await in_street(ask)
    charter: Charter = page["charter"]
    people = await summary(ask.ctx, ask.street, charter)
    steps = _steps(charter, people["by_status"], ask)
    chosen = _chosen(steps, step)
    form = await _form(ask, charter, chosen, community, refusal) if chosen else None
    return show(
        ask,
        "selection.html",
        refusal=refusal,
        problem=problem,
        people=people,
        total=sum(people["by_status"].values()),
        walk=steps,
        roles=ROLES,
        chosen=form,
        statuses=_statuses(people["by_status"]),
        preview=preview,
        import_key=uuid4().hex,
        may_open=ask.person.has(*CONFIDENTIAL),
        may_print=ask.person.has(*COMMITTEE),
        may_import=ask.person.has(*CLERKS),
        **await _members(ask, charter, after, number),
        **page,
    )


async def _members(ask: Ask, charter: Charter, after: str, number: int) -> dict[str, Any]:
    """One page of the register."""
    listed = await list_members(ask.ctx, ask.street, {}, after, LISTED, staff=True)
    members = [show_staff(one, charter) for one in listed.items]
    return {"members": members, "next": listed.next, "page": number}


def _chosen(steps: list[dict[str, Any]], step: str) -> str:
    """The step that is asked for; else the first that waits for this person."""
    if step in {one["step"].step for one in steps if not one["first"]}:
        return step
    return next((one["step"].step for one in steps if one["ready"] and one["mine"]), "")


def _statuses(by_status: dict[str, int]) -> list[tuple[str, Any]]:
    """The statuses that members have now, with their words."""
    return [(one.value, of_status(one)) for one in MemberStatus if by_status.get(one.value)]


def _steps(charter: Charter, by_status: dict[str, int], ask: Ask) -> list[dict[str, Any]]:
    """The charter's steps with how many wait for each and whether this person may take it."""
    shown = []
    for place, step in enumerate(charter.selection):
        ready = by_status.get(ready_status(charter, place).value, 0) if place else 0
        mine = ask.person.has(step.role)
        shown.append({"step": step, "ready": ready, "mine": mine, "first": not place})
    return shown


async def _form(
    ask: Ask, charter: Charter, name: str, community: str, refusal: Refusal | None
) -> dict[str, Any]:
    """The form of a step and who is ready for it; a residents' meeting is one community's."""
    place = step_of(charter, name)
    step = charter.selection[place]
    where = {"status": ready_status(charter, place).value}
    found = await ask.ctx.store.every(MEMBERS, ask.street, where)
    there = {one.state.community for one in found}
    waiting = [one for one in charter.communities if one.id in there]
    if step.tally and not community and waiting:
        community = waiting[0].id
    ready = [one for one in found if community in ("", one.state.community)]
    return {
        "step": step,
        "ready": len(ready),
        "communities": waiting,
        "community": community,
        "bodies": review_of(step, ready) if ask.person.has(*COMMITTEES) else [],
        "noting": conclusion_offer(ask, step, _candidates(ready, charter), refusal),
        "offer": step_offer(ask, charter, step, _candidates(ready, charter), refusal),
    }


def _candidates(ready: list[Found[Member]], charter: Charter) -> list[tuple[str, str]]:
    shown = [show_staff(one, charter) for one in ready]
    return [(one["id"], f"{one['name']} · {one['community_zh']}") for one in shown]


@selection.post("/members/import")
async def post_import(
    ask: Clerk,
    file: Annotated[UploadFile, File()],
    act: Annotated[str, Form(max_length=10)] = "preview",
) -> Response:
    """Look at a list first, or import it."""
    try:
        check_guards(ask, creates=True)
        values = await read_upload(file, COLUMNS, max_rows=MAX_ROWS, numbered=True)
        cause = ask.cause(IMPORT)
        if act != "import":
            ask.keep_nothing()
            preview = await preview_import(ask.ctx, ask.street, values, cause)
            return await _page(ask, preview=preview)

        async def rows() -> list[dict[str, Any]]:
            return import_rows(values)

        changed = await order_members(ask.ctx, ask.street, IMPORT, rows, cause)
    except Problem as problem:
        return await _page(ask, problem=problem)
    return RedirectResponse(f"/streets/{ask.street}/desk/batches/{changed.id}", 303)


@selection.get("/batches/{batch}")
async def get_batch_page(ask: StepTaker, batch: str, part: bool = False) -> Response:
    """How far a batch is; with ``part`` only the figures, which the page asks for again."""
    page = await in_street(ask)
    found = show_batch(await batch_of(ask.ctx, ask.street, batch))
    return show(ask, "batch.html", block="progress" if part else None, batch=found, **page)
