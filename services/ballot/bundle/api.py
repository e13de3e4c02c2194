"""Bundles over HTTP: the public one for anybody, the sealed one for two offices, with a trace."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Response

from chassis.core.decision import Change, existing
from chassis.core.errors import NotAllowed
from chassis.rooms.copies import charter_of
from chassis.web.ask import UNKEPT, Ask, asked
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.bundle.contents import bundle, packed, vouched
from services.ballot.bundle.poll import poll_of
from services.ballot.bundle.reading import announced, boxes_of
from services.ballot.kinds import BALLOTS
from services.ballot.roles import SEALED_BUNDLE, Anyone
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


@api.get("/ballots/{ballot}/bundle.zip")
async def get_bundle(ballot: str, ask: Anyone) -> Response:
    """公开核验资料: what anybody needs to count an announced ballot again."""
    return await _answer(ask, ballot, sealed=False)


@api.get("/ballots/{ballot}/poll.pb")
async def get_poll(ballot: str, ask: Anyone) -> Response:
    """The first round in the open format of participatory budgets (Pabulib)."""
    state = await announced(ask.ctx, ask.street, ballot)
    boxes = await boxes_of(ask.ctx, ask.street, ballot, state)
    session = (await session_of(ask.ctx, ask.street, state.session)).state
    charter = await charter_of(ask.ctx, ask.street)
    text = await asyncio.to_thread(poll_of, charter, session.at, state, boxes[1])
    return Response(text, media_type="text/plain; charset=utf-8")


@api.post("/ballots/{ballot}/sealed-bundle", tags=[UNKEPT])
async def post_sealed_bundle(
    ballot: str, ask: Annotated[Ask, asked("ballot", *SEALED_BUNDLE)]
) -> Response:
    """密封核验资料 with keys and signatures. Who took it stands in the audit trail."""
    state = await announced(ask.ctx, ask.street, ballot)
    session = (await session_of(ask.ctx, ask.street, state.session)).state
    check_saw_no_codes(session, ask.person.sub)
    cause = ask.cause("take_sealed_bundle")
    await ask.ctx.change(BALLOTS.key(ask.street, ballot), existing(_taken), cause)
    return await _answer(ask, ballot, sealed=True)


def check_saw_no_codes(session: Session, who: str) -> None:
    """Raise ``NotAllowed`` for who released a print: codes and papers tell together who voted what
    to somebody who saw a slip drawn."""
    if who in session.box.releasers:
        raise NotAllowed(
            "released-and-sealed",
            "您放行过本次会议的投票码条，不能领取密封核验资料，请由审计人员领取。",
            "You released slips of this session; an auditor takes the sealed bundle.",
        )


def _taken(state: Ballot) -> Change[Ballot]:
    return Change(state.model_copy(update={"sealed_taken": state.sealed_taken + 1}))


async def _answer(ask: Ask, ballot: str, *, sealed: bool) -> Response:
    state = await announced(ask.ctx, ask.street, ballot)
    boxes = await boxes_of(ask.ctx, ask.street, ballot, state)
    text = bundle(ballot, state, boxes, sealed=sealed)
    name = "sealed-bundle.zip" if sealed else "bundle.zip"
    return Response(
        await asyncio.to_thread(packed, text, {} if sealed else vouched(text, state.stamp)),
        media_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
