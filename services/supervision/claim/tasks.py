"""Claims on the desks: applications and unclaimed projects; for deliberators what they follow."""

from collections.abc import Sequence

from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.claim.domain.claim import ClaimStatus
from services.supervision.claim.queries import applied, remind_on, unclaimed
from services.supervision.kinds import CLAIMS
from services.supervision.roles import COMMITTEE
from services.supervision.waiting import waiting

APPROVE = (
    "批准认领",
    "Approve claims",
    "议事员申请跟踪项目",
    "deliberators wait for it",
)
NOBODY = (
    "无人认领的项目",
    "Unclaimed projects",
    "请动员议事员认领",
    "ask deliberators to claim them",
)


async def claim_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """What waits for the committee, and the projects that a deliberator may claim or follows."""
    href = f"/supervision/streets/{street}/claims"
    told: list[Task] = []
    if person.has(*COMMITTEE):
        told += waiting(href, APPROVE, "check", len(await applied(ctx, street)))
        told += await _nobody(ctx, street, href)
    if person.has(Role.DELIBERATOR) and person.member:
        told.append(await _own(ctx, person, street, href))
    return told


async def _nobody(ctx: Context, street: str, href: str) -> list[Task]:
    """The reminder comes once the charter's working days are over (W-21)."""
    found = await unclaimed(ctx, street)
    today = ctx.today()
    days = [(await remind_on(ctx, street, one.state)).isoformat() for one in found]
    late = [day for day in days if day < today]
    return waiting(href, NOBODY, "users", len(late), min(late, default=""))


async def _own(ctx: Context, person: Person, street: str, href: str) -> Task:
    found = await ctx.store.every(CLAIMS, street, {"member": person.member})
    offered = sum(one.state.status is ClaimStatus.OPEN for one in found)
    follows = sum(one.state.status is ClaimStatus.ACTIVE for one in found)
    return Task(
        href=href,
        zh="认领项目",
        en="Claim projects",
        note_zh=f"您正在跟踪 {follows} 个项目",
        note_en=f"you follow {follows}",
        icon="users",
        count=offered or None,
        now=bool(offered),
    )
