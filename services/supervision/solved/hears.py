"""A project that is written off becomes a case for all streets; ratings of it are added."""

from datetime import date

from chassis.core.decision import Cause, Change
from chassis.flow.dead_letters import NO_STREET
from chassis.service import Context
from contracts.ballot import SatisfactionAnnounced
from contracts.envelope import Heard
from contracts.supervision import ProjectStageChanged
from services.supervision.kinds import PROJECTS, SOLVED
from services.supervision.project.domain.project import ProjectStatus
from services.supervision.solved.domain import SolvedCase, solved


async def keep_solved(ctx: Context, heard: Heard[ProjectStageChanged], cause: Cause) -> None:
    """Keep the case of a project that was written off."""
    if heard.data.status == ProjectStatus.WRITTEN_OFF:
        await keep_case(ctx, heard.street, heard.data.project, cause)


async def keep_rated(ctx: Context, heard: Heard[SatisfactionAnnounced], cause: Cause) -> None:
    """What the members thought of the cases of that year."""
    where = {"cycle": heard.data.year, "status": ProjectStatus.WRITTEN_OFF}
    async for found in ctx.store.stream(PROJECTS, heard.street, where):
        await keep_case(ctx, heard.street, found.id, cause.part(found.id))


async def keep_case(ctx: Context, street: str, project: str, cause: Cause) -> None:
    """The case as the project stands now; nothing before it was written off."""
    found = await ctx.store.get(PROJECTS.key(street, project))
    case = solved(street, project, found.state, date.fromisoformat(ctx.today())) if found else None
    if case is None:
        return
    key = SOLVED.key(NO_STREET, f"{street}-{project}")

    def decide(before: SolvedCase | None) -> Change[SolvedCase]:  # noqa: ARG001
        return Change(case)

    await ctx.change(key, decide, cause.part("solved"))
