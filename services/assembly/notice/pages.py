"""The page of a public notice: the names on it while it hangs, and a way to object (E-17)."""

from fastapi import APIRouter, Response

from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from chassis.web.offers import offer_of
from services.assembly.member.commands import OBJECT_ON_NOTICE
from services.assembly.member.views import show_public
from services.assembly.notice.queries import notice_of, on_notice
from services.assembly.notice.views import show_notice
from services.assembly.portal.showing import in_street, show
from services.assembly.roles import Anyone

notice_pages = APIRouter(prefix="/streets/{street}", include_in_schema=False)


@notice_pages.get("/notices/{notice}")
async def get_notice(ask: Anyone, received: bool = False) -> Response:
    """A public notice with the names on it while it hangs, and a way to object (E-17)."""
    return await notice_page(ask, received=received)


async def notice_page(
    ask: Ask, refusal: Refusal | None = None, *, received: bool = False
) -> Response:
    """The page, with the reason above it where an objection was refused."""
    key = ask.request.path_params["notice"]
    page = await in_street(ask)
    found = await notice_of(ask.ctx, ask.street, key)
    people = await on_notice(ask.ctx, ask.street, key)
    candidates = {"candidates": [("", "—"), *((one.id, one.state.name) for one in people)]}
    return show(
        ask,
        "notice.html",
        refusal=refusal,
        notice=show_notice(found, ask.ctx.today()),
        people=[show_public(one, page["charter"]) for one in people],
        objection=offer_of(ask, OBJECT_ON_NOTICE, None, candidates, refusal=refusal),
        received=received,
        **page,
    )
