"""Every door to feedback."""

from chassis.web.command_routes import form_routes, json_routes
from services.supervision.feedback.commands import LOOKING, SAY
from services.supervision.feedback.pages import desk, feedback_pages
from services.supervision.project.pages import project_page

FEEDBACK_ROUTES = (
    json_routes((SAY, *LOOKING)),
    feedback_pages,
    form_routes((SAY,), project_page),
    form_routes(LOOKING, desk),
)
