"""What a survey adds to a project's page: the result, the form, the paper to hand out."""

from chassis.rooms.copies import charter_of
from chassis.web.offers import offers_of
from services.supervision.project.frame import Drawn, Section, Seen
from services.supervision.survey.commands import SURVEY


async def _draw(seen: Seen) -> Drawn | None:
    offers = offers_of(seen.ask, (SURVEY,), seen.found, refusal=seen.refusal)
    if seen.project.survey is None and not offers:
        return None
    rules = (await charter_of(seen.ask.ctx, seen.ask.street)).projects.acceptance
    return Drawn({"survey": seen.project.survey, "line": rules.survey_line}, offers)


SURVEY_SECTION = Section(
    "survey", "居民满意度测评", "Residents’ satisfaction", "supervision/survey/section.html", _draw
)
