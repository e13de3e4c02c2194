"""The life of a project over HTTP, one route for each step."""

from fastapi import APIRouter, Response

from chassis.rooms.copies import charter_of
from services.supervision.actions import projects
from services.supervision.api import bodies
from services.supervision.api.answers import Done
from services.supervision.api.people import Committee, Doer, Office, wished
from services.supervision.api.project_views import budget_warnings, project_done

api = APIRouter(prefix="/supervision/api/streets/{street}/projects/{project}", tags=["supervision"])


@api.post("/plan")
async def post_plan(project: str, body: bodies.NewPlan, ask: Doer, response: Response) -> Done:
    """排计划: a budget outside the guide is a warning, never an error (W-16)."""
    plan = body.plan()
    changed = await projects.plan_project(wished(ask, project, "plan_project"), plan)
    warned = budget_warnings(await charter_of(ask.ctx, ask.street), plan)
    return project_done(changed, response, warned)


@api.post("/start")
async def post_start(project: str, ask: Doer, response: Response) -> Done:
    """Start; the start inspection must have been notified (E-33)."""
    changed = await projects.start_project(wished(ask, project, "start_project"))
    return project_done(changed, response)


@api.post("/implement")
async def post_implement(project: str, ask: Doer, response: Response) -> Done:
    """Works are under way."""
    changed = await projects.implement_project(wished(ask, project, "implement_project"))
    return project_done(changed, response)


@api.post("/milestones/{place}/achieve")
async def post_achieve(
    project: str, place: int, body: bodies.Reached, ask: Doer, response: Response
) -> Done:
    """A milestone was reached; ``place`` counts from 0 in the plan's order."""
    wish = wished(ask, project, "achieve_milestone")
    changed = await projects.achieve_milestone(wish, place, body.done_on)
    return project_done(changed, response)


@api.post("/ready")
async def post_ready(project: str, body: bodies.ReadyNow, ask: Doer, response: Response) -> Done:
    """The whole checklist is done and there are photos."""
    wish = wished(ask, project, "ready_project")
    changed = await projects.ready_project(wish, body.readiness())
    return project_done(changed, response)


@api.post("/rectify")
async def post_rectify(
    project: str, body: bodies.Reasoned, ask: Office, response: Response
) -> Done:
    """Not accepted yet: back to be put right."""
    wish = wished(ask, project, "rectify_project")
    changed = await projects.rectify_project(wish, body.reason)
    return project_done(changed, response)


@api.post("/accept")
async def post_accept(
    project: str, body: bodies.SignedAcceptance, ask: Office, response: Response
) -> Done:
    """Accepted, with at least one deliberator in office."""
    wish = wished(ask, project, "accept_project")
    changed = await projects.accept_project(
        wish, body.signed_by, body.deliberators, body.spent_yuan
    )
    return project_done(changed, response)


@api.post("/write-off")
async def post_write_off(project: str, ask: Committee, response: Response) -> Done:
    """销号: only without open findings."""
    changed = await projects.write_off_project(wished(ask, project, "write_off_project"))
    return project_done(changed, response)


@api.post("/terminate")
async def post_terminate(
    project: str, body: bodies.Reasoned, ask: Committee, response: Response
) -> Done:
    """End a project early, with the reason; inspections that lie ahead are waived."""
    wish = wished(ask, project, "terminate_project")
    changed = await projects.terminate_project(wish, body.reason)
    return project_done(changed, response)


@api.post("/request-change")
async def post_request_change(
    project: str, body: bodies.ChangedPlan, ask: Doer, response: Response
) -> Done:
    """Ask for another plan; the NPC committee decides."""
    plan = body.plan.plan()
    wish = wished(ask, project, "request_change")
    changed = await projects.request_change(wish, body.reason, plan)
    warned = budget_warnings(await charter_of(ask.ctx, ask.street), plan)
    return project_done(changed, response, warned)


@api.post("/decide-change")
async def post_decide_change(
    project: str, body: bodies.ChangeDecision, ask: Committee, response: Response
) -> Done:
    """Agree to the changed plan, or not; the project goes on where it stood."""
    wish = wished(ask, project, "decide_change")
    changed = await projects.decide_change(wish, body.agreed, body.reason)
    return project_done(changed, response)
