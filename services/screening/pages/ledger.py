"""Pages of the ledger: the legs, the funnel, the meetings, the forums."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from chassis.core.errors import Problem
from chassis.web.ask import Ask
from chassis.web.forms import Act, lines_of, names_of, read_form, text_of, tried
from contracts.charter import Work
from services.screening.actions import legs
from services.screening.actions.proposals import record_forum
from services.screening.api.bodies import NewForum, NewMeeting, Reason
from services.screening.api.legs import meeting_of
from services.screening.api.people import Anyone, Clerk, Committee
from services.screening.api.views import (
    forum_view,
    ledger_view,
)
from services.screening.domain.ledger import Ledger, LegStatus
from services.screening.domain.opinions import Forum
from services.screening.pages.showing import show
from services.screening.queries import (
    forums_of,
    funnel,
    gaps_of,
    ledger_cycles,
    ledger_of,
    newest_ledger,
)

ledger_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)


@ledger_pages.get("")
async def get_newest(ask: Anyone) -> Response:
    """The ledger of the latest cycle, or a page that says there is none yet."""
    found = await newest_ledger(ask.ctx, ask.street)
    if found is None:
        return await show(ask, "none.html")
    address = f"/screening/streets/{ask.street}/cycles/{found.state.cycle}"
    return RedirectResponse(address, 303)


@ledger_pages.get("/cycles/{cycle}")
async def get_ledger(ask: Anyone, cycle: str) -> Response:
    """The ledger of a cycle (三下三上台账)."""
    return await ledger_page(ask, cycle)


async def ledger_page(ask: Ask, cycle: str, problem: Problem | None = None) -> Response:
    """The page of a ledger, with the reason above it where something was refused."""
    found = await ledger_of(ask.ctx, ask.street, cycle)
    gaps = await gaps_of(ask.ctx, ask.street, found.state)
    return await show(
        ask,
        "ledger.html",
        problem=problem,
        ledger=found.state,
        cycles=await ledger_cycles(ask.ctx, ask.street),
        view=ledger_view(found, gaps),
        funnel=funnel_picture(ask.street, found.state),
        here_leg=_standing(found.state),
        to_open=_to_open(found.state),
    )


def funnel_picture(street: str, ledger: Ledger) -> list[dict[str, object]]:
    """The funnel's figures as the picture takes them, each with the list behind it (E-28)."""
    base = f"/screening/streets/{street}/cycles/{ledger.cycle}"
    shown: list[dict[str, object]] = []
    for stage in funnel(ledger):
        works = ledger.leg(stage.leg).works
        behind = "items" if Work.COLLECT in works else "candidates"
        name_en = stage.en.split(": ")[-1]
        note = {"note": f"{stage.target}"} if stage.target and stage.count is None else {}
        shown.append(
            {
                "zh": stage.zh.split("：")[-1],
                "en": name_en[:1].upper() + name_en[1:],
                "value": stage.count,
                "target": stage.target or None,
                "href": f"{base}/{behind}",
                **note,
            }
        )
    return shown


def _standing(ledger: Ledger) -> int:
    closed = [leg for leg in ledger.legs if leg.status is LegStatus.CLOSED]
    return len(closed)


def _to_open(ledger: Ledger) -> str:
    if ledger.current():
        return ""
    return next((leg.id for leg in ledger.legs if leg.status is LegStatus.PENDING), "")


@ledger_pages.post("/cycles/{cycle}/legs/{leg}/open")
async def post_open(ask: Committee, cycle: str, leg: str) -> Response:
    """Open a leg from its form."""

    async def act() -> object:
        cause = ask.cause("open_leg")
        return await legs.open_leg(ask.ctx, ask.street, cycle, leg, cause, ask.if_version)

    return await _tried(ask, cycle, act)


@ledger_pages.post("/cycles/{cycle}/legs/{leg}/close")
async def post_close(ask: Committee, cycle: str, leg: str) -> Response:
    """Close a leg from its form."""

    async def act() -> object:
        cause = ask.cause("close_leg")
        return await legs.close_leg(ask.ctx, ask.street, cycle, leg, cause, ask.if_version)

    return await _tried(ask, cycle, act)


@ledger_pages.post("/cycles/{cycle}/reopen")
async def post_reopen(ask: Committee, cycle: str) -> Response:
    """Go back to a leg from its form."""
    form = await ask.request.form()

    async def act() -> object:
        reason, leg = read_form(form, Reason).reason, text_of(form, "leg")
        cause = ask.cause("reopen_leg", note=reason)
        return await legs.reopen_leg(ask.ctx, ask.street, cycle, leg, reason, cause, ask.if_version)

    return await _tried(ask, cycle, act)


@ledger_pages.post("/cycles/{cycle}/legs/{leg}/meetings/new")
async def post_meeting(ask: Clerk, cycle: str, leg: str) -> Response:
    """Record the minutes of a meeting from its form."""
    form = await ask.request.form()

    async def act() -> object:
        body = read_form(form, NewMeeting, points=lines_of(form, "points"))
        cause = ask.cause("record_meeting")
        state = (await ledger_of(ask.ctx, ask.street, cycle)).state.leg(leg)
        meeting = meeting_of(state, body, cause.derive("meeting"))
        return await legs.record_meeting(ask.ctx, ask.street, cycle, leg, meeting, cause)

    return await _tried(ask, cycle, act)


async def _tried(ask: Ask, cycle: str, act: Act) -> Response:
    return await tried(act, _address(ask, cycle), lambda problem: ledger_page(ask, cycle, problem))


def _address(ask: Ask, cycle: str) -> str:
    return f"/screening/streets/{ask.street}/cycles/{cycle}"


@ledger_pages.get("/cycles/{cycle}/forums")
async def get_forums(ask: Anyone, cycle: str) -> Response:
    """The forums of a cycle (座谈记录)."""
    return await forums_page(ask, cycle)


async def forums_page(ask: Ask, cycle: str, problem: Problem | None = None) -> Response:
    """The page of the forums, with a form for the clerks while alternatives are proposed."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    found = await forums_of(ask.ctx, ask.street, cycle)
    current = ledger.current()
    proposing = bool(current) and Work.PROPOSE in ledger.leg(current).works
    return await show(
        ask,
        "forums.html",
        problem=problem,
        ledger=ledger,
        forums=[forum_view(forum, staff=False) for forum in found],
        proposing=proposing,
    )


@ledger_pages.post("/cycles/{cycle}/forums")
async def post_forum(ask: Clerk, cycle: str) -> Response:
    """Record a forum from its form."""
    form = await ask.request.form()

    async def act() -> object:
        body = read_form(
            form,
            NewForum,
            points=lines_of(form, "points"),
            deputies=names_of(form, "deputies"),
            neighbour_leads=names_of(form, "neighbour_leads"),
        )
        given = body.model_dump() | {"held_on": body.held_on.isoformat()}
        forum = Forum(cycle=cycle, **given)
        return await record_forum(ask.ctx, ask.street, forum, ask.cause("record_forum"))

    there = f"{_address(ask, cycle)}/forums"
    return await tried(act, there, lambda problem: forums_page(ask, cycle, problem))
