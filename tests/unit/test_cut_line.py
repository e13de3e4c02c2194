"""The cut line of the score cards: exact, and told with how far it holds (E-24)."""

from fractions import Fraction
from itertools import product

from services.screening.review.domain.cut_line import Standing, cut_line, score, steady_up_to

TENTH = Fraction(1, 10)


def shares(*percent: int) -> list[Fraction]:
    return [Fraction(one, 100) for one in percent]


FOUR = {
    "a": shares(100, 100, 100),
    "b": shares(90, 80, 40),
    "c": shares(40, 80, 88),
    "d": shares(10, 10, 20),
}


def test_ranking_when_two_are_close_then_only_they_depend_on_the_weights() -> None:
    placed = cut_line(FOUR, (1, 1, 1), 2, TENTH)
    assert [(one.id, one.rank, one.standing) for one in placed] == [
        ("a", 1, Standing.ABOVE),
        ("b", 2, Standing.DEPENDS),
        ("c", 3, Standing.DEPENDS),
        ("d", 4, Standing.BELOW),
    ]
    assert [(one.best, one.worst) for one in placed] == [(1, 1), (2, 3), (2, 3), (4, 4)]


def test_margin_when_computed_then_the_line_holds_below_it_and_breaks_above_it() -> None:
    margin = steady_up_to(FOUR, (1, 1, 1), 2)
    assert margin == Fraction(2, 98)
    for near, holds in ((margin * Fraction(99, 100), True), (margin * Fraction(101, 100), False)):
        corners = product((1 - near, 1 + near), repeat=3)
        firsts = {
            frozenset(sorted(FOUR, key=lambda one: -score(FOUR[one], weights))[:2])
            for weights in corners
        }
        assert (len(firsts) == 1) is holds
        standings = {one.standing for one in cut_line(FOUR, (1, 1, 1), 2, near)}
        assert (Standing.DEPENDS not in standings) is holds


def test_scores_when_weights_move_then_low_and_high_are_those_of_every_sample() -> None:
    placed = {one.id: one for one in cut_line(FOUR, (4, 3, 2), 2, TENTH)}
    sides = [1 + TENTH * step / 2 for step in (-2, -1, 0, 1, 2)]
    for one, values in FOUR.items():
        sampled = [score(values, [4 * a, 3 * b, 2 * c]) for a, b, c in product(sides, repeat=3)]
        assert (min(sampled), max(sampled)) == (placed[one].low, placed[one].high)


def test_margin_when_scores_at_the_line_are_equal_then_zero() -> None:
    equal = {"a": shares(50, 50), "b": shares(50, 50), "c": shares(0, 0)}
    assert steady_up_to(equal, (1, 1), 1) == 0
    assert {one.standing for one in cut_line(equal, (1, 1), 1, TENTH)} == {
        Standing.DEPENDS,
        Standing.BELOW,
    }


def test_margin_when_one_is_ahead_in_everything_then_no_weight_changes_the_line() -> None:
    assert steady_up_to({"a": shares(90, 80), "b": shares(50, 70)}, (1, 3), 1) is None
    assert steady_up_to({"a": shares(90, 80)}, (1, 3), 1) is None
