"""Results become projects."""

from chassis.core.decision import Cause, too_early
from chassis.service import Context
from contracts.ballot import BallotAnnounced
from contracts.charter import ProjectClass, ProjectRules
from contracts.envelope import Heard
from services.supervision.kinds import PROJECTS
from services.supervision.project.domain.project import begin, class_of, project_id
from services.supervision.rules import rules_of


async def create_projects(ctx: Context, heard: Heard[BallotAnnounced], cause: Cause) -> None:
    """Each chosen candidate becomes a project with its class and group (E-26, E-31)."""
    rules = await rules_of(ctx, heard.street)
    said = heard.data
    classed = [(item, _class(rules, item.project_class)) for item in said.selected]
    for item, found in classed:
        part = cause.part(item.candidate)
        key = PROJECTS.key(heard.street, project_id(said.ballot, item.candidate))
        decide = begin(item, found, rules.funding, said.ballot, said.cycle, said.announced_on, part)
        await ctx.change(key, decide, part)


def _class(rules: ProjectRules, class_id: str) -> ProjectClass:
    found = class_of(rules, class_id)
    if found is None:  # a newer charter may still be on its way
        raise too_early()
    return found
