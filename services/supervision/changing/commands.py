"""What can be asked: another plan, a word on it, the end of a project before its time."""

from dataclasses import dataclass
from datetime import date

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.rooms.calendar import Term, calendar_of
from chassis.rooms.copies import charter_of
from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Order, Shape
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.supervision.changing import domain
from services.supervision.command_answer import Done
from services.supervision.feedback.domain import WAITING
from services.supervision.kinds import FEEDBACK
from services.supervision.owning import check_own
from services.supervision.project import bodies
from services.supervision.project.commands import funded, warned
from services.supervision.project.domain.project import PROJECT_TABLE, Plan, Project
from services.supervision.project.thing import PROJECT
from services.supervision.roles import COMMITTEE, DOERS


@dataclass(frozen=True)
class Asked:
    """What is asked for: the plan, and the last day of its public notice, if there is one."""

    plan: Plan
    notice_until: date | None


async def asked(order: Order[bodies.ChangedPlan]) -> Asked:
    """The changed plan, and the notice that the charter gives it."""
    await check_own(order)
    days = (await charter_of(order.ctx, order.street)).projects.acceptance.change_days
    calendar = calendar_of(order.ctx.settings)
    until = calendar.due(order.today, days, Term.WORKING).on if days else None
    return Asked(await funded(order, order.body.plan), until)


async def answer_change(order: Order[bodies.ChangedPlan], changed: Changed[Project]) -> Done:
    """The answer, with a warning for a budget outside the guide (W-16)."""
    return await warned(order, changed, order.body.plan)


async def unread(order: Order[bodies.ChangeDecision]) -> int:
    """How much that residents said of the project waits to be looked at."""
    where = {"project": order.key, "status": WAITING}
    return sum((await order.ctx.store.count(FEEDBACK, order.street, where)).values())


def _request(project: Project, order: Order[bodies.ChangedPlan]) -> Change[Project]:
    facts = order.facts
    return domain.request_change(
        order.key, project, order.body.reason, facts.plan, order.cause, order.today,
        facts.notice_until,
    )  # fmt: skip


def _decide(project: Project, order: Order[bodies.ChangeDecision]) -> Change[Project]:
    body = order.body
    return domain.decide_change(
        order.key, project, body.agreed, body.reason, order.cause, order.today, order.facts
    )  # fmt: skip


CHANGING: tuple[AnyCommand, ...] = (
    Command(
        "terminate", on=PROJECT, action="terminate_project", label=Label("终止项目", "Terminate"),
        doc="End a project early, with the reason; inspections that lie ahead are waived.",
        body=Reasoned, may=COMMITTEE, move=(PROJECT_TABLE, "terminate"),
        decide=lambda p, o: domain.terminate(o.key, p, o.body.reason, o.cause),
    ),
    Command(
        "request-change", on=PROJECT, action="request_change", label=Label("提出申请", "Ask"),
        doc="Ask for another plan: it is on public notice, then the NPC committee decides.",
        body=bodies.ChangedPlan, may=DOERS, move=(PROJECT_TABLE, "request_change"),
        facts=asked, shape=Shape(bodies.ChangedPlanForm, bodies.ChangedPlanForm.body),
        read=bodies.milestones_of, answer=answer_change, decide=_request,
    ),
    Command(
        "decide-change", on=PROJECT, action="decide_change", label=Label("答复", "Decide"),
        doc="Agree once the notice is over, or decline; the project goes on where it stood.",
        body=bodies.ChangeDecision, may=COMMITTEE, when=lambda p: p.change is not None,
        facts=unread, decide=_decide,
    ),
)  # fmt: skip
