"""Looking at a project's light: when it moved, when a milestone was reached, when a day passed.

A red light orders the unit to answer for it, once in each red period (W-23).
"""

from datetime import date, datetime, time

from chassis.core.clock import ZONE
from chassis.core.decision import Cause, Change
from chassis.flow.timers import set_timer
from chassis.service import Context, Ringing
from contracts.envelope import Heard
from contracts.project_rules import WatchRules
from contracts.supervision import ProjectStageChanged
from services.supervision.kinds import LAMPS, PROJECTS
from services.supervision.light.domain import Lamp, look, next_turn
from services.supervision.order.issuing import issue_for_red
from services.supervision.project.domain.project import Project
from services.supervision.rules import rules_of

LIGHT = "light"
"""The timer's name; its subject is ``<project>/<day>``, so that each day has its own."""


async def look_at(ctx: Context, street: str, project: str, cause: Cause) -> None:
    """Note the light of today, order where it turned red, and remember when to look again."""
    found = await ctx.store.get(PROJECTS.key(street, project))
    if found is None:
        return
    rules = (await rules_of(ctx, street)).watch
    today = date.fromisoformat(ctx.today())
    lamp = await _note(ctx, street, project, found.state, today, rules, cause)
    if lamp.red_since is not None:
        await issue_for_red(ctx, street, project, found.state, lamp.turns[-1], rules, cause)
    await _look_again(ctx, street, project, next_turn(found.state, today, rules), cause)


async def _note(
    ctx: Context,
    street: str,
    key: str,
    project: Project,
    today: date,
    rules: WatchRules,
    cause: Cause,
) -> Lamp:
    def decide(found: Lamp | None) -> Change[Lamp]:
        return look(found, project, today, rules)

    changed = await ctx.change(LAMPS.key(street, key), decide, cause.part("lamp"))
    return changed.state


async def _look_again(
    ctx: Context, street: str, project: str, on: date | None, cause: Cause
) -> None:
    if on is not None:
        due = datetime.combine(on, time(0, 5), ZONE)
        await set_timer(ctx, street, LIGHT, f"{project}/{on}", due, 1, cause)


async def light_rings(ctx: Context, ringing: Ringing, cause: Cause) -> None:
    """A day came on which the light may turn."""
    await look_at(ctx, ringing.street, ringing.subject.partition("/")[0], cause)


async def look_on(ctx: Context, heard: Heard[ProjectStageChanged], cause: Cause) -> None:
    """A project moved on: its light is looked at."""
    await look_at(ctx, heard.street, heard.data.project, cause)
