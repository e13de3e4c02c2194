"""Pages of members: the public list, and one member at the desk."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Changed
from chassis.web.ask import Ask, Paging, speaks_chinese
from chassis.web.command_routes import AnyCommand, Refusal
from contracts.charter import Charter
from services.assembly.charter.domain import STEP_ROLES
from services.assembly.member.domain.member import PUBLIC, Member
from services.assembly.member.forms import member_offers, settling
from services.assembly.member.queries import member_of, public_members, summary
from services.assembly.member.views import show_public, show_whole
from services.assembly.notice.queries import notices_running
from services.assembly.notice.views import show_notice
from services.assembly.portal.showing import composition, in_street, show
from services.assembly.roles import COMMITTEES, Anyone, Confidant

member_pages = APIRouter(prefix="/streets/{street}", include_in_schema=False)
MEMBERS_A_PAGE = 100
Number = Annotated[int, Query(ge=1, le=9999)]


@member_pages.get("/members")
async def get_members(ask: Anyone, paging: Paging, page: Number = 1) -> Response:
    """Who has a seat: names, category, community, group, and the composition."""
    shared = await in_street(ask)
    charter: Charter = shared["charter"]
    listed = await public_members(ask.ctx, ask.street, paging.after, MEMBERS_A_PAGE)
    people = await summary(ask.ctx, ask.street, charter)
    running = await notices_running(ask.ctx, ask.street)
    return show(
        ask,
        "members.html",
        people=people,
        total=sum(people["by_status"].get(status.value, 0) for status in PUBLIC),
        composition=composition(charter, people["by_category"]),
        members=[show_public(one, charter) for one in listed.items],
        next=listed.next,
        page=page if paging.after else 1,
        notices=[show_notice(one, ask.ctx.today()) for one in running],
        staff=ask.person.reads_as(ask.street, *STEP_ROLES),
        **shared,
    )


@member_pages.get("/desk/members/{member}")
async def get_member(ask: Confidant) -> Response:
    """Everything the staff may know of a member."""
    return await member_page(ask)


async def phone_page(ask: Ask, _: AnyCommand, changed: Changed[Member]) -> Response:
    """The page with the whole number, this once (C-05)."""
    return await member_page(ask, phone=changed.state.phone)


async def member_page(ask: Ask, refusal: Refusal | None = None, phone: str = "") -> Response:
    """The page, with the reason above it where a form was refused."""
    page = await in_street(ask)
    key = ask.request.path_params["member"]
    found = await member_of(ask.ctx, ask.street, key, staff=True)
    charter: Charter = page["charter"]
    return show(
        ask,
        "member_desk.html",
        refusal=refusal,
        member=show_whole(found, charter, judged=ask.person.has(*COMMITTEES)),
        offers=member_offers(ask, found, charter, refusal),
        settling=settling(ask, found, refusal),
        called=_called(ask, charter),
        phone=phone,
        **page,
    )


def _called(ask: Ask, charter: Charter) -> dict[str, str]:
    """What the street calls the ids that a correction or a conclusion may hold."""
    checks = [check for step in charter.selection for check in step.checks]
    named = (*charter.communities, *charter.member_categories, *checks)
    return {one.id: one.zh if speaks_chinese(ask) else one.en for one in named}
