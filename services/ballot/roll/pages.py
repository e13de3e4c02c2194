"""The check-in board, the roll on the hall's screen, the printed roll (签到表)."""

from typing import Any

from fastapi import APIRouter, Response

from chassis.core.documents import Changed
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import AnyCommand, Refusal
from chassis.web.forms import texts_of
from chassis.web.offers import offers_of
from services.ballot.member.queries import members_called
from services.ballot.roles import AT_THE_DOOR, Anyone, Staff, witness_of
from services.ballot.roll.board import Board
from services.ballot.roll.commands import ATTENDEES
from services.ballot.roll.queries import read_board, whole_roll
from services.ballot.roll.views import clock_minute, local_minute, stays_of
from services.ballot.roll.words import said_of
from services.ballot.session.domain import GATHERED
from services.ballot.session.presence import Witness
from services.ballot.session.settling import session_of
from services.ballot.showing import may, show

roll_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)


@roll_pages.get("/sessions/{session}/door")
async def get_door(ask: Staff, session: str) -> Response:  # noqa: ARG001
    """签到板: one tap for each member, and what waits for a second officer."""
    return await door_page(ask)


async def door_page(ask: Ask, refusal: Refusal | None = None, said: str = "") -> Response:
    """The board of the session; ``said``: what the last tap came to."""
    key = ask.request.path_params["session"]
    by = "group" if ask.request.query_params.get("by") == "group" else "community"
    found = await session_of(ask.ctx, ask.street, key)
    return await show(
        ask,
        "door.html",
        refusal=refusal,
        said=said,
        session=found.state,
        session_id=key,
        version=found.version,
        board=await read_board(ask.ctx, ask.street, key, witness_of(ask.person), by),
        by=by,
        open=found.state.status in GATHERED and may(ask, *AT_THE_DOOR),
        offers=offers_of(ask, (ATTENDEES,), found, refusal=refusal),
        clock=clock_minute,
    )


async def after_door(ask: Ask, command: AnyCommand, changed: Changed[Any]) -> Response:
    """The board after a tap, with the word on it: the page that a slow device waits for once."""
    made = ask.cause(command.action).derive("arrival")
    asked = texts_of(await ask.request.form(), "arrivals")
    said = said_of(command, changed.state, made, asked)
    return await door_page(ask, said=said[0 if speaks_chinese(ask) else 1])


NOBODY = Witness(by="")


@roll_pages.get("/sessions/{session}/roll")
async def get_roll(ask: Anyone, session: str) -> Response:
    """应到名单与签到情况 for everybody and the hall's screen: names, no phone, no login."""
    found = (await session_of(ask.ctx, ask.street, session)).state
    board: Board = await read_board(ask.ctx, ask.street, session, NOBODY)
    return await show(ask, "roll.html", session=found, session_id=session, board=board)


@roll_pages.get("/sessions/{session}/roll/print")
async def get_roll_print(ask: Staff, session: str) -> Response:
    """签到表."""
    found = (await session_of(ask.ctx, ask.street, session)).state
    roll = await whole_roll(ask.ctx, ask.street, session)
    return await show(
        ask,
        "roll_print.html",
        session=found,
        session_id=session,
        members=await members_called(ask.ctx, ask.street, found),
        here={one.state.member: one.state for one in roll if one.state.voting},
        guests=[one.state for one in roll if not one.state.voting],
        local=local_minute,
        stays=stays_of,
    )
