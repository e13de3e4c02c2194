"""Claims end with the seat and with the project; a hand that let go is free again."""

from collections.abc import Callable

from chassis.core.decision import Cause, Change, awaited
from chassis.core.documents import Found
from chassis.service import Context
from contracts.assembly import MemberEnded, MemberSuspended
from contracts.envelope import Heard
from contracts.supervision import ClaimChanged, ProjectStageChanged
from services.supervision.claim.domain import claim as claims
from services.supervision.claim.domain.claim import LIVE, Claim, ClaimStatus
from services.supervision.kinds import CLAIMS, HOLDINGS
from services.supervision.project.domain.project import ProjectStatus


async def free_hand(ctx: Context, heard: Heard[ClaimChanged], cause: Cause) -> None:
    """Whoever does not follow a project (any more) has a hand free for another one.

    Asked of the claim as it stands, so that an older event frees nothing that was taken since.
    """
    said = heard.data
    found = await ctx.store.get(CLAIMS.key(heard.street, said.claim))
    if found is None or found.state.status in (ClaimStatus.ACTIVE, ClaimStatus.APPLIED):
        return
    key = HOLDINGS.key(heard.street, said.member)
    await ctx.change(key, lambda held: claims.let_go(held, said.project), cause)


async def free_claims(
    ctx: Context, heard: Heard[MemberEnded] | Heard[MemberSuspended], cause: Cause
) -> None:
    """Who left the assembly, or is suspended, follows nothing any more."""
    found = await ctx.store.every(CLAIMS, heard.street, {"member": heard.data.member})
    for one in found:
        await _end(ctx, one, cause, "不再担任或暂停议事员职务")


async def end_claims(ctx: Context, heard: Heard[ProjectStageChanged], cause: Cause) -> None:
    """A project that is over is followed by nobody: done where it was written off."""
    if heard.data.status not in (ProjectStatus.WRITTEN_OFF, ProjectStatus.TERMINATED):
        return
    done = heard.data.status == ProjectStatus.WRITTEN_OFF
    found = await ctx.store.every(CLAIMS, heard.street, {"project": heard.data.project})
    for one in found:
        await _end(ctx, one, cause, "项目已销号" if done else "项目已终止", done=done)


async def _end(
    ctx: Context, found: Found[Claim], cause: Cause, note: str, *, done: bool = False
) -> None:
    part = cause.part(found.id)
    decide = _ending(part, note, done=done)
    await ctx.change(CLAIMS.key(found.street, found.id), awaited(decide), part)


def _ending(cause: Cause, note: str, *, done: bool) -> Callable[[Claim], Change[Claim]]:
    def decide(claim: Claim) -> Change[Claim]:
        if claim.status not in LIVE:
            return Change(claim)
        if claim.status is ClaimStatus.ACTIVE:
            return claims.step(claim, "finish" if done else "release", cause, note)
        return claims.step(claim, "decline", cause, note)

    return decide
