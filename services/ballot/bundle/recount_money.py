"""A ballot by budget, counted again by Python's standard library alone: by votes, or by the method
of equal shares. ``contents.standalone`` writes this file into ``recount.py``: one file is enough.

按预算票决的重新计票。
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import NamedTuple

from services.ballot.bundle.recount_ways import Poll, least_votes


class Money(NamedTuple):
    """What the money is spent on: items, papers, cost and votes of each item, the street's rule."""

    items: list[str]
    papers: list[frozenset[str]]
    costs: dict[str, int]
    votes: dict[str, int]
    said: Poll

    def spent(self, chosen: list[str]) -> int:
        """What these cost."""
        return sum(self.costs[item] for item in chosen)

    def sign(self) -> int:
        """How equals are ordered by their cost."""
        return {"LISTED": 0, "CHEAPER": 1, "DEARER": -1}[self.said["tie"]]

    def greedy(self, items: list[str], left: Fraction, rule: str = "GREEDY") -> list[str]:
        """From the top as long as there is money: most votes first, equals as the rule says."""
        chosen = []
        for item in sorted(items, key=lambda i: (-self.votes[i], self.sign() * self.costs[i])):
            if self.costs[item] <= left:
                left -= self.costs[item]
                chosen.append(item)
            elif rule == "GREEDY_STOP":
                part = self.said["top_up"]
                tops_up = part and left >= self.costs[item] * Fraction(part)
                return [*chosen, item] if tops_up else chosen
        return chosen

    def equal_shares(self) -> list[str]:
        """The method of equal shares with its completions."""
        if not self.papers:
            return []
        amount = Fraction(self.said["amount"])
        chosen = self.bought(amount / len(self.papers))
        for step in self.said["completion"]:
            if step == "ADD1":
                chosen = self.raised(chosen)
            else:
                rest = [item for item in self.items if item not in chosen]
                chosen = chosen + self.greedy(rest, amount - self.spent(chosen))
        if self.said["compare"]:
            other = self.greedy(self.items, amount)
            gain = [len(paper & {*other}) - len(paper & {*chosen}) for paper in self.papers]
            return other if sum(n > 0 for n in gain) > sum(n < 0 for n in gain) else chosen
        return chosen

    def raised(self, chosen: list[str]) -> list[str]:
        """Everybody gets one step more, again and again, as long as the choice can be paid and
        something that was not bought would still fit."""
        share = Fraction(self.said["amount"] // len(self.papers))
        while True:
            left, rest = self.said["amount"] - self.spent(chosen), {*self.items} - {*chosen}
            if not any(self.costs[item] <= left for item in rest if self.votes[item]):
                return chosen
            share += self.said["step"] * self.steps(chosen, share)
            following = self.bought(share)
            if self.spent(following) > self.said["amount"]:
                return chosen
            chosen = following

    def steps(self, chosen: list[str], share: Fraction) -> int:
        """By how many steps at once: where everybody can pay an equal part of all that is bought,
        nothing changes until the voters of another item could pay it with all they have."""
        parts = {i: Fraction(self.costs[i], self.votes[i]) for i in self.items if self.votes[i]}
        paid = [sum(parts[item] for item in chosen if item in paper) for paper in self.papers]
        needed = min(part for item, part in parts.items() if item not in chosen)
        if max(paid) > share or needed <= share:
            return 1
        found: int = ceil((needed - share) / self.said["step"])
        return found

    def bought(self, share: Fraction) -> list[str]:
        """What they buy who hold ``share`` each: next the one that costs its voters least."""
        money, chosen = [share] * len(self.papers), list[str]()
        rest = [item for item in self.items if self.votes[item]]
        while True:
            asked = {item: self.price(item, money) for item in rest}
            prices = {item: paid for item, paid in asked.items() if paid is not None}
            if not prices:
                return chosen
            turns = {item: self.turn(item, paid) for item, paid in prices.items()}
            item = min(turns, key=turns.__getitem__)
            for n, paper in enumerate(self.papers):
                if item in paper:
                    money[n] = max(Fraction(0), money[n] - prices[item])
            rest = [other for other in prices if other != item]
            chosen.append(item)

    def turn(self, item: str, price: Fraction) -> tuple[Fraction, int, int]:
        """The least comes first: what it costs for what it gives, then as equals are ordered."""
        worth = max(self.costs[item] if self.said["worth"] == "COST" else 1, 1)
        return price / worth, self.sign() * self.costs[item], -self.votes[item]

    def price(self, item: str, money: list[Fraction]) -> Fraction | None:
        """The most that one of its voters pays, all alike or all they have; nothing: too dear."""
        left = Fraction(self.costs[item])
        held = sorted(money[n] for n, paper in enumerate(self.papers) if item in paper)
        for n, has in enumerate(held):
            voters = len(held) - n
            if left <= has * voters:
                return left / voters
            left -= has
        return None


def by_budget(valid: list[Poll], race: Poll, rules: Poll, base: int, costs: dict[str, int]) -> Poll:
    """What the money buys."""
    papers = [frozenset(paper["votes_for"]) for paper in valid]
    votes = {item: sum(item in paper for paper in papers) for item in race["candidates"]}
    least, said = least_votes(rules, base), rules["budget"]
    items = [item for item in race["candidates"] if votes[item] >= least]
    shares = said["rule"] == "EQUAL_SHARES"
    if shares:
        items = [item for item in items if costs[item] <= said["amount"]]
    money = Money(items, papers, costs, votes, said)
    chosen = (
        money.equal_shares()
        if shares
        else money.greedy(items, Fraction(said["amount"]), said["rule"])
    )
    return {"tallies": votes, "chosen": chosen, "spent": money.spent(chosen)}
