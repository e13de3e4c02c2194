"""Casting over HTTP. Tagged ``unlogged``: no line, figure, cookie or id is left behind (C-11)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chassis.core.text import Body
from chassis.web.ask import UNLOGGED, Ask, anyone
from services.ballot.ballot.domain.count import Marks
from services.ballot.bodies import Id
from services.ballot.casting.casting import cast_paper

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=[UNLOGGED])


class Paper(Body):
    """One paper, let in by its coupon's code and nothing else.

    ``written``: item → its rank or the id of a grade, in ballots of that kind.
    """

    code: str = Field(min_length=1, max_length=40)
    votes_for: list[Id] = Field(default_factory=list, max_length=100)
    against: list[Id] = Field(default_factory=list, max_length=100)
    written: dict[Id, Annotated[str, Field(max_length=20)]] = Field(
        default_factory=dict, max_length=100
    )


class Received(BaseModel):
    """Nothing but that it arrived: a receipt would prove to others how somebody voted."""

    received: bool = True


@api.post("/ballots/{ballot}/cast", status_code=201)
async def post_cast(ballot: str, body: Paper, ask: Annotated[Ask, anyone("ballot")]) -> Received:
    """Put one paper into the box.

    No form token is asked for: no cookie takes part, so another site can do nothing here that it
    could not do by itself, and it would need the slip.
    """
    marks = Marks.of(body.votes_for, body.against, written=body.written)
    await cast_paper(ask, ballot, body.code, marks)
    return Received()
