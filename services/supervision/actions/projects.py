"""What people do with a project: its facts, its class, its life."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from chassis.charters import charter_of
from chassis.decision import Cause, Change, existing
from chassis.errors import Invalid
from chassis.service import Context
from chassis.store import Changed
from services.supervision.domain import life
from services.supervision.domain import project as projects
from services.supervision.domain.inspection import Inspection
from services.supervision.domain.member import MemberCopy
from services.supervision.domain.project import Plan, Project, Readiness, class_of
from services.supervision.kinds import INSPECTIONS, MEMBERS, PROJECTS

Decide = Callable[[Project], Change[Project]]


async def change_project(
    ctx: Context, street: str, key: str, decide: Decide, cause: Cause, version: int | None = None
) -> Changed[Project]:
    """Change a project that a person named. Raises ``NotFound`` and what ``decide`` raises."""
    return await ctx.change(PROJECTS.key(street, key), existing(decide), cause, version)


async def reclass_project(
    ctx: Context,
    street: str,
    key: str,
    class_id: str,
    reason: str,
    cause: Cause,
    version: int | None,
) -> Changed[Project]:
    """Another class, and with it another group (E-31). Raises ``Invalid`` for an unknown class."""
    found = class_of((await charter_of(ctx, street)).projects, class_id)
    if found is None:
        raise Invalid("unknown-class", "章程中没有这个项目类别。", "The charter has no such class.")
    return await change_project(
        ctx, street, key, lambda p: projects.reclass(key, p, found, reason, cause), cause, version
    )


async def correct_project(
    ctx: Context,
    street: str,
    key: str,
    values: Mapping[str, str | int],
    reason: str,
    cause: Cause,
    version: int | None,
) -> Changed[Project]:
    """A clerk puts facts right."""
    return await change_project(
        ctx, street, key, lambda p: projects.correct(p, values, reason, cause), cause, version
    )


async def start_project(
    ctx: Context, street: str, key: str, cause: Cause, version: int | None
) -> Changed[Project]:
    """Start; needs the start inspection notified."""
    held = await inspections_of(ctx, street, key)
    return await change_project(
        ctx, street, key, lambda p: life.start(key, p, held, cause), cause, version
    )


async def plan_project(
    ctx: Context, street: str, key: str, plan: Plan, cause: Cause, version: int | None
) -> Changed[Project]:
    """Owner, timetable, budget and funding."""
    return await change_project(
        ctx, street, key, lambda p: life.plan(key, p, plan, cause), cause, version
    )


async def ready_project(
    ctx: Context, street: str, key: str, readiness: Readiness, cause: Cause, version: int | None
) -> Changed[Project]:
    """Declare the project ready for acceptance."""
    return await change_project(
        ctx, street, key, lambda p: life.ready(key, p, readiness, cause), cause, version
    )


async def accept_project(
    ctx: Context,
    street: str,
    key: str,
    signed_by: str,
    deliberators: Sequence[str],
    spent_yuan: int | None,
    cause: Cause,
    version: int | None,
) -> Changed[Project]:
    """Acceptance, signed, with deliberators in office."""
    members = await _members(ctx, street, deliberators)
    today = date.fromisoformat(ctx.today())

    def decide(project: Project) -> Change[Project]:
        return life.accept(key, project, signed_by, members, today, spent_yuan, cause)

    return await change_project(ctx, street, key, decide, cause, version)


async def write_off_project(
    ctx: Context, street: str, key: str, cause: Cause, version: int | None
) -> Changed[Project]:
    """Write off; needs every inspection held or waived and no finding open."""
    held = await inspections_of(ctx, street, key)
    return await change_project(
        ctx, street, key, lambda p: life.write_off(key, p, held, cause), cause, version
    )


async def inspections_of(ctx: Context, street: str, key: str) -> list[Inspection]:
    """The inspections of a project, by day."""
    return [found.state for found in await ctx.store.every(INSPECTIONS, street, {"project": key})]


async def _members(ctx: Context, street: str, ids: Sequence[str]) -> dict[str, MemberCopy | None]:
    found = {one: await ctx.store.get(MEMBERS.key(street, one)) for one in ids}
    return {one: copy.state if copy else None for one, copy in found.items()}
