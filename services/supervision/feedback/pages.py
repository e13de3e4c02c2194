"""The desk of feedback: what is to be looked at, what is to be answered."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Found, Listing
from chassis.rooms.copies import charter_of
from chassis.rooms.personal import masked
from chassis.web.ask import Ask, asked
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from services.supervision.feedback.commands import LOOKING
from services.supervision.feedback.domain import SHOWN, WAITING, Feedback
from services.supervision.kinds import FEEDBACK
from services.supervision.owning import may_write_for
from services.supervision.roles import DOERS, OFFICE
from services.supervision.showing import show

feedback_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
PER_PAGE = 20
ANSWERING = "unanswered"
TABS: dict[str, dict[str, str]] = {
    "waiting": {"status": WAITING},
    ANSWERING: {"status": SHOWN, "reply": ""},
}


@feedback_pages.get("/feedback")
async def get_feedback(
    ask: Annotated[Ask, asked("supervision", *DOERS)],
    tab: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """One page of a tab."""
    return await desk(ask, tab=tab, after=after, page=page)


async def desk(
    ask: Ask, refusal: Refusal | None = None, *, tab: str = "", after: str = "", page: int = 1
) -> Response:
    """The desk, with the reason above it where a form was refused."""
    answering = refusal is not None and refusal.command.name == "reply"
    tabs = [name for name in TABS if name == ANSWERING or ask.person.has(*OFFICE)]
    tab = tab if tab in tabs else ANSWERING if answering else tabs[0]
    found = await _rows(ask, tab, after, page)
    rows = [(one, await _offers(ask, one, refusal)) for one in found.items]
    return await show(
        ask,
        "feedback/desk.html",
        refusal=refusal,
        tab=tab,
        tabs=tabs,
        rows=rows,
        every_offer=[offer for _, offers in rows for offer in offers],
        next=found.next,
        page=page,
    )


async def _rows(ask: Ask, tab: str, after: str, page: int) -> Listing[Feedback]:
    """The offices look at everything; a unit sees what is shown of its own projects."""
    store, street = ask.ctx.store, ask.street
    if ask.person.has(*OFFICE):
        return await store.find(FEEDBACK, street, TABS[tab], after=after, limit=PER_PAGE)
    charter = await charter_of(ask.ctx, street)
    shown = await store.every(FEEDBACK, street, TABS[ANSWERING])
    own = [one for one in shown if may_write_for(charter, ask.person, one.state.unit)]
    here = own[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Listing(here, here[-1].id if page * PER_PAGE < len(own) else "")


async def _offers(ask: Ask, one: Found[Feedback], refusal: Refusal | None) -> list[Offer]:
    charter = await charter_of(ask.ctx, ask.street)
    proposed = {"show": {"words": masked(one.state.text)}}
    named = {"project": one.state.project, "feedback": one.id}
    return [
        offer_of(ask, command, one, {}, proposed, refusal, **named)
        for command in LOOKING
        if command.offered(one.state, ask.person, ask.street)
        and may_write_for(charter, ask.person, one.state.unit)
    ]
