"""How the papers of a round become its outcome, by the way of voting: which paper is valid, what it
counts for, what is chosen. Pure; one function for each way, out of ``tally/domain``.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracts.charter import BallotRules
from services.ballot.ballot.domain.ballot import Ballot, Method
from services.ballot.ballot.domain.count import (
    Counts,
    Freeze,
    Marks,
    Outcome,
    Race,
    base_of,
    count,
    counted,
    cut,
    is_valid,
    least_votes,
    over,
)
from services.ballot.tally.domain.budget import BudgetRule, Item, greedy
from services.ballot.tally.domain.ranks import borda_scores, rank_sums
from services.ballot.tally.domain.shares import equal_shares


def most_places(rules: BallotRules, race: Race) -> int:
    """名次: how many places a paper of this round has."""
    return min(rules.ranks.most or race.seats, len(race.candidates))


def least_places(rules: BallotRules, race: Race) -> int:
    """How many of them must be filled in."""
    return min(rules.ranks.least, most_places(rules, race))


def is_paper(state: Ballot, race: Race, marks: Marks) -> bool:
    """Whether a paper is valid in this round of this ballot."""
    if state.method in ("SEATS", "BUDGET"):
        return is_valid(marks, race)
    known = set(marks.written) <= set(race.candidates)
    plain = not (marks.spoiled or marks.votes_for or marks.against)
    return known and plain and _is_written(state, race, list(marks.written.values()))


def _is_written(state: Ballot, race: Race, written: Sequence[str]) -> bool:
    if state.method == "GRADES":
        return set(written) <= {grade.id for grade in state.rules.satisfaction.grades}
    ranks = [int(rank) if rank.isascii() and rank.isdigit() else 0 for rank in written]
    most = most_places(state.rules, race)
    once = len(set(ranks)) == len(ranks) and all(1 <= rank <= most for rank in ranks)
    return once and len(ranks) >= least_places(state.rules, race)


def ranking_of(marks: Marks) -> tuple[str, ...]:
    """The items of a valid paper of ranks, the first first; a gap in the numbers is none."""
    return tuple(sorted(marks.written, key=lambda item: int(marks.written[item])))


@dataclass(frozen=True)
class Apart:
    """The group that must pass apart: its roll, and its papers, which are among all papers too."""

    freeze: Freeze
    papers: Sequence[Marks]


def outcome(
    state: Ballot,
    race: Race,
    freeze: Freeze,
    papers: Sequence[Marks],
    apart: Apart | None = None,
) -> Outcome:
    """What these papers come to; what was set aside comes as ``spoiled``: returned, invalid."""
    if state.method == "SEATS":
        return _by_seats(state, race, freeze, papers, apart)
    valid = [marks for marks in papers if is_paper(state, race, marks)]
    counts = Counts(returned=len(papers), valid=len(valid), invalid=len(papers) - len(valid))
    return BY_METHOD[state.method](state, race, freeze, counts, valid)


def _by_seats(
    state: Ballot, race: Race, freeze: Freeze, papers: Sequence[Marks], apart: Apart | None
) -> Outcome:
    rules = state.rules
    if apart is None or not state.is_gated:
        return count(papers, race, freeze, rules.pass_over, rules.pass_of)
    group = counted(apart.papers, race)
    of = base_of(rules.gate.of, apart.freeze, group)
    let_in = [item for item in race.candidates if over(group.tallies[item], of, rules.gate.over)]
    found = count(papers, race, freeze, rules.pass_over, rules.pass_of, let_in)
    return found.model_copy(update={"apart": group})


def _by_ranks(
    state: Ballot, race: Race, freeze: Freeze, counts: Counts, valid: Sequence[Marks]
) -> Outcome:
    rules, rankings = state.rules, [ranking_of(marks) for marks in valid]
    tallies = _named(race, rankings)
    sums = rules.ranks.points == "RANK_SUM"
    points = (rank_sums if sums else borda_scores)(
        rankings, race.candidates, most_places(rules, race)
    )
    least = 1 if race.passed else least_votes(rules, base_of(rules.pass_of, freeze, counts))
    passing = [item for item in race.candidates if tallies[item] >= least]
    order = {item: -n if sums else n for item, n in points.items()}
    chosen, tied = cut(passing, order, race.seats)
    return Outcome(
        **counts.model_dump(),
        tallies=tallies,
        chosen=chosen,
        tied=tied,
        open_seats=race.seats - len(chosen) if tied else 0,
        points=points,
        least_first=sums,
    )


def _by_budget(
    state: Ballot, race: Race, freeze: Freeze, counts: Counts, valid: Sequence[Marks]
) -> Outcome:
    rules = state.rules
    approved = [frozenset(marks.votes_for) for marks in valid]
    tallies = _named(race, approved)
    least = least_votes(rules, base_of(rules.pass_of, freeze, counts))
    items = [
        Item(one.candidate, Fraction(one.budget_yuan))
        for one in state.items
        if one.candidate in race.candidates and tallies[one.candidate] >= least
    ]
    amount, rule = Fraction(rules.budget.amount), budget_rule(rules)
    if rule.method == "EQUAL_SHARES":
        choice = equal_shares(items, Counter(approved), len(valid), amount, rule)
    else:
        choice = greedy(items, tallies, amount, rule)
    costs = {item.id: int(item.cost) for item in items}
    return Outcome(
        **counts.model_dump(),
        tallies=tallies,
        chosen=choice.selected,
        split=choice.ties,
        spent=sum(costs[item] for item in choice.selected),
    )


def budget_rule(rules: BallotRules) -> BudgetRule:
    """The charter's rule as the tally reads it; what a project needs was asked before."""
    said = rules.budget
    return BudgetRule(
        method=said.rule,
        top_up=Fraction(said.top_up) if said.top_up else None,
        satisfaction=said.worth,
        completion=said.completion,
        step=said.step,
        compare=said.compare,
        tie=said.tie,
    )


def _by_grades(
    state: Ballot,
    race: Race,
    freeze: Freeze,  # noqa: ARG001
    counts: Counts,
    valid: Sequence[Marks],
) -> Outcome:
    grades = state.rules.satisfaction.grades
    given = {
        item: Counter(marks.written[item] for marks in valid if item in marks.written)
        for item in race.candidates
    }
    return Outcome(
        **counts.model_dump(),
        tallies={i: sum(given[i][grade.id] for grade in grades if grade.good) for i in given},
        chosen=(),
        grades={
            item: {grade.id: found[grade.id] for grade in grades} for item, found in given.items()
        },
    )


Way = Callable[[Ballot, Race, Freeze, Counts, Sequence[Marks]], Outcome]
BY_METHOD: Mapping[Method, Way] = {
    "RANKS": _by_ranks,
    "BUDGET": _by_budget,
    "GRADES": _by_grades,
}


def _named(race: Race, papers: Sequence[Sequence[str] | frozenset[str]]) -> dict[str, int]:
    found = Counter(item for paper in papers for item in paper)
    return {item: found[item] for item in race.candidates}
