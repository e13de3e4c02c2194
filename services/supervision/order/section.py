"""What orders add to a project's page: the orders on it, and their timeline."""

from services.supervision.order.queries import orders_on
from services.supervision.order.views import order_row, timeline
from services.supervision.project.frame import Drawn, Section, Seen, Strand, Told
from services.supervision.roles import OFFICE


async def _draw(seen: Seen) -> Drawn | None:
    ask = seen.ask
    found = await orders_on(ask.ctx, ask.street, seen.found.id)
    may = ask.person.has(*OFFICE) and ask.street in ask.person.streets
    if not found and not may:
        return None
    return Drawn({"rows": [order_row(one, seen.today) for one in found], "may": may})


async def _tell(seen: Seen) -> Told:
    found = await orders_on(seen.ask.ctx, seen.ask.street, seen.found.id)
    return Told([step for one in found for step in timeline(one.state)])


ORDERS_SECTION = Section("orders", "督办", "Orders", "supervision/order/section.html", _draw)
ORDER_STRAND = Strand("ORDER", "督办", "Orders", _tell)
