"""What people can ask of a project: its facts, its class, its plan and its life."""

from typing import Any

from chassis.core.documents import Changed
from chassis.core.errors import Invalid
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import ProjectClass
from services.supervision.command_answer import Done
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.kinds import INSPECTIONS
from services.supervision.light.hears import look_at
from services.supervision.owning import check_own
from services.supervision.project import bodies
from services.supervision.project.domain import life
from services.supervision.project.domain import project as projects
from services.supervision.project.domain.correcting import correct
from services.supervision.project.domain.project import PROJECT_TABLE, Plan, Project, class_of
from services.supervision.project.thing import PROJECT
from services.supervision.project.views import budget_warnings, project_done
from services.supervision.roles import COMMITTEE, DOERS, OFFICE

# ---- facts of other documents ---------------------------------------------------------------


async def wanted_class(order: Order[bodies.Reclass]) -> ProjectClass:
    """The charter's class that was named. Raises ``Invalid`` where there is none."""
    rules = (await charter_of(order.ctx, order.street)).projects
    found = class_of(rules, order.body.project_class)
    if found is None:
        raise Invalid("unknown-class", "章程中没有这个项目类别。", "The charter has no such class.")
    return found


async def funded_plan(order: Order[bodies.NewPlan]) -> Plan:
    """The plan that was sent, with the charter's source of funds where it names none."""
    await check_own(order)
    return await funded(order, order.body)


async def funded(order: Order[Any], new: bodies.NewPlan) -> Plan:
    """A plan, with the charter's source of funds where it names none."""
    plan = new.plan()
    if plan.funding:
        return plan
    rules = (await charter_of(order.ctx, order.street)).projects
    return plan.model_copy(update={"funding": rules.funding})


async def its_inspections(order: Order[Nothing]) -> tuple[list[Inspection], bool]:
    """Every inspection of the project, and whether the charter has one at the start."""
    await check_own(order)
    stages = (await charter_of(order.ctx, order.street)).projects.inspections
    found = await order.ctx.store.every(INSPECTIONS, order.street, {"project": order.key})
    return [one.state for one in found], any(one.id == "START" for one in stages)


# ---- answers --------------------------------------------------------------------------------


async def answer_plan(order: Order[bodies.NewPlan], changed: Changed[Project]) -> Done:
    """The answer to a plan, with a warning for a budget outside the guide (W-16)."""
    return await warned(order, changed, order.body)


async def warned(order: Order[Any], changed: Changed[Project], new: bodies.NewPlan) -> Done:
    """The answer to a plan, with a warning for a budget outside the guide."""
    warnings = budget_warnings(await charter_of(order.ctx, order.street), new.plan())
    return project_done(changed).model_copy(update={"warnings": warnings})


# ---- decisions that need a word of explanation ----------------------------------------------


def _place(order: Order[bodies.Reached]) -> int:
    """The milestone's place in the address. Raises ``Invalid`` where it is no number."""
    text = order.path["place"]
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise life.no_milestone()
    return int(text)


async def _look(order: Order[bodies.Reached], changed: Changed[Project]) -> None:
    """A milestone that was reached may turn the light."""
    await look_at(order.ctx, order.street, changed.id, order.cause.part("light"))


def _is_open(project: Project) -> bool:
    return project.status not in projects.ENDED


ACHIEVE: AnyCommand = Command(
    "achieve", on=PROJECT, action="achieve_milestone", label=Label("登记完成", "Reached"),
    doc="Note the day a milestone was reached; ``place`` counts from 0 in the plan's order.",
    body=bodies.Reached, may=DOERS, path="milestones/{place}/achieve",
    move=(PROJECT_TABLE, "achieve"), facts=check_own, after=_look,
    decide=lambda p, o: life.achieve(p, _place(o), o.body.done_on or o.today, o.today, o.cause),
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "correct", on=PROJECT, action="correct_project", label=Label("保存更正", "Save"),
        doc="Put facts right, with a reason; the trail keeps what they were.",
        body=bodies.Facts, may=OFFICE, path="", method="PATCH", when=_is_open,
        decide=lambda p, o: correct(o.key, p, o.body.given(), o.body.reason, o.cause),
    ),
    Command(
        "reclass", on=PROJECT, action="reclass_project", label=Label("调整", "Change"),
        doc="Another class; the group moves with it (E-31).",
        body=bodies.Reclass, may=COMMITTEE, when=_is_open, facts=wanted_class,
        decide=lambda p, o: projects.reclass(o.key, p, o.facts, o.body.reason, o.cause),
    ),
    Command(
        "plan", on=PROJECT, action="plan_project", label=Label("保存计划", "Save the plan"),
        doc="排计划: a budget outside the guide is a warning, never an error (W-16).",
        body=bodies.NewPlan, may=DOERS, move=(PROJECT_TABLE, "plan"), facts=funded_plan,
        read=bodies.milestones_of, answer=answer_plan,
        decide=lambda p, o: life.plan(o.key, p, o.facts, o.cause),
    ),
    Command(
        "start", on=PROJECT, action="start_project", label=Label("启动项目", "Start the project"),
        doc="From PLANNED to STARTED; the start inspection must have been notified (E-33).",
        body=Nothing, may=DOERS, move=(PROJECT_TABLE, "start"), facts=its_inspections,
        decide=lambda p, o: life.start(o.key, p, o.facts[0], o.facts[1], o.cause),
    ),
    Command(
        "implement", on=PROJECT, action="implement_project",
        label=Label("进入实施", "Begin it"),
        doc="From STARTED to IMPLEMENTING.",
        body=Nothing, may=DOERS, move=(PROJECT_TABLE, "implement"), facts=check_own,
        decide=lambda p, o: life.implement(o.key, p, o.cause),
    ),
    ACHIEVE,
)  # fmt: skip
