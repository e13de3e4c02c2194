"""What people can ask of a ballot: rules, opening, closing, count, signatures, result."""

from typing import Any

from pydantic import BaseModel, Field

from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.web.command import Command, Done, Order, Thing, done
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot import roles
from services.ballot.ballot.bodies import NamedOfficers, VoidReason
from services.ballot.ballot.counting import count_round, digests
from services.ballot.ballot.domain import result, rounds
from services.ballot.ballot.domain.ballot import BALLOT, Ballot
from services.ballot.ballot.opening import open_first, open_next
from services.ballot.ballot.preparing import prepare_ballot
from services.ballot.ballot.views import BallotView, ballot_view
from services.ballot.kinds import BALLOTS, SESSIONS
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import SESSION
from services.ballot.session.settling import settle_voting

OF_SESSION: Thing[Any] = Thing(
    service="ballot", kind=SESSIONS, api=THE_SESSION.api, page=THE_SESSION.page
)
THE_BALLOT: Thing[Ballot] = Thing(
    service="ballot",
    kind=BALLOTS,
    api="/ballot/api/streets/{street}/ballots/{ballot}",
    page="/ballot/streets/{street}/sessions/{session}/ballots/{ballot}",
)
"""Its forms stand on the page of its session, where they lead back to."""
BACK = THE_SESSION.page


class BallotDone(Done):
    """What a command on a ballot answers, with a warning where there is one."""

    warnings: list[dict[str, str]] = Field(default_factory=list)


async def answer_rules(order: Order[NamedOfficers], changed: Changed[Ballot]) -> BaseModel:  # noqa: ARG001
    """The answer to adopted rules, with a warning for few candidates."""
    few, ratio = rounds.few_candidates(changed.state), changed.state.rules.candidates_ratio
    warning = {
        "zh": f"候选项目少于应选数的 {ratio} 倍。",
        "en": f"There are fewer candidates than {ratio} of the seats.",
    }
    return BallotDone(**done(changed).model_dump(), warnings=[warning] if few else [])


async def answer_count(order: Order[Nothing], changed: Changed[Ballot]) -> BallotView:  # noqa: ARG001
    """The whole ballot, for those who count it."""
    return ballot_view(changed, official=True)


async def settle(order: Order[Any], changed: Changed[Ballot]) -> None:
    """Let the session go once the ballot is void, so that another may follow."""
    await settle_voting(order.ctx, order.street, changed.state.session, order.cause)


PREPARE: AnyCommand = Command(
    "ballot", on=OF_SESSION, action="prepare_ballot",
    label=Label("准备票决", "Prepare the ballot"),
    doc="Prepare the ballot on the frozen booklet.",
    body=Nothing, may=roles.COMMITTEE, move=(SESSION, "prepare_ballot"),
    makes=True, crowded=True, do=prepare_ballot,
)  # fmt: skip
SIGN: AnyCommand = Command(
    "sign", on=THE_BALLOT, then=BACK, action="sign_count",
    label=Label("签字确认计票", "Sign the count"),
    doc="A scrutineer named in the rules signs the count.",
    body=Nothing, may=roles.SIGNING, move=(BALLOT, "sign"), when=result.may_sign, crowded=True,
    decide=lambda b, o: result.sign(b, o.person.sub, o.person.name),
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "adopt-rules", on=THE_BALLOT, then=BACK, action="adopt_rules",
        label=Label("通过票决办法", "Adopt the rules"),
        doc="The session adopts the rules and names who counts.",
        body=NamedOfficers, may=roles.CHAIR, move=(BALLOT, "adopt_rules"),
        answers=BallotDone, answer=answer_rules,
        decide=lambda b, o: rounds.adopt_rules(b, o.body.officers()),
    ),
    Command(
        "open", on=THE_BALLOT, then=BACK, action="open_ballot",
        label=Label("宣布开始投票", "Open the vote"),
        doc="Freeze the roll and begin voting; needs the quorum and closed panels.",
        body=Nothing, may=roles.CHAIR, move=(BALLOT, "open"), do=open_first,
    ),
    Command(
        "runoff", on=THE_BALLOT, then=BACK, action="open_next_round",
        label=Label("宣布开始下一轮", "Open the next round"),
        doc="Open the next round: a run-off among the tied, or the extra round.",
        body=Nothing, may=roles.CHAIR, move=(BALLOT, "runoff"),
        when=lambda b: b.next_race is not None, do=open_next,
    ),
    Command(
        "close", on=THE_BALLOT, then=BACK, action="close_ballot",
        label=Label("宣布结束投票", "Close the vote"),
        doc="End voting.",
        body=Nothing, may=roles.CHAIR, move=(BALLOT, "close"), when=lambda b: b.voting_open,
        decide=lambda b, o: rounds.close_round(o.key, b, o.at),
    ),
    Command(
        "count", on=THE_BALLOT, then=BACK, action="count_ballot",
        label=Label("计票", "Count"),
        doc="Count the closed round (425 until the last papers are in for certain).",
        body=Nothing, may=roles.COUNTING, move=(BALLOT, "count"), when=rounds.awaits_count,
        answers=BallotView, answer=answer_count, do=count_round,
    ),
    SIGN,
    Command(
        "certify", on=THE_BALLOT, then=BACK, action="certify_ballot",
        label=Label("认定结果", "Certify"),
        doc="The chief scrutineer certifies; the papers are read and checked again.",
        body=Nothing, may=roles.CHIEF, move=(BALLOT, "certify"), when=result.all_signed,
        facts=digests,
        decide=lambda b, o: result.certify(o.key, b, o.person.sub, o.facts),
    ),
    Command(
        "announce", on=THE_BALLOT, then=BACK, action="announce_result",
        label=Label("公布结果", "Announce the result"),
        doc="Make the result public.",
        body=Nothing, may=roles.COMMITTEE, move=(BALLOT, "announce"),
        decide=lambda b, o: result.announce(o.key, b, o.today.isoformat()),
    ),
    Command(
        "void", on=THE_BALLOT, then=BACK, action="void_ballot",
        label=Label("作废", "Void"),
        doc="Declare the ballot void; what follows is a new one.",
        body=VoidReason, may=roles.VOIDING, move=(BALLOT, "void"),
        note=lambda body: body.reason, after=settle,
        decide=lambda b, o: rounds.void(o.key, b, o.body.reason),
    ),
)  # fmt: skip
