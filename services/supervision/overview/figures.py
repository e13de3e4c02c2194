"""What the city counts in supervision's own documents: counted once until the street changes.

A street is counted anew only after something in it changed, or the day did; whether it has, the
heads of the audit chains tell, all of them in one list. So a view of the city asks two lists,
however many streets there are.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import date

from chassis.audit.chain import HEADS
from chassis.core.decision import State
from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.rooms.tallies import held
from chassis.service import Context
from contracts.intake import NEXT_CYCLE
from services.supervision.answer.queries import late_by_cycle, standing_of
from services.supervision.inspection.domain.inspection import AHEAD, Status, overdue
from services.supervision.inspection.queries import overdue_inspections
from services.supervision.kinds import INSPECTIONS, PROJECTS
from services.supervision.overview.domain import StreetOverview
from services.supervision.project.domain.lights import light_of
from services.supervision.project.domain.project import (
    ENDED,
    Project,
    ProjectStatus,
)

AT_ONCE = 12
"""Streets that are counted side by side."""
DONE = (ProjectStatus.ACCEPTED, ProjectStatus.WRITTEN_OFF)


UNDER_WAY = [status for status in ProjectStatus if status not in (*ENDED, *DONE)]


class Elsewhere(State):
    """What is late in a street and is not of the cycle that is looked at.

    ``between``: late answers to suggestions accepted between two collections, of no cycle yet.
    """

    between: int = 0
    answers: int = 0
    inspections: int = 0
    red: int = 0

    @property
    def some(self) -> bool:
        """Whether there is anything."""
        return any((self.between, self.answers, self.inspections, self.red))


class Figures(State):
    """One street in one cycle, on one day. ``lights``: colour → projects; money in yuan.

    ``spent_yuan`` is that of accepted projects which told it.
    """

    answered: int
    overdue_suggestions: int
    projects: dict[str, int]
    lights: dict[str, int]
    inspections: dict[str, int]
    overdue_inspections: int
    budget_yuan: int
    spent_yuan: int
    elsewhere: Elsewhere = Elsewhere()


async def figures_of(
    ctx: Context, found: Sequence[Found[StreetOverview]], cycle: str
) -> list[Figures]:
    """The figures of these streets in a cycle, in their order."""
    heads = await _heads(ctx)
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(street: str) -> Figures:
        stamp = (ctx.written[street], heads.get(street), ctx.today())
        place = f"{street}/city/{cycle}"
        async with turns:
            return await held(ctx, place, stamp, lambda: _count(ctx, street, cycle))

    return list(await asyncio.gather(*(one(street.street) for street in found)))


async def _heads(ctx: Context) -> dict[str, int]:
    """How far the audit chain of each street goes."""
    return {head.street: head.version async for head in ctx.store.stream(HEADS, None)}


async def _count(ctx: Context, street: str, cycle: str) -> Figures:
    today = date.fromisoformat(ctx.today())
    where = {"cycle": cycle}
    projects = [one.state for one in await ctx.store.every(PROJECTS, street, where)]
    answers = await standing_of(ctx, street, cycle)
    return Figures(
        answered=answers.answered,
        overdue_suggestions=answers.overdue,
        projects=dict(Counter(str(one.status) for one in projects)),
        lights=await _lights(ctx, street, projects, today),
        inspections=await ctx.store.count(INSPECTIONS, street, where, by="status"),
        overdue_inspections=await _overdue(ctx, street, cycle, today),
        budget_yuan=sum(map(_budget, projects)),
        spent_yuan=sum(map(_spent, projects)),
        elsewhere=await _elsewhere(ctx, street, cycle, today),
    )


async def _elsewhere(ctx: Context, street: str, cycle: str, today: date) -> Elsewhere:
    answers = await late_by_cycle(ctx, street)
    going = await ctx.store.every(PROJECTS, street, {"status": UNDER_WAY})
    others = [one.state for one in going if one.state.cycle != cycle]
    late = await overdue_inspections(ctx, street)
    return Elsewhere(
        between=answers.get(NEXT_CYCLE, 0),
        answers=sum(n for year, n in answers.items() if year not in (cycle, NEXT_CYCLE)),
        inspections=sum(one.state.cycle != cycle for one in late),
        red=(await _lights(ctx, street, others, today)).get("red", 0),
    )


async def _lights(
    ctx: Context, street: str, projects: Sequence[Project], today: date
) -> dict[str, int]:
    """Colour → projects, by the street's own bounds."""
    if not projects:
        return {}  # a street may be heard of before its charter is
    rules = (await charter_of(ctx, street)).projects.watch
    lights = (light_of(project, today, rules) for project in projects)
    return dict(Counter(light.colour for light in lights if light))


def _budget(project: Project) -> int:
    return 0 if project.status is ProjectStatus.TERMINATED else project.budget_yuan


def _spent(project: Project) -> int:
    return project.acceptance.spent_yuan or 0 if project.acceptance else 0


async def _overdue(ctx: Context, street: str, cycle: str, today: date) -> int:
    """Inspections whose day, or whose rectification's day, has passed (E-35)."""
    where = {"cycle": cycle, "status": [*AHEAD, Status.RECTIFYING]}
    found = ctx.store.stream(INSPECTIONS, street, where)
    return sum([overdue(one.state, today) async for one in found])
