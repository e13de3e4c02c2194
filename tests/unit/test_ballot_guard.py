"""The guard on small numbers: whatever rounds were held, no difference of a few people is told."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.core.documents import Found
from chassis.service import Context
from chassis.web.auth import Person
from contracts.charter import BallotRules
from services.ballot.ballot.domain.ballot import SMALL, Ballot, Round
from services.ballot.ballot.domain.count import Freeze, GroupCount, Outcome, Race, RoundKind
from services.ballot.ballot.domain.guard import tells_apart, told
from services.ballot.ballot.preparing import repeats_of
from services.ballot.ballot.queries import ballots_about, result_rows, seen_by
from tests.service.ballot_world import slate_item
from tests.unit.test_ballot_domain import AT, a_session

ITEMS = ("a", "b", "c", "d")
SIZES = st.integers(0, 14)


@st.composite
def rounds(draw: st.DrawFn, sizes: st.SearchStrategy[int] = SIZES) -> list[Round]:
    """One to four counted rounds of any size, later ones among some of the candidates; in each a
    group of any size that must pass apart."""
    held = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        some = st.lists(st.sampled_from(ITEMS), min_size=1, unique=True)
        standing = ITEMS if number == 1 else tuple(draw(some))
        valid, more = draw(sizes), draw(st.integers(0, 6))
        few = draw(st.integers(0, valid))
        votes = {item: draw(st.integers(0, valid)) for item in standing}
        one = counted(votes, valid, more, few, draw(st.integers(0, more)))
        held.append(one.model_copy(update={"number": number}))
    return held


def counted(votes: dict[str, int], valid: int, more: int = 0, few: int = 0, less: int = 0) -> Round:
    """A round of so many valid papers, ``few`` of them of the group; ``more`` slips were drawn and
    not cast, ``less`` of them by the group."""
    of_group = {item: min(few, n) for item, n in votes.items()}
    apart = GroupCount(returned=few, valid=few, invalid=0, tallies=of_group)
    return Round(
        number=1,
        race=Race(kind=RoundKind.FIRST, candidates=tuple(votes), seats=1),
        freeze=Freeze(expected=40, present=40, issued=valid + more),
        apart=Freeze(expected=40, present=40, issued=few + less),
        opened_at=AT,
        outcome=Outcome(
            returned=valid, valid=valid, invalid=0, tallies=votes, chosen=(), apart=apart
        ),
    )


@given(rounds())
def test_figures_when_told_then_never_of_a_few_nor_as_the_difference_of_a_few(
    held: list[Round],
) -> None:
    shown = told(held)
    for one, other in combinations(held, 2):
        for item in set(shown[one.number]) & set(shown[other.number]):
            assert one.outcome is not None
            assert other.outcome is not None
            assert abs(one.outcome.valid - other.outcome.valid) not in range(1, SMALL), item
            assert abs(one.freeze.issued - other.freeze.issued) not in range(1, SMALL), item
    few = any(one.outcome is not None and one.outcome.valid < SMALL for one in held)
    assert not (few and any(shown.values()))


@given(rounds(), rounds())
def test_figures_when_a_void_ballot_is_repeated_then_no_difference_of_a_few_to_the_repeat(
    void: list[Round], repeat: list[Round]
) -> None:
    before, after = told(void, repeat), told(repeat)
    for one in void:
        for other in repeat:
            assert one.outcome is not None
            assert other.outcome is not None
            close = abs(one.outcome.valid - other.outcome.valid) in range(1, SMALL)
            close = close or abs(one.freeze.issued - other.freeze.issued) in range(1, SMALL)
            assert not (close and set(before[one.number]) & set(after[other.number]))


@given(rounds())
def test_figures_when_no_round_is_small_then_the_one_that_decided_is_told_for_everybody(
    held: list[Round],
) -> None:
    if any(one.small for one in held):
        return
    shown = told(held)
    last = {item: one for one in held for item in one.race.candidates}
    for item, one in last.items():
        assert one.outcome is not None
        assert shown[one.number][item] == one.outcome.tallies[item]


def few_between(one: Round, other: Round) -> bool:
    """Whether the group or the rest differs by 1 to 4, in valid papers or slips drawn."""
    numbers = []
    for held in (one, other):
        assert held.outcome is not None
        assert held.outcome.apart is not None
        assert held.apart is not None
        of_group = (held.apart.issued, held.outcome.apart.valid)
        of_all = (held.freeze.issued, held.outcome.valid)
        numbers.append((*of_group, *(a - b for a, b in zip(of_all, of_group, strict=True))))
    return any(abs(a - b) in range(1, SMALL) for a, b in zip(*numbers, strict=True))


@settings(max_examples=40)
@given(rounds(st.sampled_from((12, 20, 26))), rounds(st.sampled_from((12, 20, 26))))
def test_group_when_told_apart_then_no_difference_of_a_few_between_rounds_and_repeats(
    void: list[Round], repeat: list[Round]
) -> None:
    if not tells_apart(void, repeat):
        return
    for one, other in (*combinations(void, 2), *product(void, repeat)):
        shared = {*one.race.candidates} & {*other.race.candidates}
        assert not (shared and few_between(one, other))


def test_group_when_any_two_rounds_or_a_repeat_differ_by_a_few_then_not_told_apart() -> None:
    votes = {"a": 5, "b": 5}
    of_eight = counted(votes, 20, few=8)
    assert tells_apart([of_eight], [of_eight])
    # A deputy more in the repeat, and a round that is alike the first but not the second.
    assert not tells_apart([of_eight], [counted(votes, 26, few=9)])
    of_13, of_14 = counted(votes, 25, few=13), counted(votes, 31, few=14)
    assert tells_apart([of_eight, of_13])
    assert not tells_apart([of_eight, of_13, of_14])
    # The rest is all without the group: a resident more; and a slip that was drawn and not cast.
    assert not tells_apart([of_eight, of_13, counted(votes, 32, few=19)])
    assert not tells_apart([of_eight, counted(votes, 20, more=1, few=8, less=1)])
    # Rounds without a common candidate have no difference.
    assert tells_apart([of_eight, counted({"c": 9}, 21, few=9)])


# ---- the ballots of one session ------------------------------------------------------------------


def one_of(key: str, status: str, valid: int, **given: Any) -> Found[Ballot]:
    """A ballot on two items with one counted round in which all are for the first."""
    held = counted({"p01": valid, "p02": 0}, valid)
    state = Ballot(
        session="S",
        cycle="2025",
        rules=BallotRules(seats=1),
        items=(slate_item(1), slate_item(2)),
        status=status,
        rounds=(held.model_copy(update={"apart": None}),),
        **given,
    )
    return Found(key, "x", 1, state)


def known_as(known: Mapping[str, Any]) -> Context:
    """A context whose store holds these documents."""

    async def get(key: Any) -> Any:
        return known.get(key.id)

    return cast(Context, SimpleNamespace(store=SimpleNamespace(get=get, known=get), known=get))


async def test_void_ballot_when_another_kind_followed_then_compared_with_its_own_repeat() -> None:
    found = {
        "P1": one_of("P1", "VOID", 10),
        "P2": one_of("P2", "ANNOUNCED", 11),
        "S1": one_of("S1", "VOID", 10, about="SATISFACTION"),
        "S2": one_of("S2", "ANNOUNCED", 16, about="SATISFACTION"),
    }
    ballots = {"PROJECTS": "P2", "SATISFACTION": "S2"}
    session = a_session("CLOSED", former=("P1", "S1", "cut short"), ballots=ballots, ballot="S2")
    known = {**found, "S": Found("S", "x", 1, session)}

    ctx = known_as(known)
    of_projects = await ballots_about(ctx, "x", session, "PROJECTS")
    assert [one.id for one in of_projects] == ["P1", "P2"]
    # One of each kind was void; what was cut short is no repeat.
    assert await repeats_of(ctx, "x", session, "PROJECTS") == 1
    assert await repeats_of(ctx, "x", session, "SATISFACTION") == 1
    visitor = Person("", "")
    seen = {key: (await seen_by(ctx, "x", one, visitor)).figures for key, one in found.items()}
    told_of = {key: one.rounds[0].tallies for key, one in seen.items() if one}
    assert told_of["P1"] == {}  # one paper fewer than the repeat
    assert told_of["P2"] == {"p01": 11, "p02": 0}
    assert told_of["S1"] == {"p01": 10, "p02": 0}  # six papers fewer than its own repeat


async def test_workbook_when_a_gated_ballot_is_repeated_then_no_empty_column_of_the_group() -> None:
    votes = {"p01": 20, "p02": 0}
    void, repeat = counted(votes, 20, few=8), counted(votes, 26, few=9)
    rules = BallotRules.model_validate({"seats": 1, "gate": {"categories": ["D"]}})
    given = {"rules": rules, "rounds": (void,)}
    first = one_of("P1", "VOID", 20)
    first = replace(first, state=first.state.model_copy(update=given))
    second = one_of("P2", "ANNOUNCED", 26)
    second = replace(second, state=second.state.model_copy(update={**given, "rounds": (repeat,)}))
    session = a_session("CLOSED", former=("P1",), ballots={"PROJECTS": "P2"}, ballot="P2")
    ctx = known_as({"P1": first, "P2": second, "S": Found("S", "x", 1, session)})
    columns, rows = await result_rows(ctx, "x", "P1", Person("", ""))
    assert "apart" not in [one.name for one in columns]
    assert [row["votes_for"] for row in rows] == [20, 0]
    columns, rows = await result_rows(ctx, "x", "P2", Person("", ""))
    assert [row["apart"] for row in rows] == [9, 0]
    assert "apart" in [one.name for one in columns]
