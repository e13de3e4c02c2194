"""What a counted ballot came to: whole for officials, else as far as the guard lets it pass."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from services.ballot.ballot.domain import guard
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import Outcome, RoundKind
from services.ballot.ballot.explaining import explained
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
    ``why``: in Chinese and English, where the most votes are not simply chosen.
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
    why: list[tuple[str, str]] = []

    @property
    def tells_group(self) -> bool:
        """Whether the votes of the group that must pass apart are told."""
        return any(one.apart is not None for one in self.tallies)


def figures(state: Ballot, whole: bool, repeats: Sequence[Round] = ()) -> Figures:
    """The figures of a counted ballot; unless ``whole``, only what the guard lets pass (C-11)."""
    first, outcome = state.first_counted
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
        why=explained(state),
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
    grades = state.first_counted[1].grades
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
