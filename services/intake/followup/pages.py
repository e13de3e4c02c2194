"""Questions on pages: of the author's receipt, and the desk that calls and looks at reasons."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Found, Where
from chassis.rooms.personal import masked
from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from services.intake.followup.commands import BY_OWN_RECEIPT, BY_PHONE, WORD
from services.intake.followup.domain import ASKED, FollowUp, is_over
from services.intake.followup.queries import to_call
from services.intake.kinds import FOLLOWUPS
from services.intake.roles import Clerk
from services.intake.showing import show
from services.intake.suggestion.forms import options_of
from services.intake.suggestion.looking import with_look
from services.intake.suggestion.queries import suggestion_of

followup_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)
PER_PAGE = 20
TABS: dict[str, Where] = {"reasons": {"to_word": True}, "calls": {"status": ASKED}}
Question = tuple[Found[FollowUp], Offer | None]


async def questions_of(
    ask: Ask, suggestion: str, refusal: Refusal | None
) -> list[Question]:  # fmt: skip
    """The questions to the author of a suggestion, each with its form while it waits."""
    found = await ask.ctx.store.every(FOLLOWUPS, ask.street, {"suggestion": suggestion})
    options, today = await options_of(ask), ask.ctx.today()
    return [
        (one, offer_of(ask, BY_OWN_RECEIPT, one, options, refusal=refusal, followup=one.id))
        if BY_OWN_RECEIPT.due(one.state) and not is_over(one.state, date.fromisoformat(today))
        else (one, None)
        for one in found
    ]


@followup_pages.get("/followups")
async def get_followups(
    ask: Clerk,
    tab: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=300)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """One page of the reasons to look at, or of who was not heard of yet."""
    return await desk(ask, tab=tab, after=after, page=page)


async def desk(
    ask: Ask, refusal: Refusal | None = None, *, tab: str = "", after: str = "", page: int = 1
) -> Response:
    """The desk, with the reason above it where a form was refused.

    Nobody is called once the last day has passed: the calls begin with those of today.
    """
    waiting = refusal is not None and refusal.command is BY_PHONE
    tab = tab if tab in TABS else "calls" if waiting else "reasons"
    begin = after or (ask.ctx.today() if tab == "calls" else "")
    found = await ask.ctx.store.find(
        FOLLOWUPS, ask.street, TABS[tab], after=begin, limit=PER_PAGE
    )  # fmt: skip
    return await show(
        ask,
        "followups.html",
        refusal=refusal,
        tab=tab,
        lengths={
            "reasons": await _reasons(ask),
            "calls": sum((await to_call(ask.ctx, ask.street)).values()),
        },
        rows=[await _row(ask, one, refusal) for one in found.items],
        next=found.next,
        page=page,
    )


async def _reasons(ask: Ask) -> int:
    return sum((await ask.ctx.store.count(FOLLOWUPS, ask.street, TABS["reasons"])).values())


async def _row(
    ask: Ask, one: Found[FollowUp], refusal: Refusal | None
) -> tuple[Found[FollowUp], str, list[Offer]]:
    """The question, the title of its suggestion, and the forms for this person."""
    options = await options_of(ask)
    title = (await suggestion_of(ask.ctx, ask.street, one.state.suggestion)).state.title
    proposed = {WORD.name: {"words": masked(one.state.reason)}}
    problem = refusal.problem if refusal else None
    offers = [
        with_look(offer_of(ask, command, one, options, proposed, refusal, followup=one.id), problem)
        for command in (WORD, BY_PHONE)
        if command.offered(one.state, ask.person, ask.street)
    ]
    return one, title, offers
