"""Which items a budget buys: by votes from the top, or by the method of equal shares.

The rule is data (``BudgetRule``). An amount is a ``Fraction``, so that 0.1 + 0.2 is 0.3. Where
equal scores decide over the last money, the items that compete are told as ``ties``.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Literal

from chassis.core.decision import State

Tie = Literal["LISTED", "CHEAPER", "DEARER"]


class BudgetRule(State):
    """How money is given to items, as declared before the vote is opened.

    ``method``: GREEDY takes items by score and passes over what no longer fits; GREEDY_STOP ends
    at the first that does not fit; EQUAL_SHARES gives each voter the same part of the money.
    ``minimum``: the score that an item needs at least. ``top_up`` (GREEDY_STOP): the first that
    does not fit is taken too where so much of its cost is left, for example ``4/5``.
    ``satisfaction`` and ``completion`` (EQUAL_SHARES): what a voter gets out of an item, its COST
    or 1 (COUNT); what is done with money left over: ADD1 raises every voter's part by ``step`` as
    long as the choice stays within the budget, VOTES then buys by votes, in the order given.
    ``compare``: where more voters get more items out of the greedy choice, that one is taken.
    ``tie``: who comes first among equals: as listed, the cheaper, or the dearer.
    """

    method: Literal["GREEDY", "GREEDY_STOP", "EQUAL_SHARES"] = "GREEDY"
    minimum: Fraction = Fraction(0)
    top_up: Fraction | None = None
    satisfaction: Literal["COST", "COUNT"] = "COST"
    completion: tuple[Literal["ADD1", "VOTES"], ...] = ()
    step: int = 1
    compare: bool = False
    tie: Tie = "LISTED"


@dataclass(frozen=True, slots=True)
class Item:
    """Something that money is asked for. ``parts``: budgets within the budget that it draws on."""

    id: str
    cost: Fraction
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What is bought, in the order of buying, and the groups of equals that money split."""

    selected: tuple[str, ...]
    ties: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class Purse:
    """The money left, in all and in each part that has a limit of its own."""

    left: Fraction
    parts: dict[str, Fraction]

    def holds(self, item: Item) -> bool:
        """Whether the item can be paid."""
        limits = [self.parts[part] for part in item.parts if part in self.parts]
        return item.cost <= min([self.left, *limits])

    def pay(self, item: Item) -> None:
        """Take its cost out."""
        self.left -= item.cost
        for part in item.parts:
            if part in self.parts:
                self.parts[part] -= item.cost


def greedy(
    items: Sequence[Item],
    scores: Mapping[str, Fraction | int],
    budget: Fraction,
    rule: BudgetRule,
    limits: Mapping[str, Fraction] | None = None,
) -> Choice:
    """Items by score, as long as there is money. ``limits``: the most that each part may get."""
    purse = Purse(budget, dict(limits or {}))
    selected: list[str] = []
    ties: list[tuple[str, ...]] = []
    for equals in ranked([i for i in items if scores[i.id] >= rule.minimum], scores, rule.tie):
        fitting = [item.id for item in equals if purse.holds(item)]
        taken, ended = _bought(equals, purse, rule)
        selected += taken
        if fitting and (set(taken) != set(fitting) or (ended and len(equals) > 1)):
            ties.append(tuple(item.id for item in equals) if ended else tuple(fitting))
        if ended:
            break
    return Choice(tuple(selected), tuple(ties))


def _bought(equals: Sequence[Item], purse: Purse, rule: BudgetRule) -> tuple[list[str], bool]:
    """What of one group of equals is bought, and whether the rule ends there."""
    taken = []
    for item in equals:
        if purse.holds(item):
            purse.pay(item)
            taken.append(item.id)
        elif rule.method == "GREEDY_STOP":
            if rule.top_up is not None and purse.left >= item.cost * rule.top_up:
                taken.append(item.id)
            return taken, True
    return taken, False


def ranked(
    items: Sequence[Item], scores: Mapping[str, Fraction | int], tie: Tie
) -> Iterator[list[Item]]:
    """Groups of equal score, the highest first; within a group as the tie rule says."""
    orders: Mapping[Tie, Callable[[Item], Fraction]] = {
        "LISTED": lambda _: Fraction(0),
        "CHEAPER": lambda item: item.cost,
        "DEARER": lambda item: -item.cost,
    }
    ordered = sorted(items, key=orders[tie])
    ordered.sort(key=lambda item: -scores[item.id])
    for _, equals in groupby(ordered, key=lambda item: scores[item.id]):
        yield list(equals)
