"""Pages of the cadence: which meetings were held and missed, one meeting with what it agreed on."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from chassis.core.documents import Found
from chassis.rooms.anchors import anchored
from chassis.rooms.papers import form_of, paper_response
from chassis.web.ask import Ask, Page, Paging, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from contracts.charter import Charter
from services.assembly.cadence.commands import AGREE, FINISH, HOLD
from services.assembly.cadence.domain import Meeting
from services.assembly.cadence.papers import minutes
from services.assembly.cadence.queries import meeting_of, meetings, missed_periods
from services.assembly.cadence.views import MeetingView, meeting_view, slots
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import MEETINGS
from services.assembly.portal.showing import in_street, show
from services.assembly.roles import Doer

cadence_pages = APIRouter(prefix="/streets/{street}/desk", include_in_schema=False)
cadence_api = APIRouter(prefix="/assembly/api/streets/{street}", tags=["assembly"])
Number = Annotated[int, Query(ge=1, le=9999)]
A_PAGE = 50


@cadence_api.get("/meetings")
async def get_meetings(ask: Doer, paging: Paging) -> Page[MeetingView]:
    """The meetings of the cadence, the newest first."""
    charter = await charter_in_force(ask.ctx, ask.street)
    found = await meetings(ask.ctx, ask.street, paging.after, paging.limit)
    return Page(
        items=[meeting_view(one, charter, _today(ask)) for one in found.items], next=found.next
    )


@cadence_api.get("/meetings/{gathering}/minutes.pdf")
@cadence_api.get("/meetings/{gathering}/minutes.docx")
async def get_minutes(ask: Doer, gathering: str) -> Response:
    """会商纪要 of one meeting (E-05)."""
    charter = await charter_in_force(ask.ctx, ask.street)
    found = await meeting_of(ask.ctx, ask.street, gathering)
    view = meeting_view(found, charter, _today(ask))
    paper = await anchored(ask.ctx, ask.street, minutes(charter, view))
    return await paper_response(ask.ctx.settings, paper, form_of(ask.request), ask.ctx.now())


@cadence_pages.get("/meetings")
async def get_meetings_page(ask: Doer, paging: Paging, page: Number = 1) -> Response:
    """Each rule of the charter with its periods, and the meetings."""
    return await meetings_page(ask, after=paging.after, number=page if paging.after else 1)


async def meetings_page(
    ask: Ask, refusal: Refusal | None = None, after: str = "", number: int = 1
) -> Response:
    """The page, with the reason above it where a form was refused."""
    shared = await in_street(ask)
    charter: Charter = shared["charter"]
    found = await meetings(ask.ctx, ask.street, after, A_PAGE)
    held = HOLD.offered(None, ask.person, ask.street) and bool(charter.cadence)
    return show(
        ask,
        "meetings.html",
        refusal=refusal,
        rules=await _rules(ask, shared),
        meetings=[meeting_view(one, charter, _today(ask)) for one in found.items],
        next=found.next,
        page=number,
        hold=_hold(ask, charter, refusal) if held else None,
        **shared,
    )


async def _rules(ask: Ask, shared: dict[str, Any]) -> list[dict[str, Any]]:
    """The rules with the picture of their periods."""
    rows = []
    for rule, gone in await missed_periods(ask.ctx, ask.street, shared["record"]):
        held = await ask.ctx.store.count(MEETINGS, ask.street, {"cadence": rule.id}, by="period")
        periods = slots(rule, held, gone, _today(ask))
        rows.append({"rule": rule, "missed": gone, "slots": periods})
    return rows


def _hold(ask: Ask, charter: Charter, refusal: Refusal | None) -> Offer:
    chinese = speaks_chinese(ask)
    options = {"cadences": [(one.id, one.zh if chinese else one.en) for one in charter.cadence]}
    values = {HOLD.name: {"held_on": ask.ctx.today(), "cadence": charter.cadence[0].id}}
    return offer_of(ask, HOLD, None, options, values, refusal)


@cadence_pages.get("/meetings/{gathering}")
async def get_meeting(ask: Doer) -> Response:
    """One meeting: minutes and what was agreed on, with who does it until when."""
    return await meeting_page(ask)


async def meeting_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page, with the reason above it where a form was refused."""
    shared = await in_street(ask)
    charter: Charter = shared["charter"]
    found = await meeting_of(ask.ctx, ask.street, ask.request.path_params["gathering"])
    view = meeting_view(found, charter, _today(ask))
    return show(
        ask,
        "meeting.html",
        refusal=refusal,
        one=view,
        agreeing=_agreeing(ask, found, charter, refusal),
        finishing=_finishing(ask, found, view, refusal),
        **shared,
    )


def _agreeing(
    ask: Ask, found: Found[Meeting], charter: Charter, refusal: Refusal | None
) -> Offer | None:
    if not AGREE.offered(found.state, ask.person, ask.street):
        return None
    options = {"units": [(one.zh, one.zh) for one in charter.units]}
    return offer_of(ask, AGREE, found, options, {}, refusal)


def _finishing(
    ask: Ask, found: Found[Meeting], view: MeetingView, refusal: Refusal | None
) -> dict[int, Offer]:
    """The form that says a point is done, for each that is open."""
    if not FINISH.offered(found.state, ask.person, ask.street):
        return {}
    waiting = [one.place for one in view.agreed if one.done_on is None]
    return {n: offer_of(ask, FINISH, found, refusal=refusal, place=str(n)) for n in waiting}


def _today(ask: Ask) -> date:
    return date.fromisoformat(ask.ctx.today())
