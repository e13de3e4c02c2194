"""The rounds of a ballot: rules, opening on a frozen roll, closing, count, and what voids it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import TooEarly, WrongState
from contracts.ballot import BallotClosed, BallotOpened
from services.ballot.ballot.domain import modes, voiding
from services.ballot.ballot.domain.ballot import BALLOT, Ballot, Round, moved
from services.ballot.ballot.domain.count import (
    Freeze,
    Outcome,
    Race,
    RoundKind,
)
from services.ballot.ballot.domain.grounds import Ground
from services.ballot.ballot.domain.paper_digest import digest_of_papers
from services.ballot.casting.paper import Paper
from services.ballot.pile.domain import Pile
from services.ballot.slips.credential import is_apart, tag
from services.ballot.slips.prints import SlipSet

UNREADABLE = Paper(spoiled=True)


def check_contested(ballot: Ballot) -> None:
    """差额票决 needs more candidates than seats, or than the budget buys. Raises ``WrongState``."""
    rules = ballot.rules
    seats, amount = rules.seats, rules.budget.amount
    if rules.contested and ballot.fills_seats and len(ballot.items) <= seats:
        raise WrongState(
            "not-contested",
            f"差额票决要求候选项目多于应选数（{seats}）。",
            f"A contested ballot needs more than {seats} candidates.",
        )
    cost = sum(item.budget_yuan for item in ballot.items)
    if rules.contested and ballot.method == "BUDGET" and cost <= amount:
        raise WrongState(
            "not-contested-money",
            f"差额票决要求候选项目的预算合计多于 {amount} 元。",
            f"A contested ballot needs candidates that cost more than {amount} yuan.",
        )


def few_candidates(ballot: Ballot) -> bool:
    """Whether candidates are below the charter's ratio to the seats: a warning, no refusal."""
    top, bottom = map(int, ballot.rules.candidates_ratio.split("/"))
    wanted = bottom * len(ballot.items) < top * ballot.rules.seats
    return ballot.fills_seats and ballot.rules.contested and wanted


def planned_round(state: Ballot, action: str) -> tuple[int, Race]:
    """Number and race of the round that ``open`` or ``runoff`` would begin. Else ``WrongState``."""
    BALLOT.move(state.status, action)
    if action == "open":
        return 1, first_race(state)
    race = state.next_race
    if race is None:
        raise WrongState("no-round-due", "不需要再次投票。", "No further round is due.")
    return len(state.rounds) + 1, race


def first_race(state: Ballot) -> Race:
    """All candidates for all seats; a satisfaction vote has none to fill."""
    candidates = tuple(item.candidate for item in state.items)
    seats = 0 if state.method == "GRADES" else state.rules.seats
    return Race(kind=RoundKind.FIRST, candidates=candidates, seats=seats)


def check_planned(state: Ballot, action: str) -> None:
    """Raise ``WrongState`` unless a round could be opened by this action now."""
    planned_round(state, action)


def may_open(state: Ballot, action: str) -> bool:
    """Whether a round could be opened by this action now."""
    due = state.next_race is not None
    return (state.status, action) in BALLOT.moves and (action == "open" or due)


def open_round(
    ballot_id: str,
    state: Ballot,
    action: str,
    frozen: Freeze,
    slips: SlipSet,
    at: datetime,
    apart: Freeze | None = None,
) -> Change[Ballot]:
    """开始投票 on a frozen roll; ``slips`` are the coupons that are good in this round.

    ``apart``: the roll of the group that must pass apart.
    """
    number, race = planned_round(state, action)
    one = Round(
        number=number,
        turn=slips.turn,
        slips=slips.slips,
        slips_digest=slips.digest,
        race=race,
        freeze=frozen,
        apart=apart,
        opened_at=at,
    )
    following = moved(state, action, rounds=(*state.rounds, one), signed=())
    event = BallotOpened(
        ballot=ballot_id,
        session=state.session,
        cycle=state.cycle,
        round=number,
        seats=race.seats,
        candidates=race.candidates,
        turn=one.turn,
        slips=one.slips,
        slips_digest=one.slips_digest,
    )
    return Change(following, [event])


def close_round(ballot_id: str, state: Ballot, at: datetime) -> Change[Ballot]:
    """结束投票: from here on no paper is taken; what is under way ends before the count."""
    if state.status == "RUNOFF" and not state.round.taking_papers:
        raise WrongState("closed", "本轮投票已结束。", "This round is closed already.")
    following = moved(state, "close")
    one = state.round.model_copy(update={"closed_at": at})
    event = BallotClosed(ballot=ballot_id, cycle=state.cycle, round=one.number)
    return Change(with_round(following, one), [event])


def with_round(state: Ballot, one: Round) -> Ballot:
    """The ballot with its latest round changed."""
    return state.model_copy(update={"rounds": (*state.rounds[:-1], one)})


def awaits_count(state: Ballot) -> bool:
    """Whether its latest round was closed and not counted yet."""
    return (state.status, "count") in BALLOT.moves and not state.round.taking_papers


def may_count(state: Ballot) -> bool:
    """Whether the box of its latest round is sealed and not counted yet."""
    return awaits_count(state) and bool(state.round.seals)


def closed_round(state: Ballot) -> Round:
    """The round that was closed and not counted yet. Raises ``WrongState``."""
    BALLOT.move(state.status, "count")
    if state.round.taking_papers:
        raise WrongState("still-open", "投票尚未结束。", "Voting has not been closed.")
    return state.round


def check_fence(state: Ballot, now: datetime, wait: float) -> None:
    """Raises ``TooEarly`` while a paper may still be under way."""
    if not closed_round(state).past_fence(now, wait):
        raise TooEarly(
            "count-wait", "请等待最后提交的选票入箱后再计票。", "The last papers may be under way."
        )


def check_pile(state: Ballot, pile: Pile | None) -> None:
    """Paper votes count only where two readings agree; a ballot on paper needs its pile."""
    if pile is None and state.rules.mode == "SECRET_PAPER":
        raise WrongState(
            "no-pile", "纸质票尚未由两名计票人录入。", "Two tellers must type the papers first."
        )
    if pile is not None and pile.status != "PUT_AWAY":
        raise WrongState(
            "pile-differs",
            "纸质票还没有两份一致的录入，不能计票；可由总监票人或另一名计票人再录一份。",
            "No two readings of the paper votes agree yet; the chief scrutineer or another teller "
            "may type a third.",
        )


@dataclass(frozen=True)
class Counted:
    """What all papers of a round come to, and of which round that is."""

    number: int
    race: Race
    freeze: Freeze
    outcome: Outcome
    digest: str


def count_papers(state: Ballot, rows: Sequence[tuple[str, Mapping[str, object]]]) -> Counted:
    """Read and count the ``rows`` (id, marks) of the round: the part that takes its time."""
    one = state.round
    outcome = outcome_of(state, one, rows)
    return Counted(one.number, one.race, one.freeze, outcome, digest_of_papers(rows, one.salt))


def outcome_of(
    state: Ballot, one: Round, rows: Sequence[tuple[str, Mapping[str, object]]]
) -> Outcome:
    """What these papers come to in that round."""
    papers = papers_in(one, rows)
    if one.apart is None:
        return modes.outcome(state, one.race, one.freeze, papers)
    group = [paper for (row_id, _), paper in zip(rows, papers, strict=True) if is_apart(row_id)]
    return modes.outcome(state, one.race, one.freeze, papers, modes.Apart(one.apart, group))


def papers_in(one: Round, rows: Sequence[tuple[str, Mapping[str, object]]]) -> list[Paper]:
    """The papers as they count: what was set aside is returned, and invalid."""
    aside = set(one.set_aside)
    return [
        UNREADABLE if tag_of(row_id) in aside else Paper.model_validate(body)
        for row_id, body in rows
    ]


def count_round(ballot_id: str, state: Ballot, papers: Counted, at: datetime) -> Change[Ballot]:
    """计票. More papers than slips were issued: the ballot is void (V-02)."""
    one = state.round
    if (papers.number, papers.race, papers.freeze) != (one.number, one.race, one.freeze):
        raise round_moved()
    if _too_many(one, papers.outcome):
        surplus = Ground.MORE_RETURNED_THAN_ISSUED
        return voiding.void(ballot_id, state, surplus, "", at)
    told = {"outcome": papers.outcome, "digest": papers.digest}
    # A proposal to declare it void was about a ballot whose figures nobody knew.
    following = moved(state, "count", void_proposal=None)
    return Change(with_round(following, one.model_copy(update=told)))


def _too_many(one: Round, found: Outcome) -> bool:
    """Whether more papers came back than slips were drawn, of all, of the group or of the rest."""
    if one.apart is None or found.apart is None:
        return found.returned > one.freeze.issued
    rest = found.returned - found.apart.returned > one.freeze.issued - one.apart.issued
    return rest or found.apart.returned > one.apart.issued


def round_moved() -> WrongState:
    """Another round began while this one was read."""
    return WrongState(
        "round-moved", "轮次刚刚变化，请刷新后再试。", "The round has just changed; try again."
    )


def tag_of(row_id: str) -> str:
    """校验号 of the coupon that a paper lies under."""
    return tag(row_id.rsplit("/", 1)[-1])
