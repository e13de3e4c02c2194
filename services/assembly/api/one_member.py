"""One member: objections, the seat, the phone, corrections."""

from typing import Annotated, Any

from fastapi import APIRouter, Response

from chassis.core.documents import Changed
from chassis.core.errors import Invalid
from chassis.web.ask import Ask, anyone, asked, tagged
from contracts.charter import Role
from services.assembly.actions.seats import (
    close_objection,
    correct_member,
    move_seat,
    raise_objection,
    show_phone,
)
from services.assembly.api.bodies import (
    Because,
    Correction,
    ObjectionAnswer,
    ObjectionBody,
)
from services.assembly.domain.member import Member

one_member = APIRouter(prefix="/assembly/api/streets/{street}", tags=["assembly"])
CLERK = asked("assembly", Role.NPC_COMMITTEE, Role.STREET_OFFICE)
NPC = asked("assembly", Role.NPC_COMMITTEE)
ANYONE = anyone("assembly")


@one_member.post("/members/{member}/objection", status_code=201)
async def post_objection(
    member: str, body: ObjectionBody, ask: Annotated[Ask, ANYONE]
) -> dict[str, Any]:
    """Object to a candidate while the notice hangs (E-17). Anybody; nothing is shown in public."""
    await raise_objection(ask.ctx, ask.street, member, body.text, ask.cause("raise_objection"))
    return {"id": member, "received": True}


@one_member.post("/members/{member}/objection/close")
async def post_objection_close(
    member: str, body: ObjectionAnswer, ask: Annotated[Ask, NPC]
) -> dict[str, Any]:
    """Settle an objection."""
    changed = await close_objection(
        ask.ctx,
        ask.street,
        member,
        body.objection,
        body.upheld,
        body.reason,
        ask.cause("close_objection"),
    )
    return member_answer(changed)


@one_member.post("/members/{member}/suspend")
async def post_suspend(member: str, body: Because, ask: Annotated[Ask, NPC]) -> dict[str, Any]:
    """Suspend an active member."""
    return await _move(ask, member, "suspend", body)


@one_member.post("/members/{member}/resume")
async def post_resume(member: str, body: Because, ask: Annotated[Ask, NPC]) -> dict[str, Any]:
    """A suspended member comes back."""
    return await _move(ask, member, "resume", body)


@one_member.post("/members/{member}/end")
async def post_end(member: str, body: Because, ask: Annotated[Ask, NPC]) -> dict[str, Any]:
    """A member's term ends; the seat is vacant."""
    return await _move(ask, member, "end", body)


@one_member.post("/members/{member}/withdraw")
async def post_withdraw(member: str, body: Because, ask: Annotated[Ask, NPC]) -> dict[str, Any]:
    """A candidate steps back before taking the seat."""
    return await _move(ask, member, "withdraw", body)


async def _move(ask: Ask, member: str, action: str, body: Because) -> dict[str, Any]:
    cause = ask.cause(f"{action}_member")
    changed = await move_seat(
        ask.ctx, ask.street, member, action, body.reason, cause, ask.if_version
    )
    return member_answer(changed)


@one_member.post("/members/{member}/phone")
async def post_phone(member: str, body: Because, ask: Annotated[Ask, CLERK]) -> dict[str, Any]:
    """The whole phone number: for a reason, and it stays in the history who saw it (C-05)."""
    cause = ask.cause("show_phone", note=body.reason[:200])
    changed = await show_phone(ask.ctx, ask.street, member, body.reason, cause)
    return member_answer(changed) | {"phone": changed.state.phone}


@one_member.patch("/members/{member}")
async def patch_member(
    member: str, body: Correction, response: Response, ask: Annotated[Ask, CLERK]
) -> dict[str, Any]:
    """Put a wrong entry right. ``If-Match`` says which version was read."""
    if ask.if_version is None:
        raise Invalid(
            "if-match-missing",
            "请带上 If-Match（读取时的版本号）。",
            "Send If-Match with the version you read.",
        )
    if not body.fields():
        raise Invalid("nothing-to-correct", "没有要更正的内容。", "Nothing is to be changed.")
    changed = await correct_member(
        ask.ctx,
        ask.street,
        member,
        body.fields(),
        body.reason,
        ask.cause("correct_member"),
        ask.if_version,
    )
    tagged(response, changed.version)
    return member_answer(changed)


def member_answer(changed: Changed[Member]) -> dict[str, Any]:
    """The small current state of a member."""
    return {"id": changed.id, "version": changed.version, "status": changed.state.status.value}
