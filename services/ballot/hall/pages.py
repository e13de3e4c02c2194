"""The screen of a hall: a page for a projector, and the part of it that follows what happens."""

from datetime import timedelta
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi.responses import RedirectResponse

from chassis.core.clock import local
from chassis.core.errors import NotFound
from chassis.pages import language
from services.ballot.hall.screen import screen_of
from services.ballot.labels import ROUND_NAMES
from services.ballot.roles import Anyone
from services.ballot.session.queries import list_sessions, session_on_now
from services.ballot.session.settling import session_of
from services.ballot.showing import show

hall_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)


@hall_pages.get("/screen")
async def get_screen_now(ask: Anyone) -> Response:
    """The short address for the projector: the session that is on, else the newest."""
    found = await session_on_now(ask.ctx, ask.street)
    if found is None:
        newest, _ = await list_sessions(ask.ctx, ask.street, "", "", 1)
        if not newest:
            raise NotFound("no-session-yet", "还没有会议。", "There is no session yet.")
    which = found.id if found else newest[0].id
    return RedirectResponse(f"/ballot/streets/{ask.street}/sessions/{which}/screen", 303)


@hall_pages.get("/sessions/{session}/screen")
async def get_screen(ask: Anyone, session: str) -> Response:
    """大屏幕: what is on, who speaks, who is here, the ballot and its result."""
    return await _screen(ask, session, None)


@hall_pages.get("/sessions/{session}/screen/now")
async def get_screen_part(
    ask: Anyone, session: str, x_seen: Annotated[str, Header(max_length=64)] = ""
) -> Response:
    """The moving part; 204 where what the page shows (``X-Seen``) is still so."""
    return await _screen(ask, session, x_seen)


async def _screen(ask: Anyone, session: str, seen: str | None) -> Response:
    found = await session_of(ask.ctx, ask.street, session)
    screen = await screen_of(ask.ctx, ask.street, found)
    mark = f"{screen.digest}-{language(ask.request)}"
    if seen == mark:
        return Response(status_code=204)
    now = ask.ctx.now()
    return await show(
        ask,
        "hall.html",
        block=None if seen is None else "now",
        screen=screen,
        mark=mark,
        moment=now,
        left=lambda until: minutes_and_seconds(until - now),
        minute=lambda moment: local(moment).strftime("%H:%M"),
        at=f"/ballot/streets/{ask.street}/sessions/{session}",
        rounds=ROUND_NAMES,
    )


def minutes_and_seconds(span: timedelta) -> str:
    """``04:59``, of a span that is over as of one to come."""
    minutes, seconds = divmod(abs(ceil(span.total_seconds())), 60)
    return f"{minutes:02}:{seconds:02}"
