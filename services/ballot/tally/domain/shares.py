"""The method of equal shares for approvals, in exact integers.

Every voter gets the same part of the budget. An item is bought by those who approve it: each pays
the same, or all that is left of the own part. The next item bought is the one whose voters pay
least for what they get out of it. Voters with equal ballots always hold the same money, so they
are one row with a weight: the work grows with the number of different ballots.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd, lcm

from services.ballot.tally.domain.budget import BudgetRule, Choice, Item, greedy

Ballots = Mapping[frozenset[str], int]
"""Which items are approved, and by how many voters exactly so."""


@dataclass(slots=True)
class _Money:
    """What each kind of ballot still holds: ``held[n] / unit`` for every one of its voters."""

    held: list[int]
    weights: Sequence[int]
    unit: int

    def price(self, cost: int, supporters: Sequence[int]) -> tuple[int, int] | None:
        """The most that one of them pays, as a fraction of ``unit``; nothing: too dear."""
        rest, voters = cost * self.unit, sum(self.weights[n] for n in supporters)
        for n in sorted(supporters, key=self.held.__getitem__):
            if rest <= self.held[n] * voters:
                return rest, voters
            rest -= self.held[n] * self.weights[n]
            voters -= self.weights[n]
        return None

    def pay(self, top: int, bottom: int, supporters: Sequence[int]) -> None:
        """Each of them pays ``top / bottom`` units, or all that is left."""
        self.held = [money * bottom for money in self.held]
        self.unit *= bottom
        for n in supporters:
            self.held[n] = max(0, self.held[n] - top)
        shared = gcd(self.unit, *self.held)
        self.unit //= shared
        self.held = [money // shared for money in self.held]


@dataclass(frozen=True, slots=True)
class _Poll:
    """Items with whole costs (in ``scale``ths) and the rows of ballots that approve each."""

    items: tuple[Item, ...]
    costs: Mapping[str, int]
    scale: int
    supporters: Mapping[str, tuple[int, ...]]
    weights: tuple[int, ...]
    voters: int
    rule: BudgetRule

    def buy(self, share: Fraction) -> Choice:
        """The choice where every voter holds ``share``, with nothing done about the rest."""
        whole = share * self.scale
        held = [whole.numerator] * len(self.weights)
        money = _Money(held, self.weights, whole.denominator)
        lowest = {item.id: Fraction(0) for item in self.items if self.supporters[item.id]}
        selected, ties = [], []
        while equals := self._next(money, lowest):
            item, top, bottom = equals[0]
            selected.append(item)
            if len(equals) > 1:
                ties.append(tuple(one for one, _, _ in equals))
            del lowest[item]
            money.pay(top, bottom, self.supporters[item])
        split = [equals for equals in ties if not set(selected).issuperset(equals)]
        return Choice(tuple(selected), tuple(split))

    def unbought(self, choice: Choice) -> list[Item]:
        """What is not in the choice, as listed."""
        return [item for item in self.items if item.id not in choice.selected]

    def spent(self, choice: Choice) -> Fraction:
        """What the choice costs."""
        return sum((item.cost for item in self.items if item.id in choice.selected), Fraction(0))

    def is_left(self, choice: Choice, budget: Fraction) -> bool:
        """Whether the money that is left would pay for something that anybody approves."""
        left = budget - self.spent(choice)
        rest = self.unbought(choice)
        return any(item.cost <= left and self.supporters[item.id] for item in rest)

    def steps(self, choice: Choice, share: Fraction) -> int:
        """By how many steps the share may grow at once, as all but the last change nothing.

        Where everybody can pay an equal part of all that is bought, a larger share buys the same
        in the same order until the supporters of another item could pay it with all they have.
        """
        parts = {item.id: self.part(item) for item in self.items if self.supporters[item.id]}
        paid = [Fraction(0)] * len(self.weights)
        for item in choice.selected:
            for n in self.supporters[item]:
                paid[n] += parts[item]
        needed = min(part for item, part in parts.items() if item not in choice.selected)
        if max(paid) > share or needed <= share:
            return 1
        return ceil((needed - share) / self.rule.step)

    def part(self, item: Item) -> Fraction:
        """What each who approves an item pays where all pay alike."""
        return item.cost / sum(self.weights[n] for n in self.supporters[item.id])

    def _next(self, money: _Money, lowest: dict[str, Fraction]) -> list[tuple[str, int, int]]:
        """Who is cheapest for its voters, several where equal; ``lowest`` never falls."""
        best: Fraction | None = None
        equals: list[tuple[str, int, int]] = []
        for item in sorted(lowest, key=lowest.__getitem__):
            if best is not None and lowest[item] > best:
                break
            price = money.price(self.costs[item], self.supporters[item])
            if price is None:
                del lowest[item]
                continue
            gain = self.costs[item] if self.rule.satisfaction == "COST" else 1
            lowest[item] = rate = Fraction(price[0], price[1] * money.unit * max(gain, 1))
            if best is None or rate < best:
                best, equals = rate, []
            if rate == best:
                equals.append((item, *price))
        return self._by_tie(equals)

    def _by_tie(self, equals: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
        """As the tie rule says, then the one with more votes, then as listed."""
        sign = {"LISTED": 0, "CHEAPER": 1, "DEARER": -1}[self.rule.tie]
        place = {item.id: n for n, item in enumerate(self.items)}
        votes = {item: sum(self.weights[n] for n in self.supporters[item]) for item, _, _ in equals}
        equals.sort(key=lambda e: (sign * self.costs[e[0]], -votes[e[0]], place[e[0]]))
        first = equals[0][0] if equals else ""
        same = [e for e in equals if votes[e[0]] == votes[first]]
        return [e for e in same if not sign or self.costs[e[0]] == self.costs[first]]


def equal_shares(
    items: Sequence[Item], ballots: Ballots, voters: int, budget: Fraction, rule: BudgetRule
) -> Choice:
    """The method of equal shares with the completions that the rule names, in their order.

    What costs more than the whole budget is left out.
    """
    poll = _poll([item for item in items if item.cost <= budget], ballots, voters, rule)
    if not voters:
        return Choice(())
    choice = poll.buy(budget / voters)
    for step in rule.completion:
        complete = _add1 if step == "ADD1" else _by_votes
        choice = complete(poll, choice, budget)
    return _compared(poll, choice, budget, ballots) if rule.compare else choice


def _poll(items: Sequence[Item], ballots: Ballots, voters: int, rule: BudgetRule) -> _Poll:
    scale = lcm(*(item.cost.denominator for item in items))
    supporters: dict[str, list[int]] = {item.id: [] for item in items}
    for n, approved in enumerate(ballots):
        for item in approved & supporters.keys():
            supporters[item].append(n)
    return _Poll(
        tuple(items),
        {item.id: int(item.cost * scale) for item in items},
        scale,
        {item: tuple(rows) for item, rows in supporters.items()},
        tuple(ballots.values()),
        voters,
        rule,
    )


def _add1(poll: _Poll, choice: Choice, budget: Fraction) -> Choice:
    """Every voter gets one step more, again and again, as long as what is bought can be paid and
    something that was not bought would still fit."""
    share = Fraction(budget // poll.voters)
    while poll.is_left(choice, budget):
        share += poll.rule.step * poll.steps(choice, share)
        following = poll.buy(share)
        if poll.spent(following) > budget:
            break
        choice = following
    return choice


def _by_votes(poll: _Poll, choice: Choice, budget: Fraction) -> Choice:
    """What is left buys by votes, passing over what does not fit."""
    rest = poll.unbought(choice)
    left = budget - poll.spent(choice)
    more = greedy(rest, _votes(poll), left, BudgetRule(tie=poll.rule.tie))
    return Choice((*choice.selected, *more.selected), (*choice.ties, *more.ties))


def _votes(poll: _Poll) -> dict[str, int]:
    return {item: sum(poll.weights[n] for n in rows) for item, rows in poll.supporters.items()}


def _compared(poll: _Poll, choice: Choice, budget: Fraction, ballots: Ballots) -> Choice:
    """The greedy choice instead, where more voters get more items out of it than fewer."""
    other = greedy(poll.items, _votes(poll), budget, BudgetRule(tie=poll.rule.tie))
    mine, theirs = set(choice.selected), set(other.selected)
    for_other = sum(w for b, w in ballots.items() if len(b & theirs) > len(b & mine))
    for_mine = sum(w for b, w in ballots.items() if len(b & mine) > len(b & theirs))
    return other if for_other > for_mine else choice
