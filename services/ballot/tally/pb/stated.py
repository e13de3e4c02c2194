"""Which rule a .pb file states: its META as a ``BudgetRule`` with limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pydantic import ValidationError

from services.ballot.tally.domain.budget import BudgetRule, Item
from services.ballot.tally.pb.cells import amount, exact, listed, whole
from services.ballot.tally.pb.counting import RANKED_SEATS
from services.ballot.tally.pb.reading import Poll, Project
from services.ballot.tally.pb.rows import Unreadable

WITHDRAWN = 999_999_999
"""The cost by which Pabulib marks a project that was taken back after the vote."""

RULES: Mapping[str, BudgetRule] = {
    "greedy": BudgetRule(),
    "greedy-threshold": BudgetRule(),
    "greedy-no-skip": BudgetRule(method="GREEDY_STOP"),
    "equalshares": BudgetRule(method="EQUAL_SHARES", tie="CHEAPER"),
    "equalshares/add1": BudgetRule(method="EQUAL_SHARES", tie="CHEAPER", completion=("ADD1",)),
}
COMPARED = "-comparison"
SEATS = "seats"
"""Our own: over ``min_project_score_threshold``, the ``seats`` with most votes, ties left open."""
DETAILS = "rule_details"
"""Our own: the whole rule as JSON, beside the name by which others know the nearest to it."""

PARTS = {"category": "categories", "neighborhood": "neighborhoods"}
"""Columns of PROJECTS, and the key of META that lists what may stand in them."""

_TOP_UP = re.compile(r"at least (\d{1,2})\s?% of that project")


@dataclass(frozen=True, slots=True)
class Stated:
    """The rule as the file writes it, and what can be computed from it.

    ``rule``: nothing, where the name says no rule (``unknown``) or one that is told in words only.
    ``seats``: how many are chosen where the rule is ours (``SEATS``), which spends no budget.
    """

    name: str
    rule: BudgetRule | None
    limits: Mapping[str, Fraction]
    seats: int = 0

    @property
    def by_points(self) -> bool:
        """Whether seats go by points, and not by votes."""
        return self.name == RANKED_SEATS


def stated_rule(poll: Poll) -> Stated:
    """The rule of META, with its threshold, its top-up and the budgets of parts."""
    name = poll.meta.get("rule", "")
    if details := poll.meta.get(DETAILS, ""):
        whole_rule = _detailed(details).model_copy(update={"minimum": minimum_of(poll)})
        return Stated(name, whole_rule, _limits(poll))
    rule = RULES.get(name.removesuffix(COMPARED))
    if rule and name.endswith(COMPARED):
        rule = rule.model_copy(update={"compare": True})
    told = _TOP_UP.search(poll.meta.get("comment", ""))
    if name == "greedy-custom" and told:
        share = Fraction(int(told[1]), 100)
        rule = BudgetRule(method="GREEDY_STOP", top_up=share)
    seats = whole(poll.meta.get("seats", ""), 0, "seats") if name in (SEATS, RANKED_SEATS) else 0
    if rule := BudgetRule() if seats else rule:
        rule = rule.model_copy(update={"minimum": minimum_of(poll)})
    return Stated(name or "unstated", rule, _limits(poll), seats)


def _detailed(text: str) -> BudgetRule:
    try:
        return BudgetRule.model_validate_json(text)
    except ValidationError:
        raise Unreadable(0, f"{DETAILS} 不是计票规则。", f"{DETAILS} is no rule.") from None


def minimum_of(poll: Poll) -> Fraction:
    """``min_project_score_threshold``: the score a project must reach to be chosen."""
    text = poll.meta.get("min_project_score_threshold", "")
    return exact(text, 0, "min_project_score_threshold") if text else Fraction(0)


def _limits(poll: Poll) -> dict[str, Fraction]:
    """The most that each category or neighbourhood gets, under ``<column>:<name>``."""
    found: dict[str, Fraction] = {}
    for column, key in PARTS.items():
        names = listed(poll.meta.get(key, ""))
        amounts = listed(poll.meta.get(f"budget_per_{column}", ""))
        if len(names) == len(amounts):
            for name, limit in zip(names, amounts, strict=True):
                found[f"{column}:{name}"] = amount(limit, 0, f"budget_per_{column}")
    return found


def item_of(project: Project) -> Item:
    """A project as the rules see it."""
    parts = (f"{column}:{p}" for column, text in project.parts.items() for p in listed(text))
    return Item(project.id, project.cost, tuple(parts))


def in_the_running(poll: Poll) -> list[Item]:
    """The projects without those that were taken back, in the order of the file."""
    return [item_of(project) for project in poll.projects if project.cost != WITHDRAWN]
