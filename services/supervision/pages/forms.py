"""Every step that a form can ask for: who may, and what is done with what the form brought."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import FormData

from chassis.core.errors import NotFound
from chassis.web.forms import names_of, read_form, text_of
from contracts.charter import Role
from services.supervision.actions import inspections, projects
from services.supervision.actions.wish import Wish
from services.supervision.api import bodies
from services.supervision.api.people import COMMITTEE, DOERS, INSPECTORS, OFFICE
from services.supervision.pages.showing import milestones_of


@dataclass(frozen=True)
class FormStep:
    """One step: its name in the audit trail, who may take it, and the act itself."""

    action: str
    roles: tuple[Role, ...]
    act: Callable[[Wish, FormData], Awaitable[object]]


def step_of(steps: dict[str, FormStep], name: str) -> FormStep:
    """The step of that name. Raises ``NotFound``."""
    found = steps.get(name)
    if found is None:
        raise NotFound("unknown-step", "没有这一步。", "There is no such step.")
    return found


# ---- projects -------------------------------------------------------------------------------


def _plan(form: FormData) -> bodies.NewPlan:
    return read_form(form, bodies.NewPlan, milestones=milestones_of(form))


async def _make_plan(wish: Wish, form: FormData) -> object:
    return await projects.plan_project(wish, _plan(form).plan())


async def _start(wish: Wish, _form: FormData) -> object:
    return await projects.start_project(wish)


async def _implement(wish: Wish, _form: FormData) -> object:
    return await projects.implement_project(wish)


async def _achieve(wish: Wish, form: FormData) -> object:
    body = read_form(form, bodies.Reached)
    place = text_of(form, "place")
    return await projects.achieve_milestone(
        wish, int(place) if place.isascii() and place.isdigit() else -1, body.done_on
    )


async def _ready(wish: Wish, form: FormData) -> object:
    return await projects.ready_project(wish, read_form(form, bodies.ReadyNow).readiness())


async def _rectify_project(wish: Wish, form: FormData) -> object:
    return await projects.rectify_project(wish, read_form(form, bodies.Reasoned).reason)


async def _accept(wish: Wish, form: FormData) -> object:
    chosen = [one for one in form.getlist("deliberators") if isinstance(one, str)]
    body = read_form(form, bodies.SignedAcceptance, deliberators=chosen)
    return await projects.accept_project(wish, body.signed_by, body.deliberators, body.spent_yuan)


async def _write_off(wish: Wish, _form: FormData) -> object:
    return await projects.write_off_project(wish)


async def _terminate(wish: Wish, form: FormData) -> object:
    return await projects.terminate_project(wish, read_form(form, bodies.Reasoned).reason)


async def _request_change(wish: Wish, form: FormData) -> object:
    reason = read_form(form, bodies.Reasoned).reason
    return await projects.request_change(wish, reason, _plan(form).plan())


async def _decide_change(wish: Wish, form: FormData) -> object:
    body = read_form(form, bodies.ChangeDecision)
    return await projects.decide_change(wish, body.agreed, body.reason)


async def _reclass(wish: Wish, form: FormData) -> object:
    body = read_form(form, bodies.Reclass)
    return await projects.reclass_project(wish, body.project_class, body.reason)


async def _correct(wish: Wish, form: FormData) -> object:
    body = read_form(form, bodies.Facts)
    return await projects.correct_project(wish, body.given(), body.reason)


PROJECT_FORMS = {
    "plan": FormStep("plan_project", DOERS, _make_plan),
    "start": FormStep("start_project", DOERS, _start),
    "implement": FormStep("implement_project", DOERS, _implement),
    "achieve": FormStep("achieve_milestone", DOERS, _achieve),
    "ready": FormStep("ready_project", DOERS, _ready),
    "rectify": FormStep("rectify_project", OFFICE, _rectify_project),
    "accept": FormStep("accept_project", OFFICE, _accept),
    "write-off": FormStep("write_off_project", COMMITTEE, _write_off),
    "terminate": FormStep("terminate_project", COMMITTEE, _terminate),
    "request-change": FormStep("request_change", DOERS, _request_change),
    "decide-change": FormStep("decide_change", COMMITTEE, _decide_change),
    "reclass": FormStep("reclass_project", COMMITTEE, _reclass),
    "correct": FormStep("correct_project", OFFICE, _correct),
}


# ---- inspections ----------------------------------------------------------------------------


async def _arrange(wish: Wish, form: FormData) -> object:
    body = read_form(form, bodies.Arrangements, inspectors=names_of(form, "inspectors"))
    return await inspections.correct_inspection(wish, body.planned_on, body.inspectors, body.reason)


async def _notify(wish: Wish, _form: FormData) -> object:
    return await inspections.notify_inspection(wish)


async def _conduct(wish: Wish, form: FormData) -> object:
    body = read_form(form, bodies.Conducted, deputies=names_of(form, "deputies"))
    return await inspections.conduct_inspection(wish, body.report())


async def _find(wish: Wish, form: FormData) -> object:
    new = read_form(form, bodies.NewFinding)
    return await inspections.record_findings(wish, [new.finding()])


async def _rectify(wish: Wish, form: FormData) -> object:
    return await inspections.order_rectification(wish, read_form(form, bodies.Rectification).due_on)


async def _recheck(wish: Wish, form: FormData) -> object:
    body = read_form(form, bodies.Rechecked)
    return await inspections.recheck_inspection(wish, body.by, body.passed, body.note, body.due_on)


async def _close(wish: Wish, _form: FormData) -> object:
    return await inspections.close_inspection(wish)


async def _waive(wish: Wish, form: FormData) -> object:
    return await inspections.waive_inspection(wish, read_form(form, bodies.Reasoned).reason)


INSPECTION_FORMS = {
    "arrange": FormStep("correct_inspection", OFFICE, _arrange),
    "notify": FormStep("notify_inspection", COMMITTEE, _notify),
    "conduct": FormStep("conduct_inspection", INSPECTORS, _conduct),
    "find": FormStep("record_findings", INSPECTORS, _find),
    "rectify": FormStep("order_rectification", COMMITTEE, _rectify),
    "recheck": FormStep("recheck_inspection", INSPECTORS, _recheck),
    "close": FormStep("close_inspection", COMMITTEE, _close),
    "waive": FormStep("waive_inspection", COMMITTEE, _waive),
}
