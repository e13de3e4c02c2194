"""What is read of orders."""

from datetime import date

from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.supervision.kinds import ORDERS
from services.supervision.order.domain import OPEN, OWED, SupervisionOrder, overdue


async def order_of(ctx: Context, street: str, key: str) -> Found[SupervisionOrder]:
    """An order. Raises ``NotFound``."""
    found = await ctx.store.get(ORDERS.key(street, key))
    if found is None:
        raise NotFound("unknown-order", "没有这份督办单。", "There is no such order here.")
    return found


async def open_orders(ctx: Context, street: str) -> list[Found[SupervisionOrder]]:
    """Every order that is not closed, of all years, the oldest first."""
    return await ctx.store.every(ORDERS, street, {"status": list(OPEN)})


async def owed_orders(ctx: Context, street: str) -> list[Found[SupervisionOrder]]:
    """Every order that waits for its answer, of all years."""
    return await ctx.store.every(ORDERS, street, {"status": list(OWED)})


async def late_orders(ctx: Context, street: str) -> list[Found[SupervisionOrder]]:
    """Those of them that are late."""
    today = date.fromisoformat(ctx.today())
    return [one for one in await owed_orders(ctx, street) if overdue(one.state, today)]


async def orders_on(ctx: Context, street: str, project: str) -> list[Found[SupervisionOrder]]:
    """Every order on a project, the oldest first."""
    return await ctx.store.every(ORDERS, street, {"project": project})
