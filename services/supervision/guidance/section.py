"""What guidance adds to a project's page: the thread, its forms, its part of the timeline."""

from chassis.rooms.files.attached import attachment_views, removals_of
from chassis.web.offers import Offer, offer_of
from services.supervision.guidance.commands import ANSWER, ATTACHED, COMMANDS, GIVE
from services.supervision.guidance.domain.guidance import overdue
from services.supervision.guidance.queries import guidance_of
from services.supervision.guidance.views import guidance_steps, guidance_view
from services.supervision.owning import may_write
from services.supervision.project.domain.project import ENDED
from services.supervision.project.frame import (
    Ahead,
    Drawn,
    Section,
    Seen,
    Strand,
    Told,
    part_offers,
)
from services.supervision.roles import is_staff


async def _draw(seen: Seen) -> Drawn | None:
    offers: dict[str, Offer] = _giving(seen)
    found = await guidance_of(seen.ask.ctx, seen.ask.street, seen.found.id)
    if not (found or offers):
        return None
    thread = []
    own = await may_write(seen.ask, seen.project.unit)
    fit = [one for one in COMMANDS if own or one is not ANSWER]
    for one in found:
        mine = part_offers(seen, fit, one, "guidance")
        offers |= mine
        thread.append(
            {
                "one": guidance_view(one, seen.today),
                "forms": mine,
                "files": attachment_views(one.state.attachments) if is_staff(seen.ask) else [],
                "removals": removals_of(
                    seen.ask, ATTACHED.commands[1], one, one.state.attachments, seen.refusal
                ),
            }
        )
    return Drawn({"thread": thread}, offers)


def _giving(seen: Seen) -> dict[str, Offer]:
    ask = seen.ask
    if seen.project.status in ENDED or not GIVE.offered(seen.project, ask.person, ask.street):
        return {}
    return {GIVE.name: offer_of(ask, GIVE, None, refusal=seen.refusal)}


async def _tell(seen: Seen) -> Told:
    found = [one.state for one in await guidance_of(seen.ask.ctx, seen.ask.street, seen.found.id)]
    late = [
        Ahead(one.due_on, "指导意见逾期未答复", "Guidance not answered in time", late=True)
        for one in found
        if overdue(one, seen.today)
    ]
    return Told([step for one in found for step in guidance_steps(one)], late)


GUIDANCE_SECTION = Section(
    "guidance", "指导意见与答复", "Guidance and answers", "supervision/guidance/section.html", _draw
)
GUIDANCE_STRAND = Strand("GUIDANCE", "专业监督", "Guidance", _tell)
