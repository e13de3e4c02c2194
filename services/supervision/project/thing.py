"""The project as people ask things of it: its addresses and its small answer."""

from chassis.web.command import Thing
from services.supervision.clean_words import check_public
from services.supervision.command_answer import Done
from services.supervision.kinds import PROJECTS
from services.supervision.project.domain.project import Project
from services.supervision.project.views import project_done

PROJECT: Thing[Project] = Thing(
    service="supervision",
    kind=PROJECTS,
    api="/supervision/api/streets/{street}/projects/{project}",
    page="/supervision/streets/{street}/projects/{project}",
    answers=Done,
    answer=project_done,
    look=check_public,
)
