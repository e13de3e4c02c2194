"""Papers of the end of a project, for everybody: 验收表, 销号单 (PDF and Word)."""

from fastapi import APIRouter, Request, Response

from chassis.core.errors import WrongState
from chassis.rooms.copies import charter_of
from chassis.rooms.papers.answer import form_of, paper_response
from services.supervision.acceptance.commands import inspected
from services.supervision.acceptance.papers import acceptance_sheet, write_off_sheet
from services.supervision.followup.section import asked
from services.supervision.kinds import FOLLOWUPS
from services.supervision.project.domain.project import ProjectStatus
from services.supervision.project.queries import project_of
from services.supervision.roles import Anyone

acceptance_api = APIRouter(
    prefix="/supervision/api/streets/{street}/projects/{project}", tags=["supervision"]
)


@acceptance_api.get("/acceptance.pdf")
@acceptance_api.get("/acceptance.docx")
async def get_acceptance_sheet(ask: Anyone, project: str, request: Request) -> Response:
    """验收表; of a project that is not accepted yet with room to write by hand."""
    found = await project_of(ask.ctx, ask.street, project)
    paper = acceptance_sheet(await charter_of(ask.ctx, ask.street), found.state)
    return await paper_response(ask.ctx.settings, paper, form_of(request), ask.ctx.now())


@acceptance_api.get("/write-off.pdf")
@acceptance_api.get("/write-off.docx")
async def get_write_off_sheet(ask: Anyone, project: str, request: Request) -> Response:
    """销号单, once it is written off."""
    found = (await project_of(ask.ctx, ask.street, project)).state
    if found.status is not ProjectStatus.WRITTEN_OFF or found.acceptance is None:
        raise WrongState("not-written-off", "项目还没有销号。", "It is not written off yet.")
    said = await ask.ctx.store.every(FOLLOWUPS, ask.street, {"project": project})
    held = await inspected(ask.ctx, ask.street, project)
    charter = await charter_of(ask.ctx, ask.street)
    paper = write_off_sheet(charter, found, held, asked(said, found.acceptance.round))
    return await paper_response(ask.ctx.settings, paper, form_of(request), ask.ctx.now())
