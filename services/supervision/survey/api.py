"""满意度测评票 to hand out, unsigned."""

from fastapi import APIRouter, Request, Response

from chassis.rooms.copies import charter_of
from chassis.rooms.papers import Column, Kind, Paper, Table, Text, form_of, paper_response
from contracts.charter import Charter
from services.supervision.project.domain.project import Project
from services.supervision.project.queries import project_of
from services.supervision.roles import Anyone

survey_api = APIRouter(
    prefix="/supervision/api/streets/{street}/projects/{project}", tags=["supervision"]
)
TITLE = "满意度测评票"
CUT = "－－－－－－－－－－沿此线裁开－－－－－－－－－－"


def survey_paper(charter: Charter, project: Project) -> Paper:
    """Two slips on a page, to be cut: the project and three boxes, no name."""
    table = Table(
        (Column("项目", 3, centred=False), Column("满意"), Column("基本满意"), Column("不满意")),
        ((project.title, "□", "□", "□"),),
        tall=True,
    )
    told = Text("不写姓名，在一个方框里打“√”，折好投入票箱。多选或不选为无效票。")
    slip = (told, table)
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.projects.zh}{TITLE}",
        body=(
            *slip,
            Text("－－－－－－－－－－－－－－沿此线裁开－－－－－－－－－－－－－－"),
            *slip,
        ),
    )


@survey_api.get("/survey.pdf")
@survey_api.get("/survey.docx")
async def get_survey_paper(ask: Anyone, project: str, request: Request) -> Response:
    """The paper to hand out at the works."""
    found = await project_of(ask.ctx, ask.street, project)
    paper = survey_paper(await charter_of(ask.ctx, ask.street), found.state)
    return await paper_response(ask.ctx.settings, paper, form_of(request), ask.ctx.now())
