"""The register of deputies as JSON and as a page. Public: deputies are elected."""

from dataclasses import replace

from fastapi import APIRouter, Response
from pydantic import BaseModel

from chassis.core.documents import Found
from chassis.rooms.choices import named
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, Page, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Choices, Offer, offer_of, offers_of
from contracts.charter import Role
from services.supervision.deputy.commands import COMMANDS, groups_of
from services.supervision.deputy.domain import Deputy
from services.supervision.deputy.queries import deputies_of
from services.supervision.roles import Anyone
from services.supervision.showing import show

deputies_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])
deputy_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
NEW, CORRECT = COMMANDS[0], COMMANDS[1]


class DeputyRow(BaseModel):
    """A deputy of the register."""

    id: str
    version: int
    name: str
    group: str
    group_zh: str
    group_en: str
    term: str
    active: bool


async def _rows(ask: Ask) -> list[DeputyRow]:
    await charter_of(ask.ctx, ask.street)
    found = await deputies_of(ask.ctx, ask.street)
    return [DeputyRow(id=one.id, version=one.version, **one.state.model_dump()) for one in found]


@deputies_api.get("/deputies")
async def get_deputies(ask: Anyone) -> Page[DeputyRow]:
    """The street's deputies by name, all of them."""
    return Page(items=await _rows(ask))


@deputy_pages.get("/deputies")
async def get_register(ask: Anyone) -> Response:
    """The register, with the forms for the NPC committee."""
    return await register_page(ask)


async def register_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page, with the reason above it where a form was refused."""
    found = await deputies_of(ask.ctx, ask.street)
    groups = groups_of(await charter_of(ask.ctx, ask.street))
    options = {"groups": named(groups, chinese=speaks_chinese(ask))}
    may = ask.person.has(Role.NPC_COMMITTEE) and ask.street in ask.person.streets
    new = offer_of(ask, NEW, None, options, refusal=refusal) if may else None
    forms = {one.id: _forms(ask, one, options, refusal) for one in found}
    return await show(
        ask, "deputies.html", rows=await _rows(ask), new=new, forms=forms, refusal=refusal
    )


def _forms(
    ask: Ask, one: Found[Deputy], options: Choices, refusal: Refusal | None
) -> dict[str, Offer]:
    """The forms of one row, under names of their own: a page has many rows."""
    mine = refusal if ask.request.path_params.get("deputy") == one.id else None
    values = {CORRECT.name: one.state.model_dump(include={"group", "term"})}
    offers = offers_of(ask, COMMANDS, one, options=options, values=values, refusal=mine)
    return {name: replace(offer, name=f"{name}-{one.id[:8]}") for name, offer in offers.items()}
