"""Projects get their inspections; those of a terminated project are waived."""

from chassis.core.decision import Cause, Change, awaited, too_early
from chassis.core.documents import Found
from chassis.service import Context
from contracts.envelope import Heard
from contracts.supervision import ProjectCreated, ProjectStageChanged
from services.supervision.inspection.domain import inspecting
from services.supervision.inspection.domain.inspection import AHEAD, Inspection, inspection_id
from services.supervision.kinds import INSPECTIONS, PROJECTS
from services.supervision.project.domain.project import ProjectStatus
from services.supervision.rules import rules_of


async def plan_inspections(ctx: Context, heard: Heard[ProjectCreated], cause: Cause) -> None:
    """The charter's inspections of a new project go on the calendar (E-33)."""
    rules = await rules_of(ctx, heard.street)
    name = heard.data.project
    project = await ctx.store.get(PROJECTS.key(heard.street, name))
    if project is None:
        raise too_early()
    if project.state.status is ProjectStatus.TERMINATED:
        return
    for stage in rules.inspections:
        part = cause.part(stage.id)
        key = INSPECTIONS.key(heard.street, inspection_id(name, stage.id))
        await ctx.change(key, inspecting.plan_for(name, project.state, stage, part), part)


async def waive_inspections(ctx: Context, heard: Heard[ProjectStageChanged], cause: Cause) -> None:
    """A terminated project is not inspected any more; what lies ahead is waived (E-33)."""
    if heard.data.status != ProjectStatus.TERMINATED:
        return
    found = await ctx.store.every(INSPECTIONS, heard.street, {"project": heard.data.project})
    for inspection in found:
        await _waive(ctx, inspection, cause.part(inspection.id))


async def _waive(ctx: Context, found: Found[Inspection], cause: Cause) -> None:
    def decide(inspection: Inspection) -> Change[Inspection]:
        if inspection.status not in AHEAD:
            return Change(inspection)
        return inspecting.waive(inspection, "项目已终止", cause)

    await ctx.change(INSPECTIONS.key(found.street, found.id), awaited(decide), cause)
