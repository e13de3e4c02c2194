"""The page of tickets at the desk, and the workbook of answers for the hotline's office."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Found, Where
from chassis.rooms.calendar_words import say_due
from chassis.rooms.choices import named
from chassis.rooms.copies import charter_of
from chassis.rooms.sheet_stream import stream_table
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal, form_routes
from chassis.web.offers import offer_of
from contracts.charter import Charter
from services.intake.hotline import queries
from services.intake.hotline.commands import ENTER
from services.intake.hotline.telling import COLUMNS, answered_by, rows, text_of
from services.intake.kinds import SUGGESTIONS
from services.intake.roles import Clerk, Staff, is_clerk
from services.intake.showing import show
from services.intake.suggestion.deadlines import due_again
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.forms import options_of
from services.intake.suggestion.units import own_unit
from services.intake.suggestion.views import titled_row

ticket_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)
ticket_api = APIRouter(prefix="/intake/api/streets/{street}", tags=["intake"])
PER_PAGE = 20


@ticket_pages.get("/tickets")
async def get_tickets(
    ask: Staff,
    tab: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """One page of a tab; a department sees its own open ones."""
    return await tickets_page(ask, None, tab, after, page)


async def tickets_page(
    ask: Ask, refusal: Refusal | None = None, tab: str = "", after: str = "", page: int = 1
) -> Response:
    """The same, with the reason where a ticket was refused."""
    charter, unit = await charter_of(ask.ctx, ask.street), await own_unit_of(ask)
    tab = tab if tab in queries.TABS and (unit is None or tab in queries.TABS[:2]) else "open"
    listing = await queries.tickets(ask.ctx, ask.street, tab, after, PER_PAGE, unit)
    options = dict(await options_of(ask)) | _choices(ask, charter)
    preset = {ENTER.name: {"came_on": ask.ctx.today(), "kind": charter.hotline.kinds[0].id}}
    offer = offer_of(ask, ENTER, None, options, preset, refusal) if is_clerk(ask) else None
    return await show(
        ask,
        "tickets.html",
        refusal=refusal,
        offer=offer,
        tab=tab,
        unit=unit,
        lengths=await queries.lengths(ask.ctx, ask.street) if unit is None else {},
        rows=[await _line(ask, charter, one) for one in listing.items],
        say_due=say_due,
        next=listing.next,
        page=page,
        today=ask.ctx.today(),
    )


async def own_unit_of(ask: Ask) -> str | None:
    """The unit whose tickets alone the asker sees."""
    return await own_unit(ask.ctx, ask.street, ask.person)


async def _line(ask: Ask, charter: Charter, found: Found[Suggestion]) -> dict[str, object]:
    state = found.state
    waits = state.status is Status.SUBMITTED
    answer = await answered_by(ask.ctx, ask.street, state)
    return {
        "row": titled_row(found),
        "state": state,
        "kind": charter.hotline.kind(state.ticket_kind),
        "due": due_again(ask.ctx, state),
        "back": queries.back_until(ask.ctx, charter, state) if waits else None,
        "text": text_of(state.ticket, answer, charter.zh) if state.outcome else "",
    }


def _choices(ask: Ask, charter: Charter) -> dict[str, list[tuple[str, str]]]:
    chinese, rules = speaks_chinese(ask), charter.hotline
    codes = [(one.id, f"{one.id} {one.zh if chinese else one.en}") for one in rules.codes]
    return {"ticket_kinds": named(rules.kinds, chinese=chinese), "ticket_codes": codes}


@ticket_api.get("/tickets.xlsx")
async def get_workbook(ask: Clerk) -> Response:
    """All tickets with number, unit, days, result and answer: for the hotline's office."""
    charter = await charter_of(ask.ctx, ask.street)
    where: Where = {"hotline": True, "outcome": ["", *queries.ANSWERED, queries.BACK]}
    found = ask.ctx.store.stream(SUGGESTIONS, ask.street, where)
    name, mark = f"{charter.zh}热线工单办理情况", ask.ctx.settings.mark
    told = rows(ask.ctx, charter, found)
    return await stream_table(f"{name}.xlsx", "热线工单", COLUMNS, told, mark=mark)


ticket_forms = form_routes((ENTER,), tickets_page)
