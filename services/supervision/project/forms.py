"""The forms of a project's page: choices, and what each field shows at first."""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.core.documents import Found
from chassis.rooms.choices import pairs
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.fields import Pair
from chassis.web.offers import Offer, offer_of, offers_of
from contracts.charter import ProjectClass
from services.supervision import labels
from services.supervision.asking import today_of
from services.supervision.kinds import SCHEDULES
from services.supervision.project.commands import ACHIEVE, COMMANDS
from services.supervision.project.domain.project import Project
from services.supervision.schedule.domain.schedule import Schedule


async def offered(ask: Ask, found: Found[Project], refusal: Refusal | None) -> dict[str, Offer]:
    """The form of each step that this person may take with this project now."""
    return offers_of(
        ask,
        COMMANDS,
        found,
        options=await options_of(ask, found.state),
        values=await _values(ask, found),
        refusal=refusal,
    )


def achieved(ask: Ask, found: Found[Project], refusal: Refusal | None) -> list[tuple[str, Offer]]:
    """Title and form of each milestone that is still to be reached, where the person may say so."""
    plan = found.state.plan
    if plan is None or not ACHIEVE.offered(found.state, ask.person, ask.street):
        return []
    values = {ACHIEVE.name: {"done_on": today_of(ask)}}
    return [
        (one.title, offer_of(ask, ACHIEVE, found, {}, values, refusal, place=str(place)))
        for place, one in enumerate(plan.milestones)
        if one.done_on is None
    ]


async def options_of(ask: Ask, project: Project) -> Mapping[str, Sequence[Pair]]:
    """The choices of the forms, in the language of the page."""
    chinese = speaks_chinese(ask)
    classes = (await charter_of(ask.ctx, ask.street)).projects.classes
    return {
        "classes": [_class(one, chinese) for one in classes if one.id != project.project_class],
        "fundings": pairs(labels.FUNDINGS, chinese=chinese),
    }


def _class(one: ProjectClass, chinese: bool) -> Pair:
    zh, en = f"{one.zh}（{one.group.zh}）", f"{one.en} ({one.group.en})"
    return one.id, zh if chinese else en


async def _values(ask: Ask, found: Found[Project]) -> dict[str, dict[str, Any]]:
    project = found.state
    laid = await ask.ctx.store.get(SCHEDULES.key(ask.street, found.id))
    return {
        "plan": values_of_plan(project) | (_laid_values(laid.state) if laid else {}),
        "correct": project.model_dump(include={"place", "unit", "beneficiaries", "approved_by"}),
    }


def values_of_plan(project: Project) -> dict[str, Any]:
    """What the form of a plan shows at first: the plan there is, else the ballot's figures."""
    plan = project.plan
    if plan is None:
        return {"budget_yuan": project.budget_yuan, "funding": project.funding}
    lines = [f"{one.due_on} {one.title}" for one in plan.milestones]
    return {**plan.model_dump(exclude={"milestones"}), "milestones": lines}


def _laid_values(laid: Schedule) -> dict[str, Any]:
    """The milestones that counting back gives: each step by its latest day (W-20)."""
    if not laid.laid or laid.impossible:
        return {}
    steps = zip(laid.tasks, laid.placed, strict=True)
    lines = sorted(f"{placed.ends_on} {task.title}" for task, placed in steps)
    return {"finish_on": laid.finish_on, "milestones": lines}
