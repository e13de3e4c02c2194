"""What feedback adds to a project's page: what was said and answered, and the form for anybody."""

from chassis.web.offers import offer_of
from services.supervision.feedback.commands import SAY
from services.supervision.feedback.domain import SHOWN
from services.supervision.kinds import FEEDBACK
from services.supervision.project.frame import Drawn, Section, Seen

MOST = 20


async def _draw(seen: Seen) -> Drawn:
    ask = seen.ask
    where = {"project": seen.found.id, "status": SHOWN}
    found = await ask.ctx.store.every(FEEDBACK, ask.street, where)
    newest = sorted(found, key=lambda one: (one.state.at, one.id), reverse=True)[:MOST]
    values = {"said": newest, "sent": "sent" in ask.request.query_params}
    return Drawn(values, {SAY.name: offer_of(ask, SAY, None, refusal=seen.refusal)})


FEEDBACK_SECTION = Section(
    "feedback", "居民反馈", "What residents say", "supervision/feedback/section.html", _draw
)
