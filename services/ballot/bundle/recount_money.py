"""A ballot by budget, counted again by Python's standard library alone: by votes, or by the method
of equal shares. ``contents.standalone`` writes this file into ``recount.py``: one file is enough.

按预算票决的重新计票。
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from services.ballot.bundle.recount_ways import Poll, least_votes


def by_budget(valid: list[Poll], race: Poll, rules: Poll, base: int, costs: dict[str, int]) -> Poll:
    """What the money buys."""
    papers = [frozenset(paper["votes_for"]) for paper in valid]
    votes = {item: sum(item in paper for paper in papers) for item in race["candidates"]}
    least, said = least_votes(rules, base), rules["budget"]
    items = [item for item in race["candidates"] if votes[item] >= least]
    amount = Fraction(said["amount"])
    if said["rule"] == "EQUAL_SHARES":
        chosen = equal_shares(items, papers, costs, votes, said)
    else:
        chosen = greedy(items, votes, costs, amount, said)
    return {"tallies": votes, "chosen": chosen, "spent": sum(costs[item] for item in chosen)}


def in_turn(items: list[str], votes: dict[str, int], costs: dict[str, int], tie: str) -> list[str]:
    """Most votes first; equals as the tie rule says, then as listed."""
    sign = {"LISTED": 0, "CHEAPER": 1, "DEARER": -1}[tie]
    return sorted(items, key=lambda item: (-votes[item], sign * costs[item]))


def greedy(
    items: list[str], votes: dict[str, int], costs: dict[str, int], left: Fraction, said: Poll
) -> list[str]:
    """From the top as long as there is money."""
    chosen = []
    for item in in_turn(items, votes, costs, said["tie"]):
        if costs[item] <= left:
            left -= costs[item]
            chosen.append(item)
        elif said["rule"] == "GREEDY_STOP":
            if said["top_up"] and left >= costs[item] * Fraction(said["top_up"]):
                chosen.append(item)
            break
    return chosen


def equal_shares(
    items: list[str],
    papers: list[frozenset[str]],
    costs: dict[str, int],
    votes: dict[str, int],
    said: Poll,
) -> list[str]:
    """The method of equal shares with its completions."""
    if not papers:
        return []
    amount = Fraction(said["amount"])
    items = [item for item in items if costs[item] <= amount]
    plain = dict(said, rule="GREEDY")
    chosen = bought(items, papers, costs, votes, said, amount / len(papers))
    for step in said["completion"]:
        if step == "ADD1":
            chosen = raised(items, papers, costs, votes, said, chosen)
        else:
            rest = [item for item in items if item not in chosen]
            left = amount - sum(costs[item] for item in chosen)
            chosen = chosen + greedy(rest, votes, costs, left, plain)
    if said["compare"]:
        other = greedy(items, votes, costs, amount, plain)
        gain = [len(paper & {*other}) - len(paper & {*chosen}) for paper in papers]
        return other if sum(n > 0 for n in gain) > sum(n < 0 for n in gain) else chosen
    return chosen


def raised(
    items: list[str],
    papers: list[frozenset[str]],
    costs: dict[str, int],
    votes: dict[str, int],
    said: Poll,
    chosen: list[str],
) -> list[str]:
    """Everybody gets one step more, again and again, as long as the choice can be paid and
    something that was not bought would still fit."""
    share = Fraction(said["amount"] // len(papers))
    while True:
        left = said["amount"] - sum(costs[item] for item in chosen)
        if not any(costs[i] <= left for i in items if votes[i] and i not in chosen):
            return chosen
        share += said["step"] * steps(items, papers, costs, votes, said, chosen, share)
        following = bought(items, papers, costs, votes, said, share)
        if sum(costs[item] for item in following) > said["amount"]:
            return chosen
        chosen = following


def steps(
    items: list[str],
    papers: list[frozenset[str]],
    costs: dict[str, int],
    votes: dict[str, int],
    said: Poll,
    chosen: list[str],
    share: Fraction,
) -> int:
    """By how many steps at once: where everybody can pay an equal part of all that is bought,
    nothing changes until the voters of another item could pay it with all they have."""
    parts = {item: Fraction(costs[item], votes[item]) for item in items if votes[item]}
    paid = [sum(parts[item] for item in chosen if item in paper) for paper in papers]
    needed = min(part for item, part in parts.items() if item not in chosen)
    if max(paid) > share or needed <= share:
        return 1
    found: int = ceil((needed - share) / said["step"])
    return found


def bought(
    items: list[str],
    papers: list[frozenset[str]],
    costs: dict[str, int],
    votes: dict[str, int],
    said: Poll,
    share: Fraction,
) -> list[str]:
    """What they buy who hold ``share`` each: next the one that costs its voters least."""
    money = [share] * len(papers)
    chosen: list[str] = []
    rest = [item for item in items if votes[item]]
    sign = {"LISTED": 0, "CHEAPER": 1, "DEARER": -1}[said["tie"]]
    while True:
        prices = {item: price(costs[item], item, papers, money) for item in rest}
        rest = [item for item in rest if prices[item] is not None]
        if not rest:
            return chosen
        worth = {i: max(costs[i] if said["worth"] == "COST" else 1, 1) for i in rest}

        def turn(item: str, worth: Poll = worth, prices: Poll = prices) -> Poll:
            return (prices[item] / worth[item], sign * costs[item], -votes[item])

        item = min(rest, key=turn)
        for n, paper in enumerate(papers):
            if item in paper:
                money[n] = max(Fraction(0), money[n] - (prices[item] or 0))
        rest.remove(item)
        chosen.append(item)


def price(
    cost: int, item: str, papers: list[frozenset[str]], money: list[Fraction]
) -> Fraction | None:
    """The most that one of its voters pays, all alike or all that is left; nothing: too dear."""
    left, voters = (
        Fraction(cost),
        sorted(money[n] for n, paper in enumerate(papers) if item in paper),
    )
    for n, held in enumerate(voters):
        if left <= held * (len(voters) - n):
            return left / (len(voters) - n)
        left -= held
    return None
