"""Documents that lie beside a project under its id; each begins with what is first said in it."""

from collections.abc import Callable
from typing import Any, TypeVar

from chassis.core.decision import Change, State
from chassis.core.documents import Changed, Found, Kind
from chassis.service import Context
from chassis.web.command import Order

S = TypeVar("S", bound=State)


async def beside(ctx: Context, kind: Kind[S], street: str, project: str, empty: S) -> Found[S]:
    """The document, or the empty one in version 0 where nothing was said yet."""
    found = await ctx.store.get(kind.key(street, project))
    return found if found is not None else Found(project, street, 0, empty)


async def change_beside(
    order: Order[Any], kind: Kind[S], empty: S, decide: Callable[[S], Change[S]]
) -> Changed[S]:
    """Change the document of the project that the order names, from empty where there is none."""
    key = kind.key(order.street, order.key)
    return await order.ctx.change(
        key,
        lambda state: decide(empty if state is None else state),
        order.cause,
        order.version,
    )
