"""What people can ask of a ballot: rules, opening, closing, count, signatures, result."""

from functools import partial
from typing import Any

from pydantic import BaseModel, Field

from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.web.command import Command, Done, Order, Shape, Thing, done
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot import roles
from services.ballot.ballot.bodies import Ended, NamedOfficers, SetAside, VoidProposal
from services.ballot.ballot.counting import certify, count_round
from services.ballot.ballot.domain import boxing, naming, result, rounds, voiding
from services.ballot.ballot.domain.ballot import BALLOT, Ballot
from services.ballot.ballot.domain.grounds import Proposal
from services.ballot.ballot.opening import open_round
from services.ballot.ballot.preparing import prepare_ballot
from services.ballot.ballot.sealing import seal_box
from services.ballot.ballot.views import BallotView, ballot_view
from services.ballot.casting.casting import ballot_of
from services.ballot.kinds import BALLOTS
from services.ballot.labels import GROUNDS
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import SESSION
from services.ballot.session.settling import session_of, settle_voting

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


async def on_duty(order: Order[Any]) -> dict[str, str]:
    """Subject → name of everybody who has reported at the session of the ballot."""
    ballot = (await ballot_of(order.ctx, order.street, order.key)).state
    session = (await session_of(order.ctx, order.street, ballot.session)).state
    return {who: one.name for who, one in session.duty.items()}


def proposal_of(order: Order[VoidProposal]) -> Proposal:
    """The proposal that the order means, in the first office that the person holds."""
    office = _offices(order)[0]
    given = order.body.model_dump()
    return Proposal(**given, by=order.person.sub, office=office, at=order.at)


def _offices(order: Order[Any]) -> tuple[str, ...]:
    return tuple(role for role in roles.VOIDING if order.person.has(role))


PREPARE: AnyCommand = Command[Any, Nothing](
    "ballot", on=THE_SESSION, action="prepare_ballot",
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
OPEN: AnyCommand = Command(
    "open", on=THE_BALLOT, then=BACK, action="open_ballot",
    label=Label("宣布开始投票", "Open the vote"),
    doc="Freeze the roll and begin voting; needs the quorum and closed panels.",
    body=Nothing, may=roles.CHAIR, move=(BALLOT, "open"), do=partial(open_round, action="open"),
)  # fmt: skip
CORRECT: AnyCommand = Command(
    "correct-officers", on=THE_BALLOT, then=BACK, action="correct_officers",
    label=Label("提出更正人员", "Propose other officers"),
    doc="The chair proposes other officers before the vote opens; the committee confirms.",
    body=NamedOfficers, may=roles.CHAIR, move=(BALLOT, "correct_officers"), facts=on_duty,
    decide=lambda b, o: naming.correct(b, o.body.officers(), o.facts, o.person.sub),
)  # fmt: skip
PROPOSE_VOID: AnyCommand = Command(
    "propose-void", on=THE_BALLOT, then=BACK, action="propose_void",
    label=Label("提出作废", "Propose to declare it void"),
    doc="One office proposes, on a ground from the list; another one must confirm.",
    body=VoidProposal, may=roles.VOIDING, move=(BALLOT, "propose_void"),
    when=voiding.may_propose, note=lambda body: GROUNDS[body.ground][0],
    decide=lambda b, o: voiding.propose(b, proposal_of(o)),
)  # fmt: skip
WITHDRAW_VOID: AnyCommand = Command(
    "withdraw-void", on=THE_BALLOT, then=BACK, action="withdraw_void",
    label=Label("撤回作废提议", "Withdraw the proposal"),
    doc="Whoever proposed it takes it back.",
    body=Nothing, may=roles.VOIDING, move=(BALLOT, "void"), when=voiding.may_confirm,
    decide=lambda b, o: voiding.withdraw(b, o.person.sub),
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (
    Command(
        "adopt-rules", on=THE_BALLOT, then=BACK, action="adopt_rules",
        label=Label("通过票决办法", "Adopt the rules"),
        doc="The session adopts the rules and names who counts.",
        body=NamedOfficers, may=roles.CHAIR, move=(BALLOT, "adopt_rules"), facts=on_duty,
        answers=BallotDone, answer=answer_rules,
        decide=lambda b, o: naming.adopt_rules(b, o.body.officers(), o.facts),
    ),
    CORRECT,
    Command(
        "confirm-officers", on=THE_BALLOT, then=BACK, action="confirm_officers",
        label=Label("确认更正人员", "Confirm the other officers"),
        doc="The committee confirms the officers that the chair proposed.",
        body=Nothing, may=roles.COMMITTEE, move=(BALLOT, "confirm_officers"),
        when=lambda b: b.correction is not None,
        decide=lambda b, o: naming.confirm(b, o.person.sub),
    ),
    OPEN,
    Command(
        "runoff", on=THE_BALLOT, then=BACK, action="open_next_round",
        label=Label("宣布开始下一轮", "Open the next round"),
        doc="Open the next round: a run-off among the tied, or the extra round.",
        body=Nothing, may=roles.CHAIR, move=(BALLOT, "runoff"),
        when=lambda b: b.next_race is not None, do=partial(open_round, action="runoff"),
    ),
    Command(
        "close", on=THE_BALLOT, then=BACK, action="close_ballot",
        label=Label("宣布结束投票", "Close the vote"),
        doc="End voting.",
        body=Nothing, may=roles.CHAIR, move=(BALLOT, "close"), when=lambda b: b.voting_open,
        shape=Shape(Ended, lambda _: Nothing()),
        decide=lambda b, o: rounds.close_round(o.key, b, o.at),
    ),
    Command(
        "seal", on=THE_BALLOT, then=BACK, action="seal_box", label=Label("封箱", "Seal the box"),
        doc="Fix what is in the box before it is counted (425 until the last papers are in).",
        body=Nothing, may=roles.COUNTING, move=(BALLOT, "seal"), when=boxing.may_seal,
        crowded=True, do=seal_box,
    ),
    Command(
        "set-aside", on=THE_BALLOT, then=BACK, action="set_aside",
        label=Label("剔除两张不一的选票", "Set two different papers aside"),
        doc="The chief and one scrutineer, both: one returned paper, and invalid.",
        body=SetAside, may=roles.SIGNING, move=(BALLOT, "set_aside"),
        when=boxing.awaits_setting_aside, crowded=True,
        decide=lambda b, o: boxing.set_aside(b, o.body.tag, o.person.sub),
    ),
    Command(
        "count", on=THE_BALLOT, then=BACK, action="count_ballot",
        label=Label("计票", "Count"),
        doc="Count the sealed box; whatever check fails stops it and is shown.",
        body=Nothing, may=roles.COUNTING, move=(BALLOT, "count"), when=rounds.may_count,
        crowded=True,
        answers=BallotView, answer=answer_count, do=count_round,
    ),
    SIGN,
    Command(
        "certify", on=THE_BALLOT, then=BACK, action="certify_ballot",
        label=Label("认定结果", "Certify"),
        doc="The chief scrutineer certifies; the papers are read and checked again.",
        body=Nothing, may=roles.CHIEF, move=(BALLOT, "certify"), when=result.all_signed,
        do=certify,
    ),
    Command(
        "announce", on=THE_BALLOT, then=BACK, action="announce_result",
        label=Label("公布结果", "Announce the result"),
        doc="Make the result public.",
        body=Nothing, may=roles.COMMITTEE, move=(BALLOT, "announce"),
        decide=lambda b, o: result.announce(o.key, b, o.today.isoformat()),
    ),
    PROPOSE_VOID,
    WITHDRAW_VOID,
    Command(
        "void", on=THE_BALLOT, then=BACK, action="void_ballot",
        label=Label("确认作废", "Confirm: void"),
        doc="Another office confirms: the ballot is void, what follows is a new one.",
        body=Nothing, may=roles.VOIDING, move=(BALLOT, "void"), when=voiding.may_confirm,
        after=settle,
        decide=lambda b, o: voiding.confirm(o.key, b, o.person.sub, _offices(o), o.at),
    ),
)  # fmt: skip
