"""Ways of voting beside seats: which papers are valid, what they come to, and that the recount that
anybody may run comes to the same, whatever the papers."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from chassis.core.errors import Invalid, NotFound
from contracts.charter import BallotRules
from services.ballot.ballot.domain import modes
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.conflicts import Conflict
from services.ballot.ballot.domain.count import Freeze, Marks, Outcome, RoundKind
from services.ballot.ballot.domain.guard import tells_apart
from services.ballot.ballot.domain.rounds import (
    Counted,
    count_round,
    first_race,
    outcome_of,
    tag_of,
)
from services.ballot.ballot.domain.seals import seal_of
from services.ballot.ballot.figures import figures
from services.ballot.booklet.rules import articles
from services.ballot.bundle.contents import Box, bundle, counted_by
from services.ballot.bundle.poll import poll_of
from services.ballot.bundle.recount import count, faults
from services.ballot.casting.marking import check_marks
from services.ballot.casting.paper import Paper
from tests.service.ballot_world import charter, slate_item
from tests.unit.test_ballot_domain import AT

COSTS = (60_000, 50_000, 30_000, 30_000, 20_000)
ITEMS = tuple(
    slate_item(no).model_copy(update={"budget_yuan": cost}) for no, cost in enumerate(COSTS, 1)
)
IDS = [item.candidate for item in ITEMS]
GRADES: list[dict[str, Any]] = [
    {"id": "GOOD", "zh": "满意", "en": "Satisfied", "good": True},
    {"id": "FAIR", "zh": "基本满意", "en": "Rather", "good": True},
    {"id": "BAD", "zh": "不满意", "en": "Not"},
]


def held(about: Any = "PROJECTS", **rules: Any) -> Ballot:
    """A ballot on five items whose first round is open; 2 seats unless told."""
    told = BallotRules.model_validate({"seats": 2, "pass_of": "VALID", **rules})
    ballot = Ballot(session="s", cycle="2025", rules=told, items=ITEMS, about=about)
    roll = Freeze(expected=9, present=9, issued=9)
    first = Round(number=1, turn=1, race=first_race(ballot), freeze=roll, opened_at=AT)
    return ballot.model_copy(update={"rounds": (first,), "status": "OPEN"})


def ranked(*order: int) -> Marks:
    return Marks.of((), written={f"p{no:02}": str(n) for n, no in enumerate(order, 1)})


def came_to(ballot: Ballot, papers: Sequence[Marks]) -> Outcome:
    return modes.outcome(ballot, ballot.round.race, ballot.round.freeze, papers)


def again(ballot: Ballot, papers: Sequence[Marks]) -> Mapping[str, Any]:
    """What the stand-alone recount comes to."""
    one, race = ballot.round, ballot.round.race.model_dump(mode="json")
    bundle = {
        "rules": counted_by(ballot),
        "items": [item.model_dump(include={"candidate", "budget_yuan"}) for item in ballot.items],
    }
    found = [paper.model_dump(mode="json") for paper in papers]
    answer: Mapping[str, Any] = count(found, race, one.freeze.model_dump(), bundle)
    return answer


# ---- ranks -------------------------------------------------------------------------------------


def test_ranks_when_counted_by_points_and_by_sums_then_both_choose_alike() -> None:
    papers = [ranked(1, 2, 3), ranked(1, 3), ranked(2, 1), ranked(3, 1, 2)]
    borda = came_to(held(method="RANKS", ranks={"most": 3}), papers)
    assert borda.points == {"p01": 10, "p02": 6, "p03": 6, "p04": 0, "p05": 0}
    assert (borda.chosen, borda.tied, borda.open_seats) == (("p01",), ("p02", "p03"), 1)
    sums = came_to(held(method="RANKS", ranks={"most": 3, "points": "RANK_SUM"}), papers)
    assert sums.points == {"p01": 6, "p02": 10, "p03": 10, "p04": 16, "p05": 16}
    assert (sums.chosen, sums.tied) == (borda.chosen, borda.tied)


def test_ranks_when_nobody_ranks_an_item_or_too_few_do_then_it_is_not_chosen() -> None:
    papers = [ranked(1), ranked(1), ranked(2)]
    assert came_to(held(method="RANKS", seats=3), papers).chosen == ("p01", "p02")
    strict = held(method="RANKS", seats=3, ranks={"threshold": True})
    assert came_to(strict, papers).chosen == ("p01",)
    due = strict.model_copy(
        update={
            "status": "COUNTED",
            "rounds": (strict.round.model_copy(update={"outcome": came_to(strict, papers)}),),
        }
    )
    assert due.next_race is not None
    assert due.next_race.seats == 2


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({"p01": "1", "p02": "1"}, "rank-twice"),
        ({"p01": "4"}, "no-such-rank"),
        ({"p01": "0"}, "no-such-rank"),
        ({"p01": "x"}, "no-such-rank"),
        ({"p01": "1"}, "few-ranks"),
        ({}, "few-ranks"),
        ({"p01": "1", "p09": "2"}, "not-on-the-list"),
    ],
)
def test_ranks_when_no_valid_paper_then_a_phone_is_told_and_a_paper_is_invalid(
    written: dict[str, str], code: str
) -> None:
    ballot = held(method="RANKS", ranks={"least": 2, "most": 3})
    marks = Marks.of((), written=written)
    with pytest.raises(Invalid) as caught:
        check_marks(ballot, marks)
    assert caught.value.code == code
    assert came_to(ballot, [marks]).invalid == 1


def test_ranks_when_a_number_is_left_out_then_the_order_counts() -> None:
    ballot = held(method="RANKS", ranks={"most": 4})
    marks = Marks.of((), written={"p02": "1", "p01": "4"})
    check_marks(ballot, marks)
    assert modes.ranking_of(marks) == ("p02", "p01")


def test_marks_when_of_another_way_of_voting_then_refused_and_invalid() -> None:
    for ballot, marks in (
        (held(), ranked(1)),
        (held(method="RANKS"), Marks.of(["p01"])),
        (held("SATISFACTION", satisfaction={"grades": GRADES}), ranked(1)),
        (held("SATISFACTION", satisfaction={"grades": GRADES}), Marks.of(["p01"])),
    ):
        with pytest.raises(Invalid):
            check_marks(ballot, marks)
        assert came_to(ballot, [marks]).invalid == 1


# ---- money -------------------------------------------------------------------------------------


def money(amount: int = 100_000, **rule: Any) -> Ballot:
    return held(method="BUDGET", seats=5, budget={"amount": amount, "threshold": False, **rule})


FOR = [Marks.of(IDS[:n]) for n in (5, 4, 4, 3, 2, 2, 1)]
"""Votes 7 6 4 3 1 for costs of 60, 50, 30, 30 and 20 thousand."""


@pytest.mark.parametrize(
    ("rule", "chosen"),
    [
        ({}, ("p01", "p03")),
        ({"rule": "GREEDY_STOP"}, ("p01",)),
        ({"rule": "GREEDY_STOP", "top_up": "4/5"}, ("p01", "p02")),
        ({"minimum": 5}, ("p01",)),
        ({"threshold": True}, ("p01", "p03")),
        ({"rule": "EQUAL_SHARES"}, ("p01",)),
        ({"rule": "EQUAL_SHARES", "worth": "COUNT", "completion": ["VOTES"]}, ("p03", "p01")),
    ],
)
def test_budget_when_money_ends_then_by_the_rule(
    rule: dict[str, Any], chosen: tuple[str, ...]
) -> None:
    found = came_to(money(**rule), FOR)
    assert found.chosen == chosen
    costs = {item.candidate: item.budget_yuan for item in ITEMS}
    assert found.spent == sum(costs[item] for item in chosen)


def test_budget_when_equals_compete_for_the_last_money_then_they_are_told_and_no_run_off() -> None:
    papers = [Marks.of(["p03", "p04"])] * 3
    found = came_to(money(40_000), papers)
    assert (found.chosen, found.split, found.tied) == (("p03",), (("p03", "p04"),), ())
    counted = money(40_000).round.model_copy(update={"outcome": found})
    over = money(40_000).model_copy(update={"rounds": (counted,), "status": "COUNTED"})
    assert over.next_race is None
    assert over.vacancies == 0
    assert over.reserved == ("p01", "p02", "p04", "p05")
    # Equal votes are votes: of so few papers they are for who signs the count.
    assert figures(over, whole=True).split == [["p03", "p04"]]
    assert figures(over, whole=False).split == []
    assert published(over)[0]["outcome"]["split"] == []


def published(ballot: Ballot) -> Any:
    """The rounds of the public bundle, without papers."""
    boxes = {one.number: Box((), frozenset()) for one in ballot.rounds}
    return json.loads(bundle("B", ballot, boxes, sealed=False))["rounds"]


# ---- satisfaction ------------------------------------------------------------------------------


def test_satisfaction_when_counted_then_grades_and_the_line() -> None:
    ballot = held("SATISFACTION", satisfaction={"grades": GRADES, "line": "2/3"})
    papers = [
        Marks.of((), written={"p01": "GOOD", "p02": "BAD"}),
        Marks.of((), written={"p01": "FAIR", "p02": "GOOD"}),
        Marks.of((), written={"p01": "GOOD"}),
        Marks.of((), written={}),
        Marks.of((), written={"p01": "FINE"}),
    ]
    found = came_to(ballot, papers)
    assert (found.valid, found.invalid, found.chosen) == (4, 1, ())
    assert found.grades["p01"] == {"GOOD": 2, "FAIR": 1, "BAD": 0}
    assert (found.tallies["p01"], found.tallies["p02"]) == (3, 1)
    counted = ballot.round.model_copy(update={"outcome": found})
    over = ballot.model_copy(update={"rounds": (counted,), "status": "COUNTED"})
    assert over.pass_line == (3, 4)
    assert (over.next_race, over.vacancies, over.reserved) == (None, 0, ())


# ---- a group that must pass apart ----------------------------------------------------------------

GATED: dict[str, Any] = {
    "seats": 1,
    "pass_over": "2/3",
    "gate": {"categories": ["D"], "over": "1/2", "of": "VALID"},
}
GROUP = Freeze(expected=4, present=4, issued=4)


def with_group(few: int, all_of_them: int) -> Round:
    """A counted round in which so many of the group's papers were valid, of so many in all."""
    ballot, one = held(**GATED), Marks.of(["p01"])
    apart = modes.Apart(GROUP, [one] * few)
    first = ballot.round
    found = modes.outcome(ballot, first.race, first.freeze, [one] * all_of_them, apart)
    return first.model_copy(update={"apart": GROUP, "outcome": found})


def test_gate_when_the_group_is_against_then_what_all_want_is_not_chosen() -> None:
    ballot, race = held(**GATED), held(**GATED).round.race
    papers = [Marks.of(["p01"])] * 7 + [Marks.of(["p02"])] * 2
    for of_group, chosen in ((papers[-4:], ()), (papers[-5:], ("p01",))):
        found = modes.outcome(
            ballot, race, ballot.round.freeze, papers, modes.Apart(GROUP, of_group)
        )
        assert found.chosen == chosen
    # Where a run-off orders what passed before, the gate is behind it.
    again = race.model_copy(update={"kind": RoundKind.RUNOFF, "candidates": ("p01", "p02")})
    found = modes.outcome(ballot, again, ballot.round.freeze, papers, modes.Apart(GROUP, papers))
    assert found.chosen == ("p01",)


@pytest.mark.parametrize(
    ("few", "many", "told"), [(4, 20, False), (5, 9, False), (5, 10, True), (5, 20, True)]
)
def test_gate_when_the_group_or_the_rest_is_small_then_its_votes_are_not_told(
    few: int, many: int, told: bool
) -> None:
    assert tells_apart([with_group(few, many)]) is told
    assert not tells_apart([held().round])


def test_gate_when_few_more_of_the_group_vote_again_then_their_votes_are_not_told() -> None:
    first = with_group(5, 20)
    for again, told in ((5, True), (7, False), (10, True)):
        later = with_group(again, 20).model_copy(update={"number": 2})
        assert tells_apart([first, later]) is told


def test_gate_when_a_round_is_kept_back_then_the_votes_of_its_group_are_too() -> None:
    first, later = with_group(8, 20), with_group(14, 21).model_copy(update={"number": 2})
    ballot = held(**GATED).model_copy(update={"rounds": (first, later), "status": "ANNOUNCED"})
    assert tells_apart(ballot.rounds)
    one, two = figures(ballot, whole=False).rounds
    assert one.apart is not None
    assert two.apart is not None
    assert (one.tallies, one.apart.tallies, one.apart.valid) == ({}, {}, 8)
    assert two.apart.tallies["p01"] == 14
    kept, told = (one["outcome"]["apart"] for one in published(ballot))
    assert (kept["tallies"], told["tallies"]["p01"]) == ({}, 14)
    repeat = [with_group(9, 26)]
    again = figures(ballot, whole=False, repeats=repeat)
    assert all(one.apart is None or not one.apart.tallies for one in again.rounds)
    assert all(one.apart is None for one in again.tallies)


@pytest.mark.parametrize(("few", "many", "void"), [(4, 9, False), (5, 9, True), (3, 9, True)])
def test_gate_when_more_of_a_group_come_back_than_were_drawn_then_void(
    few: int, many: int, void: bool
) -> None:
    ballot, one = held(**GATED), with_group(few, many)
    ballot = ballot.model_copy(
        update={"status": "CLOSED", "rounds": (one.model_copy(update={"closed_at": AT}),)}
    )
    assert one.outcome is not None
    counted = Counted(1, one.race, one.freeze, one.outcome, "")
    state = count_round("B", ballot, counted, AT).state
    assert (state.status == "VOID") is void


# ---- what is published ---------------------------------------------------------------------------


def announced(
    ballot: Ballot, papers: Sequence[Marks], apart: Freeze | None = None, aside: int | None = None
) -> tuple[Ballot, Box]:
    """The ballot once these papers are counted and announced, and its box; ``aside``: the place of
    the paper that two officers set aside."""
    rows = [
        (f"s/B/1/{n:064}", Paper(**one.model_dump()).model_dump()) for n, one in enumerate(papers)
    ]
    conflicts = () if aside is None else (Conflict(tag=tag_of(rows[aside][0]), by=("c", "s")),)
    told = {"apart": apart, "conflicts": conflicts, "closed_at": AT, "slips": 9}
    one = ballot.round.model_copy(update={**told, "seals": (seal_of(rows, "salt", AT, sm3=False),)})
    one = one.model_copy(update={"outcome": outcome_of(ballot, one, rows)})
    update = {"status": "ANNOUNCED", "rounds": (one,)}
    return ballot.model_copy(update=update), Box(rows, frozenset())


def told_in_public(ballot: Ballot, box: Box) -> dict[str, Any]:
    """The only round of the public bundle, once its recount agrees."""
    found = json.loads(bundle("B", ballot, {1: box}, sealed=False))
    assert list(faults(found)) == []
    for change in _lies(found["rounds"][0]):
        other = json.loads(json.dumps(found))
        other["rounds"][0].update(change)
        assert list(faults(other))
    one: dict[str, Any] = found["rounds"][0]
    return one


def _lies(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Other figures than the papers had."""
    sums, item = one["sums"], one["candidates"][0]
    for name, number in sums["given"][item].items():
        given = {**sums["given"], item: {**sums["given"][item], name: number + 1}}
        yield {"sums": {**sums, "given": given}}
    yield {"sums": {**sums, "valid": sums["valid"] - 1, "invalid": sums["invalid"] + 1}}


@pytest.mark.parametrize("points", ["BORDA", "RANK_SUM"])
def test_attack_when_a_buyer_asks_for_an_order_of_ranks_then_no_paper_is_published(
    points: str,
) -> None:
    papers = [*[ranked(1, 2, 3)] * 4, ranked(3, 1), ranked(2), ranked(1, 1), ranked(4, 5, 3)]
    papers[6] = Marks.of((), written={"p01": "1", "p02": "1"})
    rules = {"method": "RANKS", "ranks": {"most": 3, "points": points}}
    ballot, box = announced(held(**rules), papers)
    one = told_in_public(ballot, box)
    assert one["papers"] is None
    assert (one["sums"]["valid"], one["sums"]["invalid"]) == (7, 1)
    assert one["sums"]["given"]["p03"] == {"1": 1, "2": 0, "3": 5}
    assert "written" not in json.dumps(one)
    with pytest.raises(NotFound, match="no-poll"):
        poll_of(charter(), "2025-06-12T09:00:00+08:00", ballot, box)
    small, box = announced(held(**rules), papers[:4])
    found = json.loads(bundle("B", small, {1: box}, sealed=False))
    assert (found["rounds"][0]["sums"], list(faults(found))) == (None, [])


def test_satisfaction_when_the_street_has_a_gate_then_its_grades_are_published_all_the_same() -> (
    None
):
    papers = [Marks.of((), written={"p01": "GOOD", "p02": "BAD"})] * 5 + [Marks.of((), written={})]
    rules = {**GATED, "satisfaction": {"grades": GRADES}}
    ballot, box = announced(held("SATISFACTION", **rules), papers, apart=GROUP)
    one = told_in_public(ballot, box)
    assert one["papers"] is None
    assert one["sums"]["given"]["p01"] == {"GOOD": 5, "FAIR": 0, "BAD": 0}
    assert one["outcome"]["tallies"]["p01"] == 5


def test_gate_when_a_round_was_held_without_the_group_then_the_recount_says_so() -> None:
    ballot, box = announced(held(**GATED), [Marks.of(["p01"])] * 9)
    found = json.loads(bundle("B", ballot, {1: box}, sealed=False))
    assert "group" in " ".join(en for _, en in faults(found))


def test_poll_when_a_paper_was_set_aside_then_it_is_not_in_the_file() -> None:
    papers = [Marks.of(["p01"])] * 6 + [Marks.of(["p02"])]
    ballot, box = announced(held(), papers, aside=6)
    assert ballot.round.outcome is not None
    assert ballot.round.outcome.tallies["p02"] == 0
    text = poll_of(charter(), "2025-06-12T09:00:00+08:00", ballot, box)
    assert "num_votes;6" in text


@pytest.mark.parametrize(
    ("few", "later", "told"),
    [
        (5, None, True),
        (4, None, False),  # the group is small
        (17, None, False),  # the rest is small
        (5, with_group(5, 20), True),
        (5, with_group(8, 26), False),  # a run-off with three more of the group
        (5, with_group(10, 26), False),  # a run-off with one more of the rest
        (5, with_group(10, 22), False),  # two more in all
    ],
)
def test_poll_when_the_bundle_holds_no_papers_then_there_is_no_file_either(
    few: int, later: Round | None, told: bool
) -> None:
    ballot, box = announced(held(**GATED), [Marks.of(["p01"])] * 20)
    first = with_group(few, 20)
    more = [] if later is None else [later.model_copy(update={"number": 2})]
    ballot = ballot.model_copy(update={"rounds": (first, *more)})
    boxes = {1: box, 2: Box((), frozenset())}
    (one, *_) = json.loads(bundle("B", ballot, boxes, sealed=False))["rounds"]
    assert (one["papers"] is not None) is told
    with nullcontext() if told else pytest.raises(NotFound, match="papers-withheld"):
        assert "num_votes;20" in poll_of(charter(), "2025-06-12T09:00:00+08:00", ballot, box)


# ---- the voting rules in words -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"method": "RANKS", "ranks": {"most": 3, "points": "RANK_SUM"}}, "没有排名的按第4名计算"),
        ({"method": "BUDGET", "budget": {"amount": 500_000}}, "项目总预算为500,000元"),
        ({"gate": {"categories": ["D"]}}, "人大代表领取红色投票码条"),
        ({"satisfaction": {"grades": GRADES}}, "满意、基本满意的票数占有效票的比例为满意率"),
    ],
)
def test_rules_when_of_another_way_then_the_paper_on_them_says_so(
    rules: dict[str, Any], said: str
) -> None:
    usual, other = (
        "".join(one.text for one in articles(charter(categories=("D",), **told), "2025", 12))
        for told in ({}, rules)
    )
    assert said in other
    assert said not in usual


# ---- whatever the papers, the recount agrees -----------------------------------------------------

APPROVALS = st.lists(st.sets(st.sampled_from(IDS)).map(Marks.of), max_size=9)
WRITTEN = st.dictionaries(st.sampled_from(IDS), st.sampled_from(["1", "2", "3", "9"]))
RANKED = st.lists(WRITTEN.map(lambda told: Marks.of((), written=told)), max_size=9)
RANKS = st.fixed_dictionaries(
    {
        "points": st.sampled_from(["BORDA", "RANK_SUM"]),
        "most": st.sampled_from([0, 3]),
        "threshold": st.booleans(),
    }
)
TIES = st.sampled_from(["LISTED", "CHEAPER", "DEARER"])
PLAIN = st.fixed_dictionaries(
    {
        "rule": st.sampled_from(["GREEDY", "GREEDY_STOP"]),
        "tie": TIES,
        "minimum": st.integers(0, 4),
        "threshold": st.booleans(),
    }
)
SHARES = st.fixed_dictionaries(
    {
        "rule": st.just("EQUAL_SHARES"),
        "tie": TIES,
        "worth": st.sampled_from(["COST", "COUNT"]),
        "completion": st.sampled_from([[], ["ADD1"], ["VOTES"], ["ADD1", "VOTES"]]),
        "step": st.just(1000),
        "compare": st.booleans(),
        "threshold": st.booleans(),
    }
)


def _same(ballot: Ballot, papers: Sequence[Marks]) -> None:
    mine, theirs = came_to(ballot, papers).model_dump(mode="json"), again(ballot, papers)
    assert {name: mine[name] for name in theirs} == dict(theirs)


@settings(max_examples=60, deadline=None)
@given(RANKS, RANKED)
def test_ranks_when_recounted_then_the_same(rule: dict[str, Any], papers: list[Marks]) -> None:
    _same(held(method="RANKS", ranks=rule), papers)


@settings(max_examples=100, deadline=None)
@given(st.one_of(PLAIN, SHARES), st.integers(30_000, 190_000), APPROVALS)
def test_budget_when_recounted_then_the_same(
    rule: dict[str, Any], amount: int, papers: list[Marks]
) -> None:
    _same(held(method="BUDGET", seats=4, budget={"amount": amount, **rule}), papers)


# ---- what a charter may not say ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        ({"method": "BUDGET"}, ()),
        ({"method": "LOTTERY"}, ("method",)),
        ({"method": "RANKS", "gate": {"categories": ["NPC_DEPUTY"]}}, ()),
        ({"ranks": {"least": 4, "most": 3}}, ("ranks",)),
        ({"ranks": {"points": "DOWDALL"}}, ("ranks", "points")),
        ({"budget": {"top_up": "4/5"}}, ("budget",)),
        ({"budget": {"completion": ["ADD1"]}}, ("budget",)),
        ({"budget": {"amount": -1}}, ("budget", "amount")),
        ({"satisfaction": {"grades": GRADES[:2]}}, ("satisfaction",)),
        ({"satisfaction": {"grades": [GRADES[0], GRADES[0]]}}, ("satisfaction",)),
        ({"satisfaction": {"line": "70%"}}, ("satisfaction", "line")),
    ],
)
def test_rules_when_they_make_no_sense_then_the_place_is_named(
    rules: dict[str, Any], place: tuple[str, ...]
) -> None:
    with pytest.raises(ValidationError) as caught:
        BallotRules.model_validate({"seats": 2, **rules})
    assert [error["loc"] for error in caught.value.errors()] == [place]
