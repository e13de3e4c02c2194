"""What can be asked about claims: apply, approve, decline, release, transfer (W-21)."""

from typing import Any

from chassis.core.catalogue import not_found
from chassis.core.documents import Changed
from chassis.core.errors import Invalid, NotAllowed
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Role
from services.supervision.claim import bodies
from services.supervision.claim.domain import claim as claims
from services.supervision.claim.domain.claim import CLAIM_TABLE, Claim, claim_id
from services.supervision.clean_words import check_public
from services.supervision.command_answer import Done
from services.supervision.kinds import CLAIMS, HOLDINGS, MEMBERS
from services.supervision.project.domain.project import Project, check_open
from services.supervision.project.queries import project_of
from services.supervision.roles import COMMITTEE

AT = "/streets/{street}/projects/{project}/claims/{claim}"
FOLLOWERS = "/supervision/streets/{street}/projects/{project}#claims"


def _done(changed: Changed[Claim]) -> Done:
    status = changed.state.status
    return Done(
        id=changed.id, version=changed.version, status=status, status_zh=CLAIM_TABLE.zh[status]
    )


CLAIM: Thing[Claim] = Thing(
    service="supervision",
    kind=CLAIMS,
    api=f"/supervision/api{AT}",
    page=f"/supervision{AT}",
    answers=Done,
    answer=_done,
    look=check_public,
)


async def _apply(order: Order[bodies.Application]) -> Changed[Claim]:
    """One's own claim begins, or is taken up again where it had ended or was offered."""
    name, member = order.path["project"], order.person.member
    project = await _open_project(order, name)
    public_name = await _in_office(order, member)
    fresh = claims.new_claim(name, project, member, public_name)
    note, cause = order.body.note, order.cause
    claims.check_no_interest("yes" if order.body.interested else "")
    await _check_room(order, member)
    key = CLAIMS.key(order.street, claim_id(name, member))
    return await order.ctx.change(
        key, lambda known: claims.step(known or fresh, "apply", cause, note), cause
    )


async def _check_room(order: Order[Any], member: str) -> None:
    """Refused early where the hands are full; approval decides it again."""
    found = await order.ctx.store.get(HOLDINGS.key(order.street, member))
    claims.hold(found.state if found else None, "", await _most(order))


async def _most(order: Order[Any]) -> int:
    return (await charter_of(order.ctx, order.street)).projects.following.claims


async def _open_project(order: Order[Any], name: str) -> Project:
    project = (await project_of(order.ctx, order.street, name)).state
    check_open(project)
    return project


async def _in_office(order: Order[Any], member: str) -> str:
    """The public name of a deliberator in office. Raises ``NotAllowed``."""
    copy = await order.ctx.store.get(MEMBERS.key(order.street, member)) if member else None
    if copy is None or not copy.state.active:
        raise NotAllowed(
            "not-in-office",
            "只有在任议事员可以认领项目。",
            "Only a deliberator in office claims projects.",
        )
    return copy.state.name


async def _approve(order: Order[Nothing]) -> Changed[Claim]:
    """The deliberator's hands first, so that no two approvals fill them twice; then the claim."""
    claim = await _own_or_any(order)
    CLAIM_TABLE.move(claim.status, "approve")
    await _in_office(order, claim.member)
    most, part = await _most(order), order.cause.part("holding")
    key = HOLDINGS.key(order.street, claim.member)
    await order.ctx.change(key, lambda held: claims.hold(held, claim.project, most), part)
    return await order.change(CLAIMS, lambda state: claims.step(state, "approve", order.cause))


async def _transfer(order: Order[bodies.Transfer]) -> Changed[Claim]:
    """The claim ends as handed over; whoever it goes to still has to take it."""
    claim, to = await _own_or_any(order), order.body.to
    CLAIM_TABLE.move(claim.status, "transfer")
    if to == claim.member:
        raise Invalid("same-member", "请选择另一名议事员。", "Choose another deliberator.")
    project = await _open_project(order, claim.project)
    name = await _in_office(order, to)
    fresh = claims.new_claim(claim.project, project, to, name)
    note, part = f"由{claim.name}移交", order.cause.part("offer")
    key = CLAIMS.key(order.street, claim_id(claim.project, to))
    await order.ctx.change(key, lambda known: claims.offer(known, fresh, part, note), part)
    reason = f"移交给{name}：{order.body.reason}"
    return await order.change(
        CLAIMS, lambda state: claims.step(state, "transfer", order.cause, reason)
    )


async def _own_or_any(order: Order[Any]) -> Claim:
    """The claim, where it is one's own or one is of the committee. Raises ``NotAllowed``."""
    found = await order.ctx.store.get(CLAIMS.key(order.street, order.key))
    if found is None:
        raise not_found()
    if found.state.member != order.person.member and not order.person.has(*COMMITTEE):
        raise NotAllowed("not-your-claim", "这不是您认领的项目。", "This is somebody else’s claim.")
    return found.state


APPLY: AnyCommand = Command(
    "apply", on=CLAIM, action="apply_claim", label=Label("认领这个项目", "Claim this project"),
    doc="Claim a project as the deliberator that one is; the committee approves (W-21).",
    body=bodies.Application, may=(Role.DELIBERATOR,), do=_apply, path="", creates=True,
    then=FOLLOWERS,
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (
    APPLY,
    Command(
        "approve", on=CLAIM, action="approve_claim", label=Label("同意认领", "Approve"),
        doc="From APPLIED to ACTIVE; never more than the charter's number in one hand.",
        body=Nothing, may=COMMITTEE, move=(CLAIM_TABLE, "approve"), do=_approve, then=FOLLOWERS,
    ),
    Command(
        "decline", on=CLAIM, action="decline_claim", label=Label("不同意", "Decline"),
        doc="Decline an application, with the reason.",
        body=Reasoned, may=COMMITTEE, move=(CLAIM_TABLE, "decline"), then=FOLLOWERS,
        decide=lambda c, o: claims.step(c, "decline", o.cause, o.body.reason),
    ),
    Command(
        "release", on=CLAIM, action="release_claim", label=Label("退出跟踪", "Release"),
        doc="Stop following, with the reason; by the deliberator or the committee.",
        body=Reasoned, may=(Role.DELIBERATOR, *COMMITTEE), move=(CLAIM_TABLE, "release"),
        facts=_own_or_any, then=FOLLOWERS,
        decide=lambda c, o: claims.step(c, "release", o.cause, o.body.reason),
    ),
    Command(
        "transfer", on=CLAIM, action="transfer_claim", label=Label("移交", "Hand over"),
        doc="Hand over to another deliberator, who takes it by an application of their own.",
        body=bodies.Transfer, may=(Role.DELIBERATOR, *COMMITTEE),
        move=(CLAIM_TABLE, "transfer"), do=_transfer, then=FOLLOWERS,
    ),
)  # fmt: skip
