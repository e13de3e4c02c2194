"""What the checklist adds to a project's page: items to tick, the percentage, the timeline."""

from typing import Any

from chassis.rooms.copies import charter_of
from chassis.web.command_routes import AnyCommand
from chassis.web.offers import NONE, Offer, offer_of, offers_of
from services.supervision import labels
from services.supervision.checklist.commands import COMMANDS, DROP, OF_ITEM, TICK, UNTICK
from services.supervision.checklist.domain.checklist import Item
from services.supervision.checklist.queries import checklist_of
from services.supervision.owning import may_write_for
from services.supervision.project.domain.project import ENDED
from services.supervision.project.frame import Drawn, Section, Seen
from services.supervision.roles import is_staff


async def _draw(seen: Seen) -> Drawn | None:
    ask = seen.ask
    found = await checklist_of(ask.ctx, ask.street, seen.found.id)
    charter = await charter_of(ask.ctx, ask.street)
    own = may_write_for(charter, ask.person, seen.project.unit)
    offers: dict[str, Offer] = {}
    rows: list[dict[str, Any]] = []
    if own and seen.project.status not in ENDED:
        offers = offers_of(ask, COMMANDS, found, refusal=seen.refusal)
    if not (offers or found.state.items):
        return None
    for item in found.state.items:
        mine = _forms(seen, found, item) if offers else {}
        offers |= mine
        role = labels.of_role(item.done_role)
        photos = item.photos if is_staff(ask) else ()
        late = item.done_on is None and item.due_on < seen.today
        rows.append({"item": item, "forms": mine, "role": role, "late": late, "photos": photos})
    return Drawn({"rows": rows, "list": found.state}, offers)


def _forms(seen: Seen, found: Any, item: Item) -> dict[str, Offer]:
    """What can be done with an item as it stands."""
    fit = (OF_ITEM[1], UNTICK) if item.done_on else (TICK, OF_ITEM[1], DROP)
    made = [_offer(seen, one, found, item.id) for one in fit if _may(seen, one)]
    return {offer.name: offer for offer in made}


def _may(seen: Seen, command: AnyCommand) -> bool:
    return command.offered(seen.project, seen.ask.person, seen.ask.street)


def _offer(seen: Seen, command: AnyCommand, found: Any, item: str) -> Offer:
    return offer_of(seen.ask, command, found, NONE, NONE, seen.refusal, item=item)


CHECKLIST_SECTION = Section(
    "checklist", "清单", "Checklist", "supervision/checklist/section.html", _draw
)
