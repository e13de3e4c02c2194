"""Rules that turn votes into a choice: worked examples, and what must hold for any poll."""

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ballot.ballot.domain.count import Counts, Freeze
from services.ballot.tally.domain.budget import BudgetRule, Choice, Item, greedy
from services.ballot.tally.domain.gates import ALL, Gate, GroupCount, passing
from services.ballot.tally.domain.ranks import borda, borda_scores, rank_sums
from services.ballot.tally.domain.shares import _Poll, equal_shares

SKIP = BudgetRule()
STOP = BudgetRule(method="GREEDY_STOP")
SHARES = BudgetRule(method="EQUAL_SHARES", tie="CHEAPER")


def bought(
    rule: BudgetRule, budget: int, *rows: tuple[int, int], **limits: Mapping[str, Fraction]
) -> Choice:
    """Rows of votes and cost, called a, b, c …"""
    ids = "abcdefgh"[: len(rows)]
    items = [Item(i, Fraction(cost)) for i, (_, cost) in zip(ids, rows, strict=True)]
    scores = {i: votes for i, (votes, _) in zip(ids, rows, strict=True)}
    return greedy(items, scores, Fraction(budget), rule, **limits)


# ---- greedy ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "rows", "selected"),
    [
        (SKIP, [(9, 50), (8, 60), (7, 40), (6, 10)], "acd"),
        (STOP, [(9, 50), (8, 60), (7, 40), (6, 10)], "a"),
        (STOP.model_copy(update={"top_up": Fraction(4, 5)}), [(9, 50), (8, 60), (7, 9)], "ab"),
        (STOP.model_copy(update={"top_up": Fraction(4, 5)}), [(9, 50), (8, 63), (7, 9)], "a"),
        (SKIP.model_copy(update={"minimum": Fraction(7)}), [(9, 10), (7, 10), (6, 10)], "ab"),
        (SKIP, [(1, 100), (9, 101), (0, 0)], "ac"),
        (SKIP.model_copy(update={"tie": "CHEAPER"}), [(5, 70), (5, 40)], "b"),
        (SKIP.model_copy(update={"tie": "DEARER"}), [(5, 40), (5, 70)], "b"),
    ],
)
def test_greedy_when_money_ends_then_by_the_rule(
    rule: BudgetRule, rows: list[tuple[int, int]], selected: str
) -> None:
    assert "".join(bought(rule, 100, *rows).selected) == selected


@pytest.mark.parametrize(
    ("rule", "rows", "ties"),
    [
        (SKIP, [(5, 60), (5, 60)], [("a", "b")]),
        (SKIP, [(5, 60), (5, 40)], []),
        (SKIP, [(5, 60), (5, 120)], []),
        (SKIP, [(9, 50), (5, 60), (5, 30), (5, 40)], [("c", "d")]),
        (STOP, [(5, 60), (5, 120)], [("a", "b")]),
        (STOP, [(5, 120), (5, 130)], []),
    ],
)
def test_tie_when_money_splits_equals_then_they_are_named(
    rule: BudgetRule, rows: list[tuple[int, int]], ties: list[tuple[str, ...]]
) -> None:
    assert list(bought(rule, 100, *rows).ties) == ties


def test_limit_when_a_part_is_spent_then_the_next_part_goes_on() -> None:
    items = [
        Item("a", Fraction(60), ("n",)),
        Item("b", Fraction(10), ("n", "s")),
        Item("c", Fraction(40), ("s",)),
    ]
    limits = {"n": Fraction(65), "s": Fraction(50)}
    choice = greedy(items, {"a": 3, "b": 2, "c": 1}, Fraction(200), SKIP, limits)
    assert choice.selected == ("a", "c")


ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), min_size=1, max_size=6)
RULES = st.builds(
    BudgetRule,
    method=st.sampled_from(["GREEDY", "GREEDY_STOP"]),
    minimum=st.integers(0, 5).map(Fraction),
    tie=st.sampled_from(["LISTED", "CHEAPER", "DEARER"]),
)


@given(RULES, ROWS, st.integers(0, 120))
def test_greedy_when_any_poll_then_within_the_budget_and_the_minimum(
    rule: BudgetRule, rows: list[tuple[int, int]], budget: int
) -> None:
    chosen = bought(rule, budget, *rows).selected
    picked = [rows["abcdefgh".index(i)] for i in chosen]
    assert sum(cost for _, cost in picked) <= budget
    assert all(votes >= rule.minimum for votes, _ in picked)
    assert [votes for votes, _ in picked] == sorted((v for v, _ in picked), reverse=True)


@given(ROWS, st.integers(0, 120))
def test_greedy_when_it_skips_then_nothing_left_out_still_fits(
    rows: list[tuple[int, int]], budget: int
) -> None:
    chosen = bought(SKIP, budget, *rows).selected
    left = budget - sum(rows["abcdefgh".index(i)][1] for i in chosen)
    out = [cost for i, (_, cost) in zip("abcdefgh", rows, strict=False) if i not in chosen]
    assert all(cost > left for cost in out)


@given(ROWS, st.integers(0, 120), st.sampled_from([SKIP, STOP]))
def test_tie_when_none_is_told_then_the_order_of_equals_changes_nothing(
    rows: list[tuple[int, int]], budget: int, rule: BudgetRule
) -> None:
    choice = bought(rule, budget, *rows)
    items = [Item(i, Fraction(cost)) for i, (_, cost) in zip("abcdefgh", rows, strict=False)]
    scores = {i: votes for i, (votes, _) in zip("abcdefgh", rows, strict=False)}
    others = {
        frozenset(greedy(order, scores, Fraction(budget), rule).selected)
        for order in itertools.islice(itertools.permutations(items), 120)
    }
    if not choice.ties:
        assert others == {frozenset(choice.selected)}


# ---- equal shares ------------------------------------------------------------------------------


def shared(
    rule: BudgetRule, budget: int, costs: Mapping[str, int], ballots: Mapping[str, int]
) -> Choice:
    items = [Item(i, Fraction(cost)) for i, cost in costs.items()]
    rows = {frozenset(approved): number for approved, number in ballots.items()}
    return equal_shares(items, rows, sum(ballots.values()), Fraction(budget), rule)


def test_shares_when_a_minority_agrees_then_it_gets_its_part() -> None:
    costs = {"a": 30, "b": 30, "c": 30, "d": 30}
    ballots = {"abc": 6, "d": 3}
    assert "".join(shared(SHARES, 90, costs, ballots).selected) == "abd"
    assert "".join(bought(SKIP, 90, (6, 30), (6, 30), (6, 30), (3, 30)).selected) == "abc"


@pytest.mark.parametrize(
    ("completion", "selected"), [((), "a"), (("VOTES",), "ab"), (("ADD1",), "ac")]
)
def test_shares_when_money_is_left_then_completed_as_declared(
    completion: Sequence[str], selected: str
) -> None:
    costs = {"a": 60, "b": 50, "c": 30}
    ballots = {"a": 5, "ab": 1, "b": 2, "c": 2}
    rule = SHARES.model_copy(update={"completion": tuple(completion)})
    assert "".join(shared(rule, 120, costs, ballots).selected) == selected


def test_shares_when_one_voter_wants_what_only_everybody_could_pay_then_the_count_ends() -> None:
    costs = {"a": 1_500_000, "z": 2_500_000} | dict.fromkeys("bcdefghijklmn", 20000)
    ballots = {"az": 1} | {f"{i}z": 3 for i in "bcdefghijklmn"} | {"bcdefghijklm": 10}
    rule = SHARES.model_copy(update={"completion": ("ADD1",), "step": 1})
    chosen = shared(rule, 2_000_000, costs, ballots).selected
    assert set(chosen) == set("abcdefghijklmn")


def test_shares_when_satisfaction_counts_projects_then_cheap_ones_come_first() -> None:
    costs, ballots = {"a": 60, "b": 30, "c": 30}, {"ab": 3, "ac": 3}
    count = SHARES.model_copy(update={"satisfaction": "COUNT"})
    assert shared(SHARES, 60, costs, ballots).selected == ("a",)
    assert shared(count, 60, costs, ballots).selected == ("b", "c")


def test_shares_when_more_voters_prefer_greedy_then_compared() -> None:
    costs, ballots = {"a": 90, "b": 30, "c": 30}, {"a": 4, "b": 1, "c": 1}
    compare = SHARES.model_copy(update={"compare": True})
    assert shared(SHARES, 90, costs, ballots).selected == ()
    assert shared(compare, 90, costs, ballots).selected == ("a",)


BALLOTS = st.dictionaries(
    st.sets(st.sampled_from("abcd")).map(lambda s: "".join(sorted(s))),
    st.integers(1, 5),
    min_size=1,
    max_size=6,
)
COSTS = st.fixed_dictionaries({i: st.integers(1, 40) for i in "abcd"})
COMPLETIONS = st.sampled_from([(), ("ADD1",), ("VOTES",), ("ADD1", "VOTES")])


@given(COSTS, BALLOTS, st.integers(1, 100), COMPLETIONS, st.sampled_from(["COST", "COUNT"]))
def test_shares_when_any_poll_then_within_the_budget_and_only_what_is_approved(
    costs: dict[str, int],
    ballots: dict[str, int],
    budget: int,
    completion: tuple[str, ...],
    satisfaction: str,
) -> None:
    rule = SHARES.model_copy(update={"completion": completion, "satisfaction": satisfaction})
    chosen = shared(rule, budget, costs, ballots).selected
    assert sum(costs[i] for i in chosen) <= budget
    assert len(set(chosen)) == len(chosen)
    if "VOTES" not in completion:
        assert set(chosen) <= set("".join(ballots))


@given(COSTS, BALLOTS, st.integers(1, 100), st.sampled_from(["COST", "COUNT"]))
def test_shares_when_a_group_agrees_then_its_own_money_buys_something(
    costs: dict[str, int], ballots: dict[str, int], budget: int, satisfaction: str
) -> None:
    """Whoever together could pay for an item that all of them approve gets something."""
    rule = SHARES.model_copy(update={"satisfaction": satisfaction})
    chosen = set(shared(rule, budget, costs, ballots).selected)
    voters = sum(ballots.values())
    for item, cost in costs.items():
        empty = sum(n for b, n in ballots.items() if item in b and not set(b) & chosen)
        assert empty * Fraction(budget, voters) < cost


@given(COSTS, BALLOTS, st.integers(1, 100), st.integers(2, 7))
def test_shares_when_money_is_counted_in_other_units_then_the_same(
    costs: dict[str, int], ballots: dict[str, int], budget: int, unit: int
) -> None:
    rows = {frozenset(b): n for b, n in ballots.items()}
    plain = shared(SHARES, budget, costs, ballots)
    items = [Item(i, Fraction(cost, unit)) for i, cost in costs.items()]
    other = equal_shares(items, rows, sum(ballots.values()), Fraction(budget, unit), SHARES)
    assert other == plain


@given(COSTS, BALLOTS, st.integers(1, 100), st.sampled_from([1, 3]))
def test_shares_when_raised_by_many_steps_at_once_then_as_by_one_after_another(
    costs: dict[str, int], ballots: dict[str, int], budget: int, step: int
) -> None:
    rule = SHARES.model_copy(update={"completion": ("ADD1",), "step": step})
    found = shared(rule, budget, costs, ballots).selected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Poll, "steps", lambda *_: 1)
        assert shared(rule, budget, costs, ballots).selected == found


# ---- ranks -------------------------------------------------------------------------------------


def test_ranks_when_summed_then_borda_by_points_and_sums_by_places() -> None:
    papers = [("b", "a"), ("a", "b", "c"), ("a",)]
    assert borda(papers[0]) == {"b": 2, "a": 1}
    assert borda_scores(papers, "abc", 3) == {"a": 8, "b": 5, "c": 1}
    assert rank_sums(papers, "abc") == {"a": 4, "b": 5, "c": 8}


@given(st.lists(st.permutations("abcd"), min_size=1, max_size=8))
def test_ranks_when_every_paper_is_full_then_both_ways_give_one_order(
    papers: list[list[str]],
) -> None:
    points, sums = borda_scores(papers, "abcd", 4), rank_sums(papers, "abcd")
    assert all(points[i] + sums[i] == 5 * len(papers) for i in "abcd")


# ---- two gates ---------------------------------------------------------------------------------


def group(expected: int, **votes: int) -> GroupCount:
    freeze = Freeze(expected=expected, present=expected, issued=expected)
    return GroupCount(freeze, Counts(returned=expected, valid=expected, invalid=0), votes)


def test_gates_when_deputies_and_all_must_pass_then_both_are_strict() -> None:
    gates = (Gate("DEPUTY", "1/2", "EXPECTED"), Gate(ALL, "2/3", "EXPECTED"))
    counted = {
        "DEPUTY": group(10, a=6, b=5, c=10),
        ALL: group(60, a=41, b=60, c=40),
    }
    assert passing("abcd", gates, counted) == ("a",)
    assert passing("abc", gates[:1], counted) == ("a", "c")
