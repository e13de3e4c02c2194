"""Ballots over HTTP: rules, opening and closing, paper votes, count, signatures, result."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field, StringConstraints

from chassis.rooms.sheets import sheet_response, write_table
from chassis.web.ask import Ask, Page, Paging, asked, tagged
from contracts.charter import Role
from services.ballot import queries
from services.ballot.actions import ballots
from services.ballot.actions.piles import PileAnswer, TypedPaper, type_pile
from services.ballot.api.people import Anyone, Body, Id, Operator, done
from services.ballot.ballot_views import BallotView, ballot_view
from services.ballot.domain.ballot import Officers
from services.ballot.domain.count import Marks
from services.ballot.domain.pile import both_typed_alike
from services.ballot.domain.rounds import few_candidates
from services.ballot.views import Done

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])

Chair = Annotated[Ask, asked("ballot", Role.CHAIR)]
Counting = Annotated[Ask, asked("ballot", Role.CHIEF_SCRUTINEER, Role.TELLER)]
Signing = Annotated[Ask, asked("ballot", Role.CHIEF_SCRUTINEER, Role.SCRUTINEER)]
Chief = Annotated[Ask, asked("ballot", Role.CHIEF_SCRUTINEER)]
Teller = Annotated[Ask, asked("ballot", Role.TELLER)]
Subject = Annotated[str, StringConstraints(pattern=r"^[^\s#]{1,128}$")]
Choices = Annotated[list[Id], Field(max_length=100)]
Code = Annotated[str, Field(min_length=1, max_length=40)]


class NamedOfficers(Body):
    """总监票人 监票人 计票人 by the subjects of their tokens."""

    chief_scrutineer: Subject
    scrutineers: list[Subject] = Field(max_length=20)
    tellers: list[Subject] = Field(max_length=20)


class PaperVote(Body):
    """One paper of the pile: the code of the slip on it and what is ticked."""

    code: Code
    votes_for: Choices = Field(default_factory=list)
    against: Choices = Field(default_factory=list)
    spoiled: bool = False


class PaperPile(Body):
    """All paper votes of the round, as one teller reads them."""

    papers: list[PaperVote] = Field(max_length=500)


class VoidReason(Body):
    """Why the ballot does not count."""

    reason: str = Field(min_length=1, max_length=2000)


class PileView(BaseModel):
    """How the two readings compare. ``differing``: codes of this teller that the other reads
    otherwise or lacks; ``unseen``: papers that only the other has."""

    status: str
    typed_by: int
    agreed: bool
    differing: list[str]
    unseen: int
    papers: int
    doubles: int


class BallotDone(Done):
    """What a command on a ballot answers, with a warning where there is one."""

    warnings: list[dict[str, str]] = Field(default_factory=list)


@api.get("/ballots")
async def get_ballots(
    paging: Paging, ask: Anyone, cycle: Annotated[str, Query(max_length=64)] = ""
) -> Page[BallotView]:
    """Ballots of the street."""
    found = await queries.list_ballots(ask.ctx, ask.street, cycle, paging.after, paging.limit)
    official = queries.is_official(ask.person, ask.street)
    return Page(items=[ballot_view(one, official) for one in found.items], next=found.next)


@api.get("/ballots/{ballot}")
async def get_ballot(ballot: str, ask: Anyone, response: Response) -> BallotView:
    """One ballot; its figures for officials after the count, for all after the announcement."""
    view = await queries.read_ballot(ask.ctx, ask.street, ballot, ask.person)
    tagged(response, view.version)
    return view


@api.get("/ballots/{ballot}/result.xlsx")
async def get_result_sheet(ballot: str, ask: Anyone) -> Response:
    """票决结果 as a workbook."""
    rows = await queries.result_rows(ask.ctx, ask.street, ballot, ask.person)
    demo = ask.ctx.settings.demo
    return sheet_response(
        "票决结果.xlsx", write_table("票决结果", queries.RESULT_COLUMNS, rows, demo=demo)
    )


@api.post("/ballots/{ballot}/adopt-rules")
async def post_adopt_rules(
    ballot: str, body: NamedOfficers, ask: Chair, response: Response
) -> BallotDone:
    """The session adopts the rules and names who counts."""
    officers = Officers(
        chief=body.chief_scrutineer,
        scrutineers=tuple(body.scrutineers),
        tellers=tuple(body.tellers),
    )
    changed = await ballots.adopt_rules(
        ask.ctx, ask.street, ballot, officers, ask.cause("adopt_rules")
    )
    few = few_candidates(changed.state)
    ratio = changed.state.rules.candidates_ratio
    warning = {
        "zh": f"候选项目少于应选数的 {ratio} 倍。",
        "en": f"There are fewer candidates than {ratio} of the seats.",
    }
    answer = done(changed, response)
    return BallotDone(**answer.model_dump(), warnings=[warning] if few else [])


@api.post("/ballots/{ballot}/open")
async def post_open(ballot: str, ask: Chair, response: Response) -> Done:
    """Freeze the roll and begin voting; needs the quorum and closed panels."""
    cause = ask.cause("open_ballot")
    changed = await ballots.open_round(ask.ctx, ask.street, ballot, "open", cause)
    return done(changed, response)


@api.post("/ballots/{ballot}/runoff")
async def post_runoff(ballot: str, ask: Chair, response: Response) -> Done:
    """Open the next round: a run-off among the tied, or the extra round."""
    cause = ask.cause("open_next_round")
    changed = await ballots.open_round(ask.ctx, ask.street, ballot, "runoff", cause)
    return done(changed, response)


@api.post("/ballots/{ballot}/close")
async def post_close(ballot: str, ask: Chair, response: Response) -> Done:
    """End voting."""
    cause = ask.cause("close_ballot")
    changed = await ballots.close_round(ask.ctx, ask.street, ballot, cause, ask.if_version)
    return done(changed, response)


@api.post("/ballots/{ballot}/piles")
async def post_pile(ballot: str, body: PaperPile, ask: Teller) -> PileView:
    """One teller's reading of the paper votes."""
    typed = [
        TypedPaper(paper.code, Marks.of(paper.votes_for, paper.against, paper.spoiled))
        for paper in body.papers
    ]
    answer = await type_pile(
        ask.ctx, ask.street, ballot, typed, ask.person.sub, ask.cause("type_pile")
    )
    return _pile_view(answer)


def _pile_view(answer: PileAnswer) -> PileView:
    pile = answer.pile
    typed = len(pile.typed) or 2
    return PileView(
        status=pile.status,
        typed_by=typed,
        agreed=pile.status != "TYPING" or both_typed_alike(pile),
        differing=answer.differing,
        unseen=answer.unseen,
        papers=pile.papers,
        doubles=pile.doubles_found,
    )


@api.post("/ballots/{ballot}/count")
async def post_count(ballot: str, ask: Counting, response: Response) -> BallotView:
    """Count the closed round (425 until the last papers are in for certain)."""
    changed = await ballots.count_round(ask.ctx, ask.street, ballot, ask.cause("count_ballot"))
    tagged(response, changed.version)
    return ballot_view(changed, official=True)


@api.post("/ballots/{ballot}/sign")
async def post_sign(ballot: str, ask: Signing, response: Response) -> Done:
    """A scrutineer named in the rules signs the count."""
    changed = await ballots.sign_count(
        ask.ctx, ask.street, ballot, ask.person.sub, ask.cause("sign_count")
    )
    return done(changed, response)


@api.post("/ballots/{ballot}/certify")
async def post_certify(ballot: str, ask: Chief, response: Response) -> Done:
    """The chief scrutineer certifies; the papers are read and checked again."""
    changed = await ballots.certify_ballot(
        ask.ctx, ask.street, ballot, ask.person.sub, ask.cause("certify_ballot")
    )
    return done(changed, response)


@api.post("/ballots/{ballot}/announce")
async def post_announce(ballot: str, ask: Operator, response: Response) -> Done:
    """Make the result public."""
    changed = await ballots.announce_result(
        ask.ctx, ask.street, ballot, ask.cause("announce_result")
    )
    return done(changed, response)


@api.post("/ballots/{ballot}/void")
async def post_void(
    ballot: str,
    body: VoidReason,
    ask: Annotated[Ask, asked("ballot", Role.CHAIR, Role.CHIEF_SCRUTINEER, Role.NPC_COMMITTEE)],
    response: Response,
) -> Done:
    """Declare the ballot void; what follows is a new one."""
    cause = ask.cause("void_ballot", note=body.reason[:200])
    changed = await ballots.void_ballot(ask.ctx, ask.street, ballot, body.reason, cause)
    return done(changed, response)
