"""票决: the life of one ballot, round by round, from its rules to the announced result."""

import hashlib
from datetime import datetime, timedelta

from chassis.decision import Change, State, StateTable
from chassis.errors import Invalid, NotAllowed, TooEarly, WrongState
from contracts.ballot import (
    BallotAnnounced,
    BallotCertified,
    BallotClosed,
    BallotOpened,
    BallotVoided,
    Tally,
)
from contracts.charter import BallotRules
from contracts.screening import SlateItem
from services.ballot.domain.count import (
    Freeze,
    Marks,
    Outcome,
    Place,
    Race,
    RoundKind,
    chosen_of,
    count,
    following_race,
    places,
)

BALLOT = StateTable(
    "ballot",
    "PREPARED",
    {
        ("PREPARED", "adopt_rules"): "RULES_ADOPTED",
        ("RULES_ADOPTED", "open"): "OPEN",
        ("OPEN", "close"): "CLOSED",
        ("CLOSED", "count"): "COUNTED",
        ("COUNTED", "runoff"): "RUNOFF",
        ("RUNOFF", "close"): "RUNOFF",
        ("RUNOFF", "count"): "COUNTED",
        ("COUNTED", "sign"): "COUNTED",
        ("COUNTED", "certify"): "CERTIFIED",
        ("CERTIFIED", "announce"): "ANNOUNCED",
        ("OPEN", "void"): "VOID",
        ("CLOSED", "void"): "VOID",
        ("RUNOFF", "void"): "VOID",
        ("COUNTED", "void"): "VOID",
    },
    {
        "PREPARED": "已准备",
        "RULES_ADOPTED": "办法已通过",
        "OPEN": "投票中",
        "CLOSED": "投票结束",
        "COUNTED": "已计票",
        "RUNOFF": "再次投票",
        "CERTIFIED": "已核签",
        "ANNOUNCED": "已公布",
        "VOID": "作废",
    },
)
SMALL = 5
"""Below so many papers a breakdown could tell who voted what (C-11)."""


class Round(State):
    """One round: what is voted on, the frozen roll, when it closed, what it came to.

    ``digest`` is the SHA-256 over all its papers at the count; times are UTC. ``doubles``: slips
    that came both by phone and on paper (the phone's paper stands).
    """

    number: int
    race: Race
    freeze: Freeze
    opened_at: datetime
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    digest: str = ""
    doubles: int = 0

    @property
    def taking_papers(self) -> bool:
        """Whether somebody may vote in this round now."""
        return self.closed_at is None


class Officers(State):
    """总监票人 监票人 计票人 as the session adopted them, by the subjects of their tokens."""

    chief: str
    scrutineers: tuple[str, ...]
    tellers: tuple[str, ...]

    @property
    def signers(self) -> tuple[str, ...]:
        """Who must sign the count."""
        return (self.chief, *self.scrutineers)


class Ballot(State):
    """One ballot, with at most 1 + extra + 3 rounds. ``print``: the print run of slips it takes."""

    session: str
    cycle: str
    rules: BallotRules
    items: tuple[SlateItem, ...]
    status: str = BALLOT.start
    print: str = ""
    officers: Officers | None = None
    rounds: tuple[Round, ...] = ()
    signed: tuple[str, ...] = ()
    void_reason: str = ""
    announced_on: str = ""

    @property
    def round(self) -> Round:
        """The latest round. Raises ``WrongState`` where none was opened."""
        if not self.rounds:
            raise WrongState("not-opened", "票决尚未开始。", "This ballot was not opened yet.")
        return self.rounds[-1]

    @property
    def voting_open(self) -> bool:
        """Whether papers are taken now."""
        return self.status in ("OPEN", "RUNOFF") and self.round.taking_papers

    def is_over(self, round_no: int) -> bool:
        """Whether that round was counted, or the ballot voided."""
        counted = any(one.number == round_no and one.outcome for one in self.rounds)
        return counted or self.status == "VOID"

    @property
    def held(self) -> list[tuple[Race, Outcome]]:
        """The counted rounds."""
        return [(one.race, one.outcome) for one in self.rounds if one.outcome]

    @property
    def next_race(self) -> Race | None:
        """What must be voted on next, or nothing."""
        if self.status != "COUNTED":
            return None
        return following_race(self.rules.seats, self.rules.extra_rounds, self.held)

    @property
    def selected(self) -> tuple[SlateItem, ...]:
        """Who was chosen, best first."""
        by_id = {item.candidate: item for item in self.items}
        return tuple(by_id[item] for item in chosen_of(self.held))

    @property
    def reserved(self) -> tuple[str, ...]:
        """储备库: who was not chosen."""
        chosen = {item.candidate for item in self.selected}
        return tuple(item.candidate for item in self.items if item.candidate not in chosen)

    @property
    def vacancies(self) -> int:
        """缺额: seats that nobody took."""
        return self.rules.seats - len(self.selected)

    @property
    def places(self) -> tuple[Place, ...]:
        """The ranking; empty before the first count."""
        order = [item.candidate for item in self.items]
        return places(self.held, order) if self.held else ()

    @property
    def small(self) -> bool:
        """Whether a round had so few papers that no breakdown may be shown (C-11)."""
        return any(outcome.returned < SMALL for _, outcome in self.held)


def prepare(ballot: Ballot) -> Ballot:
    """A new ballot. 差额票决 needs more candidates than seats."""
    if ballot.rules.contested and len(ballot.items) <= ballot.rules.seats:
        raise WrongState(
            "not-contested",
            f"差额票决要求候选项目多于应选数（{ballot.rules.seats}）。",
            f"A contested ballot needs more than {ballot.rules.seats} candidates.",
        )
    return ballot


def few_candidates(ballot: Ballot) -> bool:
    """Whether candidates are below the charter's ratio to the seats: a warning, no refusal."""
    top, bottom = map(int, ballot.rules.candidates_ratio.split("/"))
    wanted = bottom * len(ballot.items) < top * ballot.rules.seats
    return ballot.rules.contested and wanted


def _moved(state: Ballot, action: str, **changed: object) -> Ballot:
    return state.model_copy(update={"status": BALLOT.move(state.status, action), **changed})


def adopt_rules(state: Ballot, officers: Officers) -> Change[Ballot]:
    """通过票决办法: the session names who counts; nobody in two offices."""
    following = _moved(state, "adopt_rules", officers=officers)
    rules = state.rules
    enough = (
        len(officers.scrutineers) >= rules.scrutineers and len(officers.tellers) >= rules.tellers
    )
    everybody = (*officers.signers, *officers.tellers)
    if not enough or len(set(everybody)) != len(everybody):
        raise Invalid(
            "officers",
            f"需要总监票人 1 名、监票人至少 {rules.scrutineers} 名、计票人至少 {rules.tellers} 名，"
            "一人只任一职。",
            f"It takes a chief scrutineer, {rules.scrutineers} scrutineers and {rules.tellers} "
            "tellers, each in one office only.",
        )
    return Change(following)


# ---- a round -------------------------------------------------------------------------------


def planned_round(state: Ballot, action: str) -> tuple[int, Race]:
    """Number and race of the round that ``open`` or ``runoff`` would begin. Else ``WrongState``."""
    BALLOT.move(state.status, action)
    if action == "open":
        candidates = tuple(item.candidate for item in state.items)
        return 1, Race(kind=RoundKind.FIRST, candidates=candidates, seats=state.rules.seats)
    race = state.next_race
    if race is None:
        raise WrongState("no-round-due", "不需要再次投票。", "No further round is due.")
    return len(state.rounds) + 1, race


def open_round(
    ballot_id: str, state: Ballot, action: str, frozen: Freeze, run: str, at: datetime
) -> Change[Ballot]:
    """开始投票 on a frozen roll; ``run`` is the print run of slips in force."""
    number, race = planned_round(state, action)
    one = Round(number=number, race=race, freeze=frozen, opened_at=at)
    following = _moved(state, action, rounds=(*state.rounds, one), print=run, signed=())
    event = BallotOpened(
        ballot=ballot_id,
        session=state.session,
        cycle=state.cycle,
        round=number,
        seats=race.seats,
        candidates=race.candidates,
    )
    return Change(following, [event])


def close_round(ballot_id: str, state: Ballot, at: datetime) -> Change[Ballot]:
    """结束投票: from here on no paper is taken; what is under way ends before the count."""
    if state.status == "RUNOFF" and not state.round.taking_papers:
        raise WrongState("closed", "本轮投票已结束。", "This round is closed already.")
    following = _moved(state, "close")
    one = state.round.model_copy(update={"closed_at": at})
    event = BallotClosed(ballot=ballot_id, cycle=state.cycle, round=one.number)
    return Change(_with_round(following, one), [event])


def _with_round(state: Ballot, one: Round) -> Ballot:
    return state.model_copy(update={"rounds": (*state.rounds[:-1], one)})


def check_fence(state: Ballot, now: datetime, wait: float) -> Round:
    """The closed round, once nothing can still be under way. Raises ``TooEarly`` before."""
    BALLOT.move(state.status, "count")
    one = state.round
    if one.closed_at is None:
        raise WrongState("still-open", "投票尚未结束。", "Voting has not been closed.")
    if now < one.closed_at + timedelta(seconds=wait):
        raise TooEarly(
            "count-wait", "请等待最后提交的选票入箱后再计票。", "The last papers may be under way."
        )
    return one


def count_round(
    ballot_id: str, state: Ballot, papers: list[Marks], digest: str, doubles: int
) -> Change[Ballot]:
    """计票. More papers than slips were issued: the ballot is void (V-02)."""
    one = state.round
    if len(papers) > one.freeze.issued:
        return void(ballot_id, state, "收回票多于发出票", "MORE_RETURNED_THAN_ISSUED")
    outcome = count(papers, one.race, one.freeze, state.rules.pass_over, state.rules.pass_of)
    counted = one.model_copy(update={"outcome": outcome, "digest": digest, "doubles": doubles})
    return Change(_with_round(_moved(state, "count"), counted))


def void(
    ballot_id: str, state: Ballot, reason: str, reason_code: str = "BY_DECISION"
) -> Change[Ballot]:
    """作废: what follows is a new ballot, never an edit."""
    following = _moved(state, "void", void_reason=reason)
    event = BallotVoided(
        ballot=ballot_id, cycle=state.cycle, round=state.round.number, reason_code=reason_code
    )
    return Change(following, [event])


# ---- result --------------------------------------------------------------------------------


def sign(state: Ballot, who: str) -> Change[Ballot]:
    """核签: one who was named in the rules signs the count, once."""
    following = _moved(state, "sign")
    _finished(state)
    if state.officers is None or who not in state.officers.signers:
        raise NotAllowed(
            "not-named",
            "您不是本次会议通过的监票人。",
            "The session did not name you as a scrutineer of this ballot.",
        )
    if who in state.signed:
        return Change(state)
    return Change(following.model_copy(update={"signed": (*state.signed, who)}))


def _finished(state: Ballot) -> None:
    if state.next_race is not None:
        raise WrongState(
            "round-due", "还需要再投一轮。", "Another round must be voted on before this."
        )


def certify(
    ballot_id: str, state: Ballot, who: str, digests: list[tuple[int, str]]
) -> Change[Ballot]:
    """认定: all have signed and the papers are still those that were counted.

    ``digests`` are number and digest of the papers of each round, read again just now.
    """
    following = _moved(state, "certify")
    _finished(state)
    if state.officers is None or who != state.officers.chief:
        raise NotAllowed(
            "not-chief", "只有总监票人可以认定结果。", "Only the chief scrutineer certifies."
        )
    if set(state.signed) != set(state.officers.signers):
        raise WrongState("unsigned", "监票人尚未全部签字。", "Not every scrutineer has signed.")
    _unchanged(state, digests)
    event = BallotCertified(
        ballot=ballot_id,
        session=state.session,
        cycle=state.cycle,
        rounds=len(state.rounds),
        papers_digest=papers_digest(state),
    )
    return Change(following, [event])


def _unchanged(state: Ballot, digests: list[tuple[int, str]]) -> None:
    counted = [(one.outcome.returned, one.digest) for one in state.rounds if one.outcome]
    if counted != digests:
        rounds = [n for n, pair in enumerate(counted, 1) if digests[n - 1 : n] != [pair]]
        named = "、".join(map(str, rounds))
        raise WrongState(
            "papers-changed",
            f"第 {named} 轮的选票与计票时不一致，结果不能认定，只能作废重投。",
            f"The papers of round {named} are not those that were counted; the ballot can only "
            "be voided.",
        )


def papers_digest(state: Ballot) -> str:
    """SHA-256 over the digests of all rounds, in order."""
    return hashlib.sha256("\n".join(one.digest for one in state.rounds).encode()).hexdigest()


def announce(ballot_id: str, state: Ballot, on: str) -> Change[Ballot]:
    """公布结果. The figures are those of the first round; a small ballot has no breakdown."""
    following = _moved(state, "announce", announced_on=on)
    first = state.rounds[0]
    outcome = first.outcome
    assert outcome is not None  # a certified ballot was counted
    event = BallotAnnounced(
        ballot=ballot_id,
        session=state.session,
        cycle=state.cycle,
        announced_on=on,
        expected=first.freeze.expected,
        present=first.freeze.present,
        issued=first.freeze.issued,
        returned=outcome.returned,
        valid=outcome.valid,
        invalid=outcome.invalid,
        seats=state.rules.seats,
        tallies=tallies_of(state),
        selected=state.selected,
        reserved=state.reserved,
        vacancies=state.vacancies,
    )
    return Change(following, [event])


def tallies_of(state: Ballot) -> tuple[Tally, ...]:
    """Votes and rank of every candidate, none where the ballot is too small to tell (C-11)."""
    if state.small:
        return ()
    by_id = {item.candidate: item for item in state.items}
    return tuple(
        Tally(
            candidate=place.candidate,
            no=by_id[place.candidate].no,
            title=by_id[place.candidate].title,
            votes_for=place.votes_for,
            rank=place.rank,
        )
        for place in state.places
    )
