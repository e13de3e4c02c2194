"""Every door to notes."""

from chassis.web.command_routes import form_routes, json_routes
from services.supervision.progress.commands import SPEAK
from services.supervision.progress.pages import progress_api, progress_pages
from services.supervision.project.pages import project_page

PROGRESS_ROUTES = (
    progress_api,
    json_routes((SPEAK,)),
    progress_pages,
    form_routes((SPEAK,), project_page),
)
