"""One member at the desk: the register, the history, objections, corrections, the seat."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.responses import Response

from chassis.core.errors import Invalid, Problem
from chassis.pages import render
from chassis.web.ask import Ask, asked
from chassis.web.problems import of_validation
from contracts.charter import Charter, Role
from services.assembly.actions.seats import (
    close_objection,
    correct_member,
    move_seat,
    show_phone,
)
from services.assembly.api.bodies import Because, Correction, ObjectionAnswer
from services.assembly.domain.member import TABLE
from services.assembly.pages.portal import street_page
from services.assembly.queries.members import CONFIDENTIAL, member_of, show_whole

member_desk = APIRouter(include_in_schema=False)
CLERK = asked("assembly", Role.NPC_COMMITTEE, Role.STREET_OFFICE)
NPC = asked("assembly", Role.NPC_COMMITTEE)
FIELDS = ("community", "community_group", "specialty_group", "grid", "category", "phone")
MOVES = (
    ("suspend", "暂停履职", "Suspend"),
    ("resume", "恢复履职", "Resume"),
    ("end", "终止资格", "End the term"),
    ("withdraw", "本人退出", "Withdraw"),
)


@member_desk.get("/streets/{street}/desk/members/{member}")
async def get_member_desk(
    request: Request, member: str, ask: Annotated[Ask, asked("assembly", *CONFIDENTIAL)]
) -> Response:
    """Everything the staff may know of a member."""
    return await _page(request, ask, member, None)


async def _page(
    request: Request, ask: Ask, member: str, problem: Problem | None, phone: str = ""
) -> Response:
    page = await street_page(request, ask)
    found = await member_of(ask.ctx, ask.street, member, staff=True)
    charter: Charter = page["charter"]
    return render(
        request,
        "assembly/member_desk.html",
        http_status=int(problem.status) if problem else 200,
        member=show_whole(found, charter),
        categories=[(one.id, one.zh) for one in charter.member_categories],
        communities=[(one.id, one.zh) for one in charter.communities],
        moves=[move for move in MOVES if (found.state.status.value, move[0]) in TABLE.moves],
        clerk=ask.person.has(Role.NPC_COMMITTEE, Role.STREET_OFFICE),
        npc=ask.person.has(Role.NPC_COMMITTEE),
        problem=problem,
        phone=phone,
        **page,
    )


@member_desk.post("/streets/{street}/desk/members/{member}/correct")
async def post_member_correction(
    request: Request,
    member: str,
    ask: Annotated[Ask, CLERK],
    version: Annotated[int, Form(ge=1)],
) -> Response:
    """Put a wrong entry right, unless somebody did so since the page was shown."""
    form = await request.form()
    given = {name: str(form.get(name, "")) for name in FIELDS if name in form}
    # An empty phone field leaves the number, which the page never shows in full.
    given = {name: value for name, value in given.items() if value or name != "phone"}
    try:
        body = Correction.model_validate(given | {"reason": form.get("reason", "")})
        cause = ask.cause("correct_member")
        await correct_member(
            ask.ctx, ask.street, member, body.fields(), body.reason, cause, version
        )
    except ValidationError as error:
        return await _page(request, ask, member, of_validation(error.errors()))
    except Problem as problem:
        return await _page(request, ask, member, problem)
    return _back(ask, member)


@member_desk.post("/streets/{street}/desk/members/{member}/phone")
async def post_member_phone(request: Request, member: str, ask: Annotated[Ask, CLERK]) -> Response:
    """Show the whole number once, for a reason that stays in the history (C-05)."""
    form = await request.form()
    try:
        body = Because.model_validate({"reason": form.get("phone_reason", "")})
        cause = ask.cause("show_phone", note=body.reason[:200])
        changed = await show_phone(ask.ctx, ask.street, member, body.reason, cause)
    except ValidationError as error:
        return await _page(request, ask, member, of_validation(error.errors()))
    return await _page(request, ask, member, None, changed.state.phone)


@member_desk.post("/streets/{street}/desk/members/{member}/seat")
async def post_member_seat(request: Request, member: str, ask: Annotated[Ask, NPC]) -> Response:
    """Suspend, resume, end, withdraw."""
    form = await request.form()
    try:
        action = str(form.get("act", ""))
        body = Because.model_validate({"reason": form.get("seat_reason", "")})
        if action not in {name for name, _zh, _en in MOVES}:
            raise Invalid("unknown-move", "没有这种变动。", "There is no such move.")
        cause = ask.cause(f"{action}_member")
        await move_seat(ask.ctx, ask.street, member, action, body.reason, cause, None)
    except ValidationError as error:
        return await _page(request, ask, member, of_validation(error.errors()))
    except Problem as problem:
        return await _page(request, ask, member, problem)
    return _back(ask, member)


@member_desk.post("/streets/{street}/desk/members/{member}/objection")
async def post_objection_answer(
    request: Request, member: str, ask: Annotated[Ask, NPC]
) -> Response:
    """Settle an objection."""
    form = await request.form()
    try:
        body = ObjectionAnswer.model_validate(_answer(form))
        cause = ask.cause("close_objection")
        await close_objection(
            ask.ctx, ask.street, member, body.objection, body.upheld, body.reason, cause
        )
    except ValidationError as error:
        return await _page(request, ask, member, of_validation(error.errors()))
    except Problem as problem:
        return await _page(request, ask, member, problem)
    return _back(ask, member)


def _answer(form: Any) -> dict[str, Any]:
    return {
        "upheld": form.get("upheld") == "yes",
        "reason": form.get("objection_reason", ""),
        "objection": form.get("objection", ""),
    }


def _back(ask: Ask, member: str) -> Response:
    return RedirectResponse(f"/streets/{ask.street}/desk/members/{member}", 303)
