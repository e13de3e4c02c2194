"""The deliberator's page: visits, what they brought, and how my suggestions stand (E-21, W-44)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.web.ask import Ask, asked
from chassis.web.command_routes import Refusal, form_routes
from chassis.web.offers import offer_of, offers_of
from services.intake.agreement.commands import AGREE, agreed_to
from services.intake.member.queries import member_name
from services.intake.showing import show
from services.intake.suggestion.forms import options_of
from services.intake.suggestion.views import titled_row
from services.intake.visit.bodies import NewVisit
from services.intake.visit.commands import CORRECT, DELETE, HAND_IN, LOG, MEMBER
from services.intake.visit.queries import (
    SHOWN,
    brought_by,
    collected_by,
    how_many,
    visit_of,
    visits_of,
)

visit_pages = APIRouter(prefix="/intake/streets/{street}/mine", include_in_schema=False)
Member = Annotated[Ask, asked("intake", *MEMBER)]
PER_PAGE = 20


@visit_pages.get("")
async def get_mine(
    ask: Member,
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """My visits and my suggestions, with how each stands."""
    return await mine_page(ask, None, after, page)


async def mine_page(
    ask: Ask, refusal: Refusal | None = None, after: str = "", page: int = 1
) -> Response:
    """The same, with the reason where a visit was refused."""
    ctx, street, member = ask.ctx, ask.street, ask.person.member
    name = await member_name(ctx, street, ask.person)
    visits = await visits_of(ctx, street, member)
    listing = await collected_by(ctx, street, member, after, PER_PAGE)
    total, answered = await how_many(ctx, street, member)
    agreed = await agreed_to(ctx, street, member)
    asked_for, preset = (LOG, {"on": ctx.today()}) if agreed else (AGREE, {})
    options, values = await options_of(ask), {asked_for.name: preset}
    return await show(
        ask,
        "mine.html",
        refusal=refusal,
        name=name,
        offer=offer_of(ask, asked_for, None, options, values, refusal),
        agreed=agreed,
        visits=visits[:SHOWN],
        contacts=len(visits),
        total=total,
        answered=answered,
        rows=[titled_row(one) for one in listing.items],
        next=listing.next,
        page=page,
    )


@visit_pages.get("/visits/{visit}")
async def get_visit(ask: Member) -> Response:
    """One visit, what it brought so far, and the form of the next suggestion."""
    return await visit_page(ask)


async def visit_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The same, with the reason where a suggestion was refused."""
    key = ask.request.path_params["visit"]
    found = await visit_of(ask.ctx, ask.street, key, ask.person)
    options = await options_of(ask)
    kept = {CORRECT.name: found.state.model_dump(include=set(NewVisit.model_fields))}
    brought = await brought_by(ask.ctx, ask.street, found.state)
    return await show(
        ask,
        "visit.html",
        refusal=refusal,
        one=found.state,
        offer=offer_of(ask, HAND_IN, found, options, refusal=refusal),
        own=offers_of(ask, (CORRECT, DELETE), found, options=options, values=kept, refusal=refusal),
        rows=[titled_row(one) for one in brought],
    )


visit_forms = form_routes((LOG, AGREE), mine_page)
brought_forms = form_routes((HAND_IN, CORRECT, DELETE), visit_page)
