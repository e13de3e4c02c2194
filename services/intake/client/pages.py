"""The page of the street office with the systems that may hand in suggestions by Open311."""

from typing import Annotated

from fastapi import APIRouter, Response

from chassis.core.documents import Changed
from chassis.web.ask import Ask, asked
from chassis.web.command_routes import AnyCommand, Refusal, form_routes
from chassis.web.offers import NONE, offer_of
from services.intake.client.commands import KEEPERS, MAKE, REVOKE
from services.intake.client.domain import Client, ClientStatus
from services.intake.client.keys import key_of
from services.intake.kinds import CLIENTS
from services.intake.open311.asking import PREFIX, base_of
from services.intake.showing import show
from services.intake.suggestion.forms import options_of

client_pages = APIRouter(prefix="/intake/streets/{street}/desk/clients", include_in_schema=False)
Keeper = Annotated[Ask, asked("intake", *KEEPERS)]
SHOWN = 200
"""Keys on the page, the active ones first."""


@client_pages.get("")
async def get_clients(ask: Keeper) -> Response:
    """Every key of the street, and the form of a new one."""
    return await clients_page(ask)


async def clients_page(ask: Ask, refusal: Refusal | None = None, made: str = "") -> Response:
    """The page; ``made`` is a key that is shown this once."""
    ask.need(*KEEPERS)
    rows = []
    for status in ClientStatus:
        where = {"status": status.value}
        rows += (await ask.ctx.store.find(CLIENTS, ask.street, where, limit=SHOWN)).items
    return await show(
        ask,
        "clients.html",
        http_status=201 if made else 200,
        refusal=refusal,
        made=made,
        rows=rows[:SHOWN],
        active=ClientStatus.ACTIVE,
        offer=offer_of(ask, MAKE, None, await options_of(ask), NONE, refusal),
        stops={
            one.id: offer_of(ask, REVOKE, one, NONE, NONE, refusal)
            for one in rows[:SHOWN]
            if REVOKE.due(one.state)
        },
        endpoint=f"{base_of(ask.request)}{PREFIX}/",
    )


async def _told(ask: Ask, command: AnyCommand, changed: Changed[Client]) -> Response:
    made = key_of(ask.ctx.settings, changed.id) if command is MAKE else ""
    return await clients_page(ask, made=made)


client_forms = form_routes((MAKE, REVOKE), clients_page, told=_told)
