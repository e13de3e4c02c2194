"""What this service hears: results become projects, projects get their inspections."""

from chassis.core.decision import Cause, Change, awaited
from chassis.core.documents import Found
from chassis.core.errors import NotFound, TooEarly
from chassis.rooms.copies import charter_of
from chassis.service import Context
from contracts.assembly import MemberAppointed, MemberEnded, MemberSuspended
from contracts.ballot import BallotAnnounced
from contracts.charter import ProjectClass, ProjectRules
from contracts.envelope import Heard
from contracts.supervision import ProjectCreated, ProjectStageChanged
from services.supervision.domain import inspecting
from services.supervision.domain.inspection import AHEAD, Inspection, inspection_id
from services.supervision.domain.member import MemberCopy
from services.supervision.domain.project import ProjectStatus, begin, class_of, project_id
from services.supervision.kinds import INSPECTIONS, MEMBERS, PROJECTS


async def create_projects(ctx: Context, heard: Heard[BallotAnnounced], cause: Cause) -> None:
    """Each chosen candidate becomes a project with its class and group (E-26, E-31)."""
    rules = await _rules(ctx, heard.street)
    said = heard.data
    classed = [(item, _class(rules, item.project_class)) for item in said.selected]
    for item, found in classed:
        part = cause.part(item.candidate)
        key = PROJECTS.key(heard.street, project_id(said.ballot, item.candidate))
        decide = begin(item, found, rules.funding, said.ballot, said.cycle, said.announced_on, part)
        await ctx.change(key, decide, part)


async def plan_inspections(ctx: Context, heard: Heard[ProjectCreated], cause: Cause) -> None:
    """The charter's inspections of a new project go on the calendar (E-33)."""
    rules = await _rules(ctx, heard.street)
    name = heard.data.project
    project = await ctx.store.get(PROJECTS.key(heard.street, name))
    if project is None:
        raise _too_early()
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


async def keep_member(ctx: Context, heard: Heard[MemberAppointed], cause: Cause) -> None:
    """A deliberator took the seat and may sign acceptances."""
    copy = MemberCopy(name=heard.data.name, active=True, sequence=heard.sequence)
    await _keep(ctx, heard.street, heard.data.member, copy, cause)


async def rest_member(
    ctx: Context, heard: Heard[MemberEnded] | Heard[MemberSuspended], cause: Cause
) -> None:
    """A deliberator left the assembly, or is suspended."""
    copy = MemberCopy(active=False, sequence=heard.sequence)
    await _keep(ctx, heard.street, heard.data.member, copy, cause)


async def _keep(ctx: Context, street: str, member: str, copy: MemberCopy, cause: Cause) -> None:
    def decide(known: MemberCopy | None) -> Change[MemberCopy]:
        older = known is None or known.sequence < copy.sequence
        return Change(copy) if older else Change(known or copy)

    await ctx.change(MEMBERS.key(street, member), decide, cause)


async def _rules(ctx: Context, street: str) -> ProjectRules:
    try:
        return (await charter_of(ctx, street)).projects
    except NotFound:
        raise _too_early() from None


def _class(rules: ProjectRules, class_id: str) -> ProjectClass:
    found = class_of(rules, class_id)
    if found is None:  # a newer charter may still be on its way
        raise _too_early()
    return found


def _too_early() -> TooEarly:
    return TooEarly("too-early", "前一步的数据尚未到达。", "What this builds on is not here yet.")
