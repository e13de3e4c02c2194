"""The page that begins and ends a rehearsal, and says where it is held."""

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from chassis.core.errors import NotFound, Problem
from chassis.rooms.qr import qr_svg
from chassis.web.ask import UNKEPT, Ask, asked
from chassis.web.command_routes import check_guards
from chassis.web.rehearsals import Rehearsals, Running, rehearsals_of
from services.ballot.roles import PRESIDING, said_name
from services.ballot.showing import show

rehearsal_pages = APIRouter(prefix="/ballot/streets/{street}/rehearsal", include_in_schema=False)
Presiding = Annotated[Ask, asked("ballot", *PRESIDING)]


@rehearsal_pages.get("")
async def get_rehearsal(ask: Presiding) -> Response:
    """演练: whether one runs, where, and the button that begins or ends it."""
    return await _page(ask)


@rehearsal_pages.post("/start", tags=[UNKEPT])
async def post_start(ask: Presiding) -> Response:
    """Begin a rehearsal on a copy; nothing of it is written into the records."""
    try:
        check_guards(ask)
        await _offered(ask).start(ask.street, said_name(ask.person), ask.ctx.now())
    except Problem as problem:
        return await _page(ask, problem)
    return _back(ask)


@rehearsal_pages.post("/end", tags=[UNKEPT])
async def post_end(ask: Presiding) -> Response:
    """End the rehearsal of this street; its copy is removed."""
    try:
        check_guards(ask)
        if _of_street(ask) is not None:
            await _offered(ask).end()
    except Problem as problem:
        return await _page(ask, problem)
    return _back(ask)


def _back(ask: Ask) -> Response:
    return RedirectResponse(f"/ballot/streets/{ask.street}/rehearsal", 303)


def _offered(ask: Ask) -> Rehearsals:
    found = rehearsals_of(ask.request)
    if found is None:
        raise NotFound(
            "no-rehearsals",
            "这套系统没有开放网页演练，请系统管理员设置 YISHI_REHEARSAL_PORT。",
            "Rehearsals by a page are not offered here: the administrator sets "
            "YISHI_REHEARSAL_PORT.",
        )
    return found


def _of_street(ask: Ask) -> Running | None:
    found = rehearsals_of(ask.request)
    running = found.running if found else None
    return running if running and running.street == ask.street else None


async def _page(ask: Ask, problem: Problem | None = None) -> Response:
    found, mine = rehearsals_of(ask.request), _of_street(ask)
    url = _address(ask, mine.port) if mine else ""
    return await show(
        ask,
        "rehearsal.html",
        problem=problem,
        offered=found is not None,
        elsewhere=found is not None and found.running is not None and mine is None,
        running=mine,
        url=url,
        picture=qr_svg(url) if url else "",
    )


def _address(ask: Ask, port: int) -> str:
    """Where it is held: the gateway's address for it, else its port on this host."""
    url = ask.ctx.settings.rehearsal_url
    return url or f"http://{ask.request.url.hostname}:{port}/sign-in"
