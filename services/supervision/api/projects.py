"""Projects over HTTP: lists, facts, and every step of their life."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.charters import charter_of
from chassis.sheets import sheet_response, write_table
from chassis.web import Ask, Page, Paging, anyone, asked, tagged
from contracts.charter import Role
from services.supervision import queries, sheets
from services.supervision.actions import projects
from services.supervision.api import bodies
from services.supervision.domain import life
from services.supervision.domain.project import Plan, ProjectStatus, Readiness
from services.supervision.views import (
    Done,
    ProjectRow,
    ProjectView,
    budget_warnings,
    project_done,
    project_row,
    project_view,
)

api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])

Anyone = Annotated[Ask, anyone("supervision")]
Committee = Annotated[Ask, asked("supervision", Role.NPC_COMMITTEE)]
Office = Annotated[Ask, asked("supervision", Role.STREET_OFFICE, Role.NPC_COMMITTEE)]
Doer = Annotated[Ask, asked("supervision", *queries.DOERS)]
Cycle = Annotated[str, Query(max_length=64)]
ClassId = Annotated[str, Query(max_length=64)]


@api.get("/projects")
async def get_projects(
    ask: Anyone,
    paging: Paging,
    cycle: Cycle = "",
    project_class: ClassId = "",
    status: ProjectStatus | None = None,
) -> Page[ProjectRow]:
    """项目清单, public (W-10)."""
    page = await queries.project_page(
        ask.ctx, ask.street, paging, cycle=cycle, project_class=project_class, status=status or ""
    )
    today = queries.day_of(ask.ctx)
    return Page(items=[project_row(found, today) for found in page.items], next=page.next)


@api.get("/projects.xlsx")
async def get_projects_sheet(
    ask: Anyone, cycle: Cycle = "", project_class: ClassId = "", status: ProjectStatus | None = None
) -> Response:
    """项目清单 as a workbook."""
    charter = await charter_of(ask.ctx, ask.street)
    found = await queries.projects_of(
        ask.ctx, ask.street, cycle=cycle, project_class=project_class, status=status or ""
    )
    rows = sheets.project_rows(found, queries.day_of(ask.ctx))
    demo = ask.ctx.settings.demo
    data = write_table("项目清单", sheets.PROJECT_COLUMNS, rows, demo=demo)
    return sheet_response(f"{charter.zh}项目清单.xlsx", data)


@api.get("/projects/{project}")
async def get_project(project: str, ask: Anyone, response: Response) -> ProjectView:
    """A project with its sources, inspections and timeline (E-29, E-30, E-38)."""
    found = await queries.project_of(ask.ctx, ask.street, project)
    inspections = await queries.inspections_of(ask.ctx, ask.street, project=project)
    tagged(response, found.version)
    return project_view(found, inspections, queries.day_of(ask.ctx))


@api.patch("/projects/{project}")
async def patch_project(project: str, body: bodies.Facts, ask: Office, response: Response) -> Done:
    """Put facts right, with a reason; the trail keeps what they were."""
    cause = ask.cause("correct_project")
    changed = await projects.correct_project(
        ask.ctx, ask.street, project, body.given(), body.reason, cause, ask.if_version
    )
    return project_done(changed, response)


@api.post("/projects/{project}/reclass")
async def post_reclass(
    project: str, body: bodies.Reclass, ask: Committee, response: Response
) -> Done:
    """Another class; the group moves with it (E-31)."""
    changed = await projects.reclass_project(
        ask.ctx,
        ask.street,
        project,
        body.project_class,
        body.reason,
        ask.cause("reclass_project"),
        ask.if_version,
    )
    return project_done(changed, response)


# ---- life -----------------------------------------------------------------------------------


@api.post("/projects/{project}/plan")
async def post_plan(project: str, body: bodies.NewPlan, ask: Doer, response: Response) -> Done:
    """排计划: a budget outside the guide is a warning, never an error (W-16)."""
    plan = await plan_of(ask, body)
    changed = await projects.plan_project(
        ask.ctx, ask.street, project, plan, ask.cause("plan_project"), ask.if_version
    )
    warned = budget_warnings(await charter_of(ask.ctx, ask.street), plan)
    return project_done(changed, response, *warned)


async def plan_of(ask: Ask, body: bodies.NewPlan) -> Plan:
    """The plan, funded as the charter says where it names no source (W-17)."""
    return body.plan((await charter_of(ask.ctx, ask.street)).projects.funding)


@api.post("/projects/{project}/start")
async def post_start(project: str, ask: Doer, response: Response) -> Done:
    """Start; the start inspection must have been notified (E-33)."""
    changed = await projects.start_project(
        ask.ctx, ask.street, project, ask.cause("start_project"), ask.if_version
    )
    return project_done(changed, response)


@api.post("/projects/{project}/implement")
async def post_implement(project: str, ask: Doer, response: Response) -> Done:
    """Works are under way."""
    cause = ask.cause("implement_project")
    changed = await projects.change_project(
        ask.ctx,
        ask.street,
        project,
        lambda found: life.implement(project, found, cause),
        cause,
        ask.if_version,
    )
    return project_done(changed, response)


@api.post("/projects/{project}/milestones/{place}/achieve")
async def post_achieve(
    project: str, place: int, body: bodies.Reached, ask: Doer, response: Response
) -> Done:
    """A milestone was reached; ``place`` counts from 0 in the plan's order."""
    cause = ask.cause("achieve_milestone")
    today = queries.day_of(ask.ctx)
    changed = await projects.change_project(
        ask.ctx,
        ask.street,
        project,
        lambda found: life.achieve(found, place, body.done_on or today, today, cause),
        cause,
        ask.if_version,
    )
    return project_done(changed, response)


@api.post("/projects/{project}/ready")
async def post_ready(project: str, body: bodies.ReadyNow, ask: Doer, response: Response) -> Done:
    """The whole checklist is done and there are photos."""
    changed = await projects.ready_project(
        ask.ctx,
        ask.street,
        project,
        Readiness(**body.model_dump()),
        ask.cause("ready_project"),
        ask.if_version,
    )
    return project_done(changed, response)


@api.post("/projects/{project}/rectify")
async def post_rectify(
    project: str, body: bodies.Reasoned, ask: Office, response: Response
) -> Done:
    """Not accepted yet: back to be put right."""
    cause = ask.cause("rectify_project")
    changed = await projects.change_project(
        ask.ctx,
        ask.street,
        project,
        lambda found: life.rectify(project, found, body.reason, cause),
        cause,
        ask.if_version,
    )
    return project_done(changed, response)


@api.post("/projects/{project}/accept")
async def post_accept(
    project: str, body: bodies.SignedAcceptance, ask: Office, response: Response
) -> Done:
    """Accepted, with at least one deliberator in office."""
    changed = await projects.accept_project(
        ask.ctx,
        ask.street,
        project,
        body.signed_by,
        body.deliberators,
        body.spent_yuan,
        ask.cause("accept_project"),
        ask.if_version,
    )
    return project_done(changed, response)


@api.post("/projects/{project}/write-off")
async def post_write_off(project: str, ask: Committee, response: Response) -> Done:
    """销号: only without open findings."""
    changed = await projects.write_off_project(
        ask.ctx, ask.street, project, ask.cause("write_off_project"), ask.if_version
    )
    return project_done(changed, response)


@api.post("/projects/{project}/terminate")
async def post_terminate(
    project: str, body: bodies.Reasoned, ask: Committee, response: Response
) -> Done:
    """End a project early, with the reason; inspections that lie ahead are waived."""
    cause = ask.cause("terminate_project")
    changed = await projects.change_project(
        ask.ctx,
        ask.street,
        project,
        lambda found: life.terminate(project, found, body.reason, cause),
        cause,
        ask.if_version,
    )
    return project_done(changed, response)


@api.post("/projects/{project}/request-change")
async def post_request_change(
    project: str, body: bodies.ChangedPlan, ask: Doer, response: Response
) -> Done:
    """Ask for another plan; the NPC committee decides."""
    plan = await plan_of(ask, body.plan)
    cause = ask.cause("request_change")
    changed = await projects.change_project(
        ask.ctx,
        ask.street,
        project,
        lambda found: life.request_change(project, found, body.reason, plan, cause),
        cause,
        ask.if_version,
    )
    warned = budget_warnings(await charter_of(ask.ctx, ask.street), plan)
    return project_done(changed, response, *warned)


@api.post("/projects/{project}/decide-change")
async def post_decide_change(
    project: str, body: bodies.ChangeDecision, ask: Committee, response: Response
) -> Done:
    """Agree to the changed plan, or not; the project goes on where it stood."""
    cause = ask.cause("decide_change")
    changed = await projects.change_project(
        ask.ctx,
        ask.street,
        project,
        lambda found: life.decide_change(project, found, body.agreed, body.reason, cause),
        cause,
        ask.if_version,
    )
    return project_done(changed, response)
