"""What the API answers of ballots, as officials and the public may see them."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from chassis.core.documents import Found
from contracts.screening import SlateItem
from services.ballot.ballot.box_views import (
    ConflictView,
    FailedView,
    SealView,
    VoidView,
    conflict_views,
    failed_views,
    proposal_view,
    seal_views,
    void_view,
)
from services.ballot.ballot.domain import guard
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import Outcome, RoundKind
from services.ballot.ballot.officer_views import names_of
from services.ballot.labels import ROUND_NAMES


class TallyView(BaseModel):
    """Votes FOR one candidate; by ranks its points, in a satisfaction vote its grades."""

    candidate: str
    no: int
    title: str
    votes_for: int
    rank: int
    chosen: bool
    points: int | None = None
    apart: int | None = None
    cost: int = 0
    grades: dict[str, int] = {}


class ApartView(BaseModel):
    """The group that must pass apart (双过): roll, papers, and votes where they are told."""

    expected: int
    present: int
    issued: int
    returned: int
    valid: int
    invalid: int
    tallies: dict[str, int]


class RoundView(BaseModel):
    """One counted round. ``tallies`` lacks what may not be told (C-11). ``doubled``: tags of
    coupons with equal papers by phone and on paper; ``set_aside``: with different ones.
    ``recused``: how many stood aside when it opened; none where that was not kept."""

    number: int
    kind: RoundKind
    zh: str
    en: str
    seats: int
    expected: int
    present: int
    issued: int
    recused: int | None
    returned: int
    valid: int
    invalid: int
    doubles: int
    doubled: list[str]
    set_aside: list[str]
    tallies: dict[str, int]
    chosen: list[str]
    tied: list[str]
    points: dict[str, int] = {}
    apart: ApartView | None = None


class Figures(BaseModel):
    """What the ballot came to; the four counts are those of the first round.

    ``pending``: another round is due, so that nothing is vacant or kept in reserve yet. ``spent``
    of ``amount`` in yuan, where a budget decides; ``split``: the equals that its end divided.
    """

    method: str

    expected: int
    present: int
    issued: int
    returned: int
    valid: int
    invalid: int
    tallies: list[TallyView]
    selected: list[str]
    reserved: list[str]
    vacancies: int
    pending: bool
    digest: str
    rounds: list[RoundView]
    amount: int = 0
    spent: int = 0
    split: list[list[str]] = []

    @property
    def tells_group(self) -> bool:
        """Whether the votes of the group that must pass apart are told."""
        return any(one.apart is not None for one in self.tallies)


class NextRound(BaseModel):
    """What must be voted on next."""

    kind: RoundKind
    seats: int
    candidates: list[str]


class BallotView(BaseModel):
    """A ballot. ``figures`` only for those who may see them yet; officers, by name, only for
    officials."""

    id: str
    version: int
    status: str
    session: str
    cycle: str
    seats: int
    contested: bool
    about: str
    method: str
    amount: int
    threshold: bool
    line: str
    mode: str
    quorum: str
    pass_over: str
    pass_of: str
    items: list[SlateItem]
    open: bool
    round: int
    turn: int
    slips: int
    slips_digest: str
    round_seats: int
    round_candidates: list[str]
    next_round: NextRound | None
    figures: Figures | None
    chief_scrutineer: str
    scrutineers: list[str]
    tellers: list[str]
    signed: list[str]
    seals: list[SealView]
    conflicts: list[ConflictView]
    failed: list[FailedView]
    void: VoidView | None
    void_proposal: VoidView | None
    void_reason: str
    announced_on: str


def ballot_view(
    found: Found[Ballot], official: bool, repeats: Sequence[Round] | None = ()
) -> BallotView:
    """A ballot for an official, or for the public: figures only once they are announced.

    ``repeats``: the rounds of the ballots that followed a void one; none while one may still
    follow: what it came to is public when the session is over (C-11).
    """
    state = found.state
    officers = state.officers if official else None
    called = names_of(state, officers)
    latest = state.rounds[-1] if state.rounds else None
    race = latest.race if latest else None
    following = state.next_race
    public = state.status == "ANNOUNCED" or (state.status == "VOID" and repeats is not None)
    counted = state.held and (public or official)
    return BallotView(
        **state.model_dump(
            include={"status", "session", "cycle", "about", "void_reason", "announced_on"}
        ),
        **state.rules.model_dump(
            include={"seats", "contested", "mode", "quorum", "pass_over", "pass_of"}
        ),
        id=found.id,
        version=found.version,
        method=state.method,
        amount=state.rules.budget.amount,
        threshold=state.rules.threshold,
        line=state.rules.satisfaction.line,
        items=list(state.items),
        open=state.voting_open,
        round=len(state.rounds),
        turn=latest.turn if latest else 0,
        slips=latest.slips if latest else 0,
        slips_digest=latest.slips_digest if latest else "",
        round_seats=race.seats if race else 0,
        round_candidates=list(race.candidates) if race else [],
        next_round=(
            NextRound.model_validate(following.model_dump()) if following and official else None
        ),
        figures=figures(state, whole=official, repeats=repeats or ()) if counted else None,
        chief_scrutineer=called[officers.chief] if officers else "",
        scrutineers=[called[who] for who in officers.scrutineers] if officers else [],
        tellers=[called[who] for who in officers.tellers] if officers else [],
        signed=[called[who] for who in state.signed if who in called],
        seals=seal_views(state),
        conflicts=conflict_views(state),
        failed=failed_views(state),
        void=void_view(state),
        void_proposal=proposal_view(state),
    )


def figures(state: Ballot, whole: bool, repeats: Sequence[Round] = ()) -> Figures:
    """The figures of a counted ballot; unless ``whole``, only what the guard lets pass (C-11)."""
    first = next(one for one in state.rounds if one.outcome)
    outcome = first.outcome
    assert outcome is not None  # it is the first counted round
    may_tell, pending = guard.told(state.rounds, repeats), state.is_pending
    group, shown = guard.tells_apart(state.rounds, repeats), None if whole else may_tell
    hidden = frozenset() if whole else guard.kept_back(state.rounds, may_tell)
    return Figures(
        **first.freeze.model_dump(),
        **outcome.model_dump(include={"returned", "valid", "invalid"}),
        method=state.method,
        tallies=[one for one in _tallies(state, group) if one.candidate not in hidden],
        selected=[item.candidate for item in state.selected],
        reserved=[] if pending else list(state.reserved),
        vacancies=0 if pending else state.vacancies,
        pending=pending,
        digest=state.papers_digest,
        rounds=_rounds(state, shown, group),
        **_money(state, outcome, None if whole else may_tell[first.number]),
    )


def _rounds(
    state: Ballot, may_tell: Mapping[int, Mapping[str, int]] | None, group: bool
) -> list[RoundView]:
    counted = [(one, one.outcome) for one in state.rounds if one.outcome]
    return [
        round_view(one, outcome.tallies if may_tell is None else may_tell[one.number], group)
        for one, outcome in counted
    ]


def _money(state: Ballot, outcome: Outcome, may_tell: Mapping[str, int] | None) -> dict[str, Any]:
    if state.method != "BUDGET":
        return {}
    split = outcome.split if may_tell is None else guard.told_split(outcome, may_tell)
    equals = [list(items) for items in split]
    return {"amount": state.rules.budget.amount, "spent": outcome.spent, "split": equals}


def _tallies(state: Ballot, group: bool) -> list[TallyView]:
    by_id = {item.candidate: item for item in state.items}
    grades = state.rounds[0].outcome.grades if state.rounds[0].outcome else {}
    hidden = None if group else {"apart"}
    return [
        TallyView(
            **place.model_dump(exclude=hidden),
            no=by_id[place.candidate].no,
            title=by_id[place.candidate].title,
            cost=by_id[place.candidate].budget_yuan,
            grades=grades.get(place.candidate, {}),
        )
        for place in state.places
    ]


def round_view(one: Round, tallies: Mapping[str, int], tells_group: bool) -> RoundView:
    """One counted round, with these votes; and with those of the group apart, if that is told."""
    outcome = one.outcome
    assert outcome is not None  # only counted rounds are shown
    zh, en = ROUND_NAMES[one.race.kind]
    return RoundView(
        number=one.number,
        kind=one.race.kind,
        zh=zh,
        en=en,
        seats=one.race.seats,
        **one.freeze.model_dump(),
        **outcome.model_dump(include={"returned", "valid", "invalid", "chosen", "tied"}),
        doubles=one.doubles,
        doubled=list(one.doubled),
        set_aside=list(one.set_aside),
        tallies=dict(tallies),
        points={item: outcome.points[item] for item in tallies if item in outcome.points},
        apart=_apart(one, tallies if tells_group else {}),
    )


def _apart(one: Round, may_tell: Mapping[str, int]) -> ApartView | None:
    if one.apart is None or one.outcome is None or one.outcome.apart is None:
        return None
    counted = guard.told_group(one.outcome.apart, may_tell)
    return ApartView(**one.apart.model_dump(), **counted.model_dump())
