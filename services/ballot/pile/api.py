"""Paper votes over HTTP: one teller's reading of the pile."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from chassis.core.text import Body
from chassis.web.ask import UNKEPT
from services.ballot.ballot.domain.count import Marks
from services.ballot.bodies import Id
from services.ballot.pile.reading import PileAnswer, TypedPaper, type_pile
from services.ballot.roles import Reader

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])

Choices = Annotated[list[Id], Field(max_length=100)]
Written = Annotated[dict[Id, Annotated[str, Field(max_length=20)]], Field(max_length=100)]
Code = Annotated[str, Field(min_length=1, max_length=40)]


class PaperVote(Body):
    """One paper of the pile: the code of the slip on it and what is ticked or written."""

    code: Code
    votes_for: Choices = Field(default_factory=list)
    against: Choices = Field(default_factory=list)
    spoiled: bool = False
    written: Written = Field(default_factory=dict)


class PaperPile(Body):
    """All paper votes of the round, as one teller reads them."""

    papers: list[PaperVote] = Field(max_length=500)


class PileView(BaseModel):
    """How the readings compare. ``differing``: codes of this reader that another reads otherwise
    or lacks; ``unseen``: papers that only another has. ``doubles``: equal to a phone's paper;
    ``conflicts``: different from it."""

    status: str
    typed_by: int
    agreed: bool
    differing: list[str]
    unseen: int
    papers: int
    doubles: int
    conflicts: int


@api.post("/ballots/{ballot}/piles", tags=[UNKEPT])
async def post_pile(ballot: str, body: PaperPile, ask: Reader) -> PileView:
    """One teller's reading of the paper votes."""
    typed = [
        TypedPaper(
            paper.code, Marks.of(paper.votes_for, paper.against, paper.spoiled, paper.written)
        )
        for paper in body.papers
    ]
    answer = await type_pile(
        ask.ctx, ask.street, ballot, typed, ask.person.sub, ask.cause("type_pile")
    )
    return _pile_view(answer)


def _pile_view(answer: PileAnswer) -> PileView:
    pile = answer.pile
    return PileView(
        status=pile.status,
        typed_by=len(pile.typed) or 2,  # none are left once both agreed
        agreed=pile.status != "TYPING",
        differing=answer.differing,
        unseen=answer.unseen,
        papers=pile.papers,
        doubles=pile.doubles_found,
        conflicts=pile.conflicts_found,
    )
