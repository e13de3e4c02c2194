"""The guard on small numbers: whatever rounds were held, no difference of a few people is told."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from services.ballot.ballot.domain.ballot import SMALL, Round
from services.ballot.ballot.domain.count import Freeze, Outcome, Race, RoundKind
from services.ballot.ballot.domain.guard import told
from tests.unit.test_ballot_domain import AT

ITEMS = ("a", "b", "c", "d")
SIZES = st.integers(0, 14)


@st.composite
def rounds(draw: st.DrawFn) -> list[Round]:
    """One to four counted rounds of any size, later ones among some of the candidates."""
    held = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        some = st.lists(st.sampled_from(ITEMS), min_size=1, unique=True)
        standing = ITEMS if number == 1 else tuple(draw(some))
        valid, more = draw(SIZES), draw(st.integers(0, 6))
        votes = {item: draw(st.integers(0, valid)) for item in standing}
        outcome = Outcome(returned=valid, valid=valid, invalid=0, tallies=votes, chosen=())
        freeze = Freeze(expected=20, present=20, issued=valid + more)
        race = Race(kind=RoundKind.FIRST, candidates=standing, seats=1)
        held.append(Round(number=number, race=race, freeze=freeze, opened_at=AT, outcome=outcome))
    return held


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
