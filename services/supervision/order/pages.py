"""Orders as JSON, pages and papers. What is ordered and answered is public; photos are not."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from chassis.core.errors import NotFound
from chassis.rooms.copies import charter_of
from chassis.rooms.files.serving import file_response
from chassis.rooms.papers import form_of, paper_response
from chassis.web.ask import Ask, Page, Paging, asked, tagged
from chassis.web.command_routes import Refusal
from chassis.web.fields import Pair
from chassis.web.offers import offer_of, offers_of
from services.supervision.asking import asked_for, today_of
from services.supervision.inspection.queries import inspection_of
from services.supervision.kinds import ORDERS, PROJECTS
from services.supervision.order.commands import COMMANDS, KEPT
from services.supervision.order.domain import OPEN, OrderStatus
from services.supervision.order.papers import order_paper, rectification_paper
from services.supervision.order.queries import order_of
from services.supervision.order.views import OrderRow, OrderView, order_row, order_view
from services.supervision.owning import may_write
from services.supervision.project.domain.project import ENDED, ProjectStatus
from services.supervision.roles import OFFICE, STAFF, Anyone, is_staff
from services.supervision.showing import show

orders_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])
order_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
Filter = Annotated[str, Query(max_length=64)]
NEW = COMMANDS[0]
GOING = [status for status in ProjectStatus if status not in ENDED]
PER_PAGE = 50
OF_THE_UNIT = ("acknowledge", "reply")
"""The commands that only the unit of an order, or an office for it, gives."""


@orders_api.get("/orders")
async def get_orders(
    ask: Anyone, paging: Paging, project: Filter = "", status: OrderStatus | None = None
) -> Page[OrderRow]:
    """督办台账, the oldest first."""
    await charter_of(ask.ctx, ask.street)
    where = asked_for(project=project, status=status or "")
    found = await ask.ctx.store.find(
        ORDERS, ask.street, where, after=paging.after, limit=paging.limit
    )
    today = today_of(ask)
    return Page(items=[order_row(one, today) for one in found.items], next=found.next)


@orders_api.get("/orders/{order}")
async def get_order(order: str, ask: Anyone, response: Response) -> OrderView:
    """An order with its answers."""
    found = await order_of(ask.ctx, ask.street, order)
    tagged(response, found.version)
    return order_view(found, today_of(ask), is_staff(ask))


@orders_api.get("/orders/{order}/paper.pdf")
@orders_api.get("/orders/{order}/paper.docx")
async def get_paper(order: str, ask: Anyone) -> Response:
    """督办单 on paper."""
    found = await order_of(ask.ctx, ask.street, order)
    paper = order_paper(await charter_of(ask.ctx, ask.street), found.state)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


@orders_api.get("/inspections/{inspection}/rectification.pdf")
@orders_api.get("/inspections/{inspection}/rectification.docx")
async def get_rectification(inspection: str, ask: Anyone) -> Response:
    """整改回执 on paper, for what an inspection found."""
    found = await inspection_of(ask.ctx, ask.street, inspection)
    if not found.state.findings:
        zh, en = "这次督查没有要整改的问题。", "This inspection found nothing to be put right."
        raise NotFound("nothing-found", zh, en)
    paper = rectification_paper(await charter_of(ask.ctx, ask.street), found.state)
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


@orders_api.get("/orders/{order}/photos/{photo}")
async def get_photo(
    order: str,
    photo: str,
    ask: Annotated[Ask, asked("supervision", *STAFF)],
    small: bool = False,
) -> StreamingResponse:
    """A photo of an answer, or its thumbnail. Staff only."""
    found = await order_of(ask.ctx, ask.street, order)
    owner = KEPT.owner(ask.street, order)
    return await file_response(ask.ctx, owner, found.state.files, photo, public=False, small=small)


@order_pages.get("/orders")
async def get_list(
    ask: Anyone,
    show_: Annotated[str, Query(alias="show", max_length=20)] = "",
    project: Filter = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """Open orders of all years, or all of them."""
    return await orders_page(ask, None, show_, project, after, page)


async def orders_page(
    ask: Ask,
    refusal: Refusal | None = None,
    shown: str = "",
    project: str = "",
    after: str = "",
    page: int = 1,
) -> Response:
    """The list, with the form that issues one for whoever may."""
    where = {} if shown == "all" else {"status": list(OPEN)}
    found = await ask.ctx.store.find(ORDERS, ask.street, where, after=after, limit=PER_PAGE)
    today = today_of(ask)
    may = ask.person.has(*OFFICE) and ask.street in ask.person.streets
    options = {"projects": await _projects(ask) if may else ()}
    first = {NEW.name: {"project": project}}
    return await show(
        ask,
        "orders.html",
        rows=[order_row(one, today) for one in found.items],
        next=found.next,
        page=page,
        shown=shown,
        new=offer_of(ask, NEW, None, options, first, refusal) if may else None,
        refusal=refusal,
    )


async def _projects(ask: Ask) -> list[Pair]:
    """The projects that have not ended, of all years, as choices."""
    going = await ask.ctx.store.every(PROJECTS, ask.street, {"status": GOING})
    return [(one.id, f"{one.state.cycle} · {one.state.no} {one.state.title}") for one in going]


@order_pages.get("/orders/{order}")
async def get_one(ask: Anyone) -> Response:
    """One order with its answers and the forms."""
    return await order_page(ask)


async def order_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page, with the reason above it where a form was refused."""
    if "order" not in ask.request.path_params:
        return await orders_page(ask, refusal)
    found = await order_of(ask.ctx, ask.street, ask.request.path_params["order"])
    offers = offers_of(ask, COMMANDS, found, refusal=refusal)
    if not await may_write(ask, found.state.unit):
        offers = {name: one for name, one in offers.items() if name not in OF_THE_UNIT}
    return await show(
        ask,
        "order.html",
        one=order_view(found, today_of(ask), is_staff(ask)),
        offers=offers,
        refusal=refusal,
    )
