"""What people do with a project: its facts, its class, its life."""

from collections.abc import Mapping, Sequence
from datetime import date

from chassis.core.documents import Changed
from chassis.core.errors import Invalid
from chassis.rooms.copies import charter_of
from services.supervision.actions.wish import Wish
from services.supervision.domain import life
from services.supervision.domain import project as projects
from services.supervision.domain.inspection import Inspection
from services.supervision.domain.member import MemberCopy
from services.supervision.domain.project import Plan, Project, Readiness, class_of
from services.supervision.kinds import INSPECTIONS, MEMBERS, PROJECTS

Moved = Changed[Project]


async def reclass_project(wish: Wish, class_id: str, reason: str) -> Moved:
    """Another class, and with it another group (E-31). Raises ``Invalid`` for an unknown class."""
    found = class_of((await charter_of(wish.ctx, wish.street)).projects, class_id)
    if found is None:
        raise Invalid("unknown-class", "章程中没有这个项目类别。", "The charter has no such class.")
    return await wish.change(
        PROJECTS, lambda p: projects.reclass(wish.key, p, found, reason, wish.cause)
    )


async def correct_project(wish: Wish, values: Mapping[str, str | int], reason: str) -> Moved:
    """A clerk puts facts right."""
    return await wish.change(PROJECTS, lambda p: projects.correct(p, values, reason, wish.cause))


async def plan_project(wish: Wish, plan: Plan) -> Moved:
    """Owner, timetable, budget and funding (W-17, W-20)."""
    funded = await _funded(wish, plan)
    return await wish.change(PROJECTS, lambda p: life.plan(wish.key, p, funded, wish.cause))


async def start_project(wish: Wish) -> Moved:
    """Start; needs the start inspection notified."""
    held = await _inspections(wish)
    return await wish.change(PROJECTS, lambda p: life.start(wish.key, p, held, wish.cause))


async def implement_project(wish: Wish) -> Moved:
    """Works are under way."""
    return await wish.change(PROJECTS, lambda p: life.implement(wish.key, p, wish.cause))


async def achieve_milestone(wish: Wish, place: int, done_on: date | None) -> Moved:
    """A milestone was reached; today where no day is given."""
    day, today = done_on or wish.today, wish.today
    return await wish.change(PROJECTS, lambda p: life.achieve(p, place, day, today, wish.cause))


async def ready_project(wish: Wish, readiness: Readiness) -> Moved:
    """Ready for acceptance: checklist, milestones, photos."""
    return await wish.change(PROJECTS, lambda p: life.ready(wish.key, p, readiness, wish.cause))


async def rectify_project(wish: Wish, reason: str) -> Moved:
    """Not accepted yet: back to be put right."""
    return await wish.change(PROJECTS, lambda p: life.rectify(wish.key, p, reason, wish.cause))


async def accept_project(
    wish: Wish, signed_by: str, deliberators: Sequence[str], spent_yuan: int | None
) -> Moved:
    """Acceptance, signed, with deliberators in office."""
    members = await _members(wish, deliberators)
    return await wish.change(
        PROJECTS,
        lambda p: life.accept(wish.key, p, signed_by, members, wish.today, spent_yuan, wish.cause),
    )


async def write_off_project(wish: Wish) -> Moved:
    """Write off; needs every inspection held or waived and no finding open."""
    held = await _inspections(wish)
    return await wish.change(PROJECTS, lambda p: life.write_off(wish.key, p, held, wish.cause))


async def terminate_project(wish: Wish, reason: str) -> Moved:
    """End it early; the service hears of it and waives the inspections that lie ahead."""
    return await wish.change(PROJECTS, lambda p: life.terminate(wish.key, p, reason, wish.cause))


async def request_change(wish: Wish, reason: str, plan: Plan) -> Moved:
    """Ask for another plan."""
    funded = await _funded(wish, plan)
    return await wish.change(
        PROJECTS, lambda p: life.request_change(wish.key, p, reason, funded, wish.cause)
    )


async def decide_change(wish: Wish, agreed: bool, reason: str) -> Moved:
    """The NPC committee agrees to the changed plan, or not."""
    return await wish.change(
        PROJECTS, lambda p: life.decide_change(wish.key, p, agreed, reason, wish.cause)
    )


async def _funded(wish: Wish, plan: Plan) -> Plan:
    if plan.funding:
        return plan
    rules = (await charter_of(wish.ctx, wish.street)).projects
    return plan.model_copy(update={"funding": rules.funding})


async def _inspections(wish: Wish) -> list[Inspection]:
    found = await wish.ctx.store.every(INSPECTIONS, wish.street, {"project": wish.key})
    return [one.state for one in found]


async def _members(wish: Wish, ids: Sequence[str]) -> dict[str, MemberCopy | None]:
    found = {one: await wish.ctx.store.get(MEMBERS.key(wish.street, one)) for one in ids}
    return {one: copy.state if copy else None for one, copy in found.items()}
