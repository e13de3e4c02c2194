"""Counting: the vectors (docs/requirements.md) by name, and what must hold for any ballot."""

import itertools
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ballot.ballot.domain.count import (
    Freeze,
    Marks,
    Outcome,
    Race,
    RoundKind,
    chosen_of,
    count,
    following_race,
    is_quorum,
    over,
    places,
    reaches,
)
from services.ballot.ballot.domain.paper_digest import digest_of_papers

ITEMS = tuple(f"p{no:02}" for no in range(1, 13))


def race(seats: int, items: int = 12, kind: RoundKind = RoundKind.FIRST) -> Race:
    return Race(kind=kind, candidates=ITEMS[:items], seats=seats)


def roll(members: int = 53, present: int | None = None) -> Freeze:
    here = members if present is None else present
    return Freeze(expected=members, present=here, issued=here)


def papers(**votes: int) -> list[Marks]:
    """Papers that add up to these votes: everybody marks whoever still wants a vote."""
    most = max(votes.values())
    return [Marks.of(item for item, wanted in votes.items() if n < wanted) for n in range(most)]


def counted(seats: int, members: int = 50, **votes: int) -> tuple[Race, Outcome]:
    first = Race(kind=RoundKind.FIRST, candidates=tuple(votes), seats=seats)
    # One paper each, so that no paper marks more than the seats.
    singles = [Marks.of([item]) for item, number in votes.items() for _ in range(number)]
    return first, count(singles, first, roll(members), "1/2", "EXPECTED")


# ---- the vectors ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "quorum", "majority"),
    [
        (40, 27, 21),
        (49, 33, 25),
        (50, 34, 26),
        (53, 36, 27),
        (59, 40, 30),
        (67, 45, 34),
        (73, 49, 37),
    ],
)
def test_quorum_and_majority_when_counted_then_exact(
    members: int, quorum: int, majority: int
) -> None:
    assert reaches(quorum, members, "2/3")
    assert not reaches(quorum - 1, members, "2/3")
    assert over(majority, members, "1/2")
    assert not over(majority - 1, members, "1/2")


def test_v01_quorum_when_35_of_53_then_refused_and_36_allowed() -> None:
    assert not reaches(35, 53, "2/3")
    assert reaches(36, 53, "2/3")


@pytest.mark.parametrize(
    ("quorum", "expected", "fewest"),
    [("2/3", 53, 36), (">= 2/3", 60, 40), ("> 2/3", 60, 41), ("> 1/2", 60, 31), ("> 1/2", 59, 30)],
)
def test_quorum_when_declared_as_more_or_at_least_then_so_it_is(
    quorum: str, expected: int, fewest: int
) -> None:
    assert is_quorum(fewest, expected, quorum)
    assert not is_quorum(fewest - 1, expected, quorum)


def test_v03_paper_when_11_for_of_10_seats_then_invalid_and_10_3_0_valid() -> None:
    given_papers = [Marks.of(ITEMS[:n]) for n in (11, 10, 3, 0)]
    outcome = count(given_papers, race(10), roll(), "1/2", "EXPECTED")
    assert (outcome.returned, outcome.valid, outcome.invalid) == (4, 3, 1)
    assert outcome.tallies["p01"] == 2


def test_v04_tie_when_8_and_9_are_equal_then_7_chosen_and_runoff_2_for_1() -> None:
    votes = {f"p{n:02}": 50 - n for n in range(1, 8)} | {"p08": 30, "p09": 30, "p10": 28}
    held = [counted(8, **votes)]
    assert held[0][1].chosen == ITEMS[:7]
    following = following_race(8, 1, held)
    assert following == Race(kind=RoundKind.RUNOFF, candidates=("p08", "p09"), seats=1)


def test_v05_ballot_when_12_pass_for_10_seats_then_top_ten() -> None:
    votes = {f"p{n:02}": 45 - n for n in range(1, 13)}
    held = [counted(10, **votes)]
    assert held[0][1].chosen == ITEMS[:10]
    assert following_race(10, 1, held) is None


def test_v06_ballot_when_9_of_10_pass_then_one_extra_round_else_vacancy() -> None:
    votes = {f"p{n:02}": 40 for n in range(1, 10)} | {"p10": 20, "p11": 10}
    held = [counted(10, **votes)]
    extra = following_race(10, 1, held)
    assert extra == Race(kind=RoundKind.EXTRA, candidates=("p10", "p11"), seats=1)
    nobody = [Marks.of(["p10"])] * 25
    held.append((extra, count(nobody, extra, roll(50), "1/2", "EXPECTED")))
    assert following_race(10, 1, held) is None
    assert len(chosen_of(held)) == 9


def test_v07_tie_when_three_for_two_seats_then_runoff_3_for_2() -> None:
    held = [counted(3, p01=45, p02=30, p03=30, p04=30, p05=3)]
    following = following_race(3, 1, held)
    assert following == Race(kind=RoundKind.RUNOFF, candidates=("p02", "p03", "p04"), seats=2)


def test_v09_votes_when_25_of_50_then_no_majority() -> None:
    held = [counted(1, p01=25, p02=1)]
    assert held[0][1].chosen == ()
    assert counted(1, p01=26, p02=1)[1].chosen == ("p01",)


# ---- more than the vectors -----------------------------------------------------------------


def test_runoff_when_counted_then_only_orders_those_over_the_threshold() -> None:
    runoff = Race(kind=RoundKind.RUNOFF, candidates=("p08", "p09"), seats=1)
    outcome = count([Marks.of(["p08"])], runoff, roll(50), "1/2", "EXPECTED")
    assert outcome.chosen == ("p08",)


def test_tie_when_three_runoffs_do_not_solve_it_then_the_seat_stays_vacant() -> None:
    held = [counted(1, p01=30, p02=30)]
    for _ in range(3):
        again = following_race(1, 1, held)
        assert again is not None
        assert again.kind is RoundKind.RUNOFF
        held.append((again, count([], again, roll(50), "1/2", "EXPECTED")))
    assert following_race(1, 1, held) is None
    assert chosen_of(held) == ()


@pytest.mark.parametrize("declared", [0, 1, 2])
def test_tie_when_fewer_runoffs_are_declared_then_the_seat_is_vacant_sooner(declared: int) -> None:
    held = [counted(1, p01=30, p02=30)]
    for _ in range(declared):
        again = following_race(1, 1, held, declared)
        assert again is not None
        held.append((again, count([], again, roll(50), "1/2", "EXPECTED")))
    assert following_race(1, 1, held, declared) is None


@pytest.mark.parametrize(
    ("pass_of", "passes"), [("EXPECTED", False), ("PRESENT", False), ("RETURNED", True)]
)
def test_threshold_when_of_another_base_then_another_result(pass_of: str, passes: bool) -> None:
    marks = [Marks.of(["p01"])] * 11 + [Marks.of([])] * 9
    outcome = count(marks, race(1), roll(53, 40), "1/2", pass_of)  # type: ignore[arg-type]
    assert (outcome.chosen == ("p01",)) is passes


def test_threshold_when_of_valid_papers_then_invalid_ones_do_not_weigh() -> None:
    marks = [Marks.of(["p01"])] * 10 + [Marks.of([], spoiled=True)] * 10
    assert count(marks, race(1), roll(), "1/2", "VALID").chosen == ("p01",)
    assert count(marks, race(1), roll(), "1/2", "RETURNED").chosen == ()


@pytest.mark.parametrize(
    "marks",
    [
        Marks.of(["p01"], ["p01"]),
        Marks.of(["stranger"]),
        Marks.of(["p01"], spoiled=True),
        Marks.of(["p01", "p02", "p03"]),
    ],
)
def test_paper_when_unclear_then_invalid(marks: Marks) -> None:
    assert count([marks], race(2), roll(), "1/2", "EXPECTED").invalid == 1


def test_places_when_two_rounds_then_equal_votes_share_a_rank() -> None:
    first = counted(3, p01=45, p02=30, p03=30, p04=30, p05=3)
    runoff = following_race(3, 1, [first])
    assert runoff is not None
    second = (runoff, count(papers(p02=20, p03=20, p04=9), runoff, roll(50), "1/2", "EXPECTED"))
    ranking = places([first, second], ["p01", "p02", "p03", "p04", "p05"])
    assert [(p.candidate, p.rank, p.chosen) for p in ranking] == [
        ("p01", 1, True),
        ("p02", 2, True),
        ("p03", 2, True),
        ("p04", 4, False),
        ("p05", 5, False),
    ]


def test_digest_when_rows_are_shuffled_then_same_and_when_one_changes_then_another() -> None:
    rows = [(f"r{n}", {"votes_for": [f"p{n}"]}) for n in range(5)]
    assert digest_of_papers(rows, "") == digest_of_papers(reversed(rows), "")
    assert digest_of_papers(rows, "") != digest_of_papers(rows[:-1], "")
    other = [*rows[:-1], ("r4", dict[str, list[str]](votes_for=[]))]
    assert digest_of_papers(rows, "") != digest_of_papers(other, "")
    assert digest_of_papers(rows, "") != digest_of_papers(rows, "salt")


# ---- what must hold for any ballot ---------------------------------------------------------

marks_of_five = st.builds(
    Marks.of,
    st.sets(st.sampled_from(ITEMS[:5])),
    st.sets(st.sampled_from(ITEMS[:5])),
    st.booleans(),
)
boxes = st.lists(marks_of_five, max_size=30)
bases = st.sampled_from(["EXPECTED", "PRESENT", "RETURNED", "VALID"])
shares = st.sampled_from(["1/2", "2/3", "1/1", "4/5"])
seat_numbers = st.integers(1, 4)


@given(boxes, seat_numbers, shares, bases, st.randoms())
def test_count_when_papers_are_shuffled_then_same_outcome(
    box, seats, share, base, shuffler
) -> None:
    shuffled = box[:]
    shuffler.shuffle(shuffled)
    one = count(box, race(seats, 5), roll(40), share, base)
    assert one == count(shuffled, race(seats, 5), roll(40), share, base)


@given(boxes, seat_numbers, shares, bases)
def test_count_when_any_papers_then_as_a_naive_reading_of_the_rules(
    box, seats, share, base
) -> None:
    frozen = roll(40, 33)
    outcome = count(box, race(seats, 5), frozen, share, base)
    chosen, tied = oracle(box, seats, share, base, frozen)
    assert set(outcome.chosen) == chosen
    assert set(outcome.tied) == tied
    assert len(outcome.chosen) <= seats
    assert len(outcome.chosen) + outcome.open_seats == (seats if tied else len(chosen))


def oracle(box, seats, share, base, frozen) -> tuple[set[str], set[str]]:
    """Tries every set of winners: one stands if no loser over the line has as many votes."""
    valid = [
        m
        for m in box
        if not m.spoiled and not set(m.votes_for) & set(m.against) and len(m.votes_for) <= seats
    ]
    votes = Counter(item for m in valid for item in m.votes_for)
    whole = {
        "EXPECTED": frozen.expected,
        "PRESENT": frozen.present,
        "RETURNED": len(box),
        "VALID": len(valid),
    }[base]
    passing = [item for item in ITEMS[:5] if votes[item] > Fraction(share) * whole]
    stands = [
        set(group)
        for size in range(min(seats, len(passing)) + 1)
        for group in itertools.combinations(passing, size)
        if all(votes[a] > votes[b] for a in group for b in passing if b not in group)
    ]
    best = max(stands, key=len)
    if len(best) == min(seats, len(passing)):
        return best, set()
    line = max(votes[item] for item in passing if item not in best)
    return best, {item for item in passing if votes[item] == line}


@given(st.data(), st.integers(1, 4), st.integers(0, 3), shares, bases)
def test_rounds_when_voted_to_the_end_then_bounded_and_never_more_than_the_seats(
    data, seats, extra_rounds, share, base
) -> None:
    held: list[tuple[Race, Outcome]] = []
    following: Race | None = race(seats, 5)
    passed: set[str] = set()
    while following is not None:
        outcome = count(data.draw(boxes), following, roll(20), share, base)
        for item in (*outcome.chosen, *outcome.tied):
            assert following.passed <= (item in passed)
            passed.add(item)
        held.append((following, outcome))
        assert len(held) <= 1 + extra_rounds + 3
        following = following_race(seats, extra_rounds, held)
    chosen = chosen_of(held)
    assert len(chosen) == len(set(chosen)) <= seats
    ranking = places(held, ITEMS[:5])
    assert sorted(p.candidate for p in ranking) == sorted(ITEMS[:5])
    assert [p.chosen for p in ranking] == [True] * len(chosen) + [False] * (5 - len(chosen))
