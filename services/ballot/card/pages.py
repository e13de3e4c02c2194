"""The sheet of cards, the poster at the door, and the page where a member's own phone checks in.

That page is tagged ``unlogged``: the same phone votes later, and no line may tell whose it is.
It needs no sign-in, no cookie and no JavaScript.
"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Response

from chassis.core.errors import NotAllowed, Problem
from chassis.rooms.copies import charter_of
from chassis.rooms.papers import paper_response
from chassis.rooms.qr import qr_svg
from chassis.web.ask import UNKEPT, UNLOGGED, Ask, anyone
from chassis.web.command_routes import check_guards
from chassis.web.forms import text_of, texts_of
from chassis.web.public_rate import limit_guesses
from services.ballot.card.api import arrive_address
from services.ballot.card.arriving import arrive
from services.ballot.card.domain import BY, scanned
from services.ballot.card.papers import Invited, invitations
from services.ballot.card.printing import print_cards
from services.ballot.roles import Committee, Staff, witness_of
from services.ballot.roll.views import clock_minute
from services.ballot.session.pages import session_page
from services.ballot.session.settling import session_of
from services.ballot.showing import show

card_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)
arrive_pages = APIRouter(prefix="/ballot/arrive/{street}", include_in_schema=False, tags=[UNLOGGED])
Member = Annotated[Ask, anyone("ballot")]


@card_pages.post("/sessions/{session}/cards", tags=[UNKEPT])
async def post_cards(ask: Committee, session: str) -> Response:
    """Print fresh cards; this sheet is the only place where their codes ever stand."""
    members = texts_of(await ask.request.form(), "members")
    try:
        check_guards(ask)
        by, cause = witness_of(ask.person), ask.cause("print_cards")
        printed = await print_cards(ask.ctx, ask.street, session, members, by, cause)
    except Problem as problem:
        return await session_page(ask, problem=problem)
    address = arrive_address(ask, session)
    response = await show(
        ask,
        "cards.html",
        cards=[(card, qr_svg(f"{address}#{card.code}")) for card in printed],
        session=(await session_of(ask.ctx, ask.street, session)).state,
        session_id=session,
        address=address,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@card_pages.post("/sessions/{session}/invitations", tags=[UNKEPT])
async def post_invitations(ask: Committee, session: str) -> Response:
    """Fresh cards, each on its member's letter: one PDF, a page each. Shown once, as cards are."""
    try:
        check_guards(ask)
        by, cause = witness_of(ask.person), ask.cause("print_cards")
        printed = await print_cards(ask.ctx, ask.street, session, (), by, cause)
    except Problem as problem:
        return await session_page(ask, problem=problem)
    address, found = arrive_address(ask, session), await session_of(ask.ctx, ask.street, session)
    invited = [Invited(one.name, one.code, f"{address}#{one.code}") for one in printed]
    paper = invitations(await charter_of(ask.ctx, ask.street), found.state, invited)
    return await paper_response(ask.ctx.settings, paper, "pdf", ask.ctx.now())


@card_pages.get("/sessions/{session}/door/poster")
async def get_poster(ask: Staff, session: str) -> Response:
    """A sheet for the door: scan it, type the code of the card."""
    address = arrive_address(ask, session)
    return await show(
        ask,
        "door_poster.html",
        session=(await session_of(ask.ctx, ask.street, session)).state,
        session_id=session,
        address=address,
        picture=qr_svg(address),
    )


@arrive_pages.get("/{session}")
async def get_arrive(ask: Member, session: str) -> Response:
    """A member's own check-in: one field."""
    return await _page(ask, session)


@arrive_pages.post("/{session}")
async def post_arrive(ask: Member, session: str) -> Response:
    """Check in with the code of a card."""
    code = scanned(text_of(await ask.request.form(), "code"))[:40]
    cause = replace(ask.cause("arrive_by_card"), actor=BY)
    try:
        line = await arrive(ask.ctx, ask.street, session, code, cause, None)
    except Problem as problem:
        if isinstance(problem, NotAllowed):
            limit_guesses(ask.request, ask.street, ask.ctx.now())
        return await _page(ask, session, code, problem)
    state = line.state
    at = clock_minute(state.stays[-1].arrived if state.stays else state.arrived)
    found = (await session_of(ask.ctx, ask.street, session)).state
    return await show(ask, "arrived.html", line=state, at=at, session=found)


async def _page(ask: Ask, session: str, code: str = "", problem: Problem | None = None) -> Response:
    found = (await session_of(ask.ctx, ask.street, session)).state
    return await show(
        ask, "arrive.html", problem=problem, session=found, session_id=session, code=code
    )
