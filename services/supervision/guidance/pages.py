"""Guidance over all projects: what is still to be answered, the oldest day first (E-32)."""

from fastapi import APIRouter, Response

from services.supervision.asking import today_of
from services.supervision.guidance import queries
from services.supervision.guidance.views import GuidanceView, guidance_view
from services.supervision.project.queries import project_of
from services.supervision.roles import Anyone
from services.supervision.showing import show

guidance_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
guidance_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])


@guidance_pages.get("/guidance")
async def get_owed(ask: Anyone) -> Response:
    """Owed answers of all units, public as everything else (W-10)."""
    found = await queries.owed(ask.ctx, ask.street)
    rows = [guidance_view(one, today_of(ask)) for one in found]
    return await show(ask, "guidance/owed.html", rows=rows)


@guidance_api.get("/projects/{project}/guidance")
async def get_guidance(project: str, ask: Anyone) -> list[GuidanceView]:
    """The guidance of a project with its answers, the oldest first."""
    await project_of(ask.ctx, ask.street, project)
    found = await queries.guidance_of(ask.ctx, ask.street, project)
    return [guidance_view(one, today_of(ask)) for one in found]
