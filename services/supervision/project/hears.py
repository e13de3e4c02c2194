"""Results become projects, and a year later the members say what they think of them."""

from collections.abc import Callable
from datetime import date

from chassis.core.decision import Cause, Change, awaited, too_early
from chassis.service import Context
from contracts.ballot import BallotAnnounced, SatisfactionAnnounced
from contracts.charter import ProjectClass, ProjectRules
from contracts.envelope import Heard
from contracts.screening import SlateItem
from services.supervision.kinds import PROJECTS
from services.supervision.project.domain.ending import Rating
from services.supervision.project.domain.project import Project, begin, class_of, project_id, rate
from services.supervision.rules import rules_of


async def create_projects(ctx: Context, heard: Heard[BallotAnnounced], cause: Cause) -> None:
    """Each chosen candidate becomes a project with its class and group (E-26, E-31)."""
    rules = await rules_of(ctx, heard.street)
    said = heard.data
    classed = [(item, _class(rules, item.project_class)) for item in said.selected]
    for chosen, found in classed:
        item = with_meeting(chosen, said.announced_on)
        part = cause.part(item.candidate)
        key = PROJECTS.key(heard.street, project_id(said.ballot, item.candidate))
        decide = begin(item, found, rules.funding, said.ballot, said.cycle, said.announced_on, part)
        await ctx.change(key, decide, part)


def with_meeting(item: SlateItem, announced_on: str) -> SlateItem:
    """Where no committee had to approve it, the session that chose it is the meeting (E-30)."""
    meeting = item.approved_by or f"居民议事会会议票决（{announced_on} 公布）"
    return item.model_copy(update={"approved_by": meeting})


def _class(rules: ProjectRules, class_id: str) -> ProjectClass:
    found = class_of(rules, class_id)
    if found is None:  # a newer charter may still be on its way
        raise too_early()
    return found


async def keep_ratings(ctx: Context, heard: Heard[SatisfactionAnnounced], cause: Cause) -> None:
    """Each project of the year that was rated keeps its result; others are not known here."""
    said = heard.data
    found = await ctx.store.every(PROJECTS, heard.street, {"cycle": said.year})
    projects = {one.state.candidate: one.id for one in found}
    for one in said.projects:
        if project := projects.get(one.candidate):
            rating = Rating(
                on=date.fromisoformat(said.announced_on),
                satisfied=one.satisfied,
                valid=said.valid,
                below=one.below,
            )
            key = PROJECTS.key(heard.street, project)
            await ctx.change(key, awaited(_rating(rating)), cause.part(project))


def _rating(rating: Rating) -> Callable[[Project], Change[Project]]:
    return lambda state: rate(state, rating)
