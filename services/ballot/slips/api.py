"""Slips over HTTP: printing a set of them."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chassis.core.text import Body
from chassis.web.ask import UNKEPT, Ask
from chassis.web.fields import Hint, Label
from services.ballot.roles import Committee
from services.ballot.slips.printing import print_slips

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


class Slips(Body):
    """How many slips to print: one for each seat."""

    seats: Annotated[
        int,
        Field(ge=1, le=500),
        Label("张数", "How many"),
        Hint("每个名额一张", "One for each seat"),
    ]


class Slip(BaseModel):
    """One slip: its code, and the address that a phone opens from the printed QR code."""

    code: str
    url: str


class PrintedSlips(BaseModel):
    """The slips, shown once."""

    slips: list[Slip]


@api.post("/sessions/{session}/slips", status_code=201, tags=[UNKEPT])
async def post_slips(session: str, body: Slips, ask: Committee, response: Response) -> PrintedSlips:
    """Print fresh slips; the codes stand in this answer and nowhere else."""
    cause = ask.cause("print_slips")
    codes = await print_slips(ask.ctx, ask.street, session, body.seats, cause)
    response.headers["Cache-Control"] = "no-store"
    address = vote_address(ask, session)
    return PrintedSlips(slips=[Slip(code=code, url=f"{address}#{code}") for code in codes])


def vote_address(ask: Ask, session: str) -> str:
    """Where a phone votes; the code follows in the fragment, which no server ever sees."""
    base = ask.ctx.settings.base_url or str(ask.request.base_url)
    return f"{base.rstrip('/')}/ballot/vote/{ask.street}/{session}"
