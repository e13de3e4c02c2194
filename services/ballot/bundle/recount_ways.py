"""The ways of voting, counted again by Python's standard library alone: seats, ranks, a budget,
grades. ``contents.standalone`` writes this file into ``recount.py``: one file is enough.

排名次、按预算、满意度的重新计票。
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

Poll = Any


def fills_seats(rules: Poll) -> bool:
    """Whether seats are filled; money and satisfaction need one round alone."""
    return rules["method"] in ("SEATS", "RANKS")


def places_of(race: Poll, rules: Poll) -> int:
    """How many places a paper of ranks has."""
    most: int = rules["ranks"]["most"] or race["seats"]
    return min(most, len(race["candidates"]))


def ranking_of(paper: Poll) -> list[str]:
    """The items of a paper, the first first."""
    return sorted(paper["written"], key=lambda item: int(paper["written"][item]))


def is_written(paper: Poll, race: Poll, rules: Poll) -> bool:
    """Whether what is written is valid: ranks that stand once, or grades that there are."""
    written = paper.get("written", {})
    plain = not (paper["spoiled"] or paper["votes_for"] or paper["against"])
    if not plain or not set(written) <= set(race["candidates"]):
        return False
    if rules["method"] == "GRADES":
        return set(written.values()) <= {one["id"] for one in rules["satisfaction"]["grades"]}
    most = places_of(race, rules)
    ranks = [int(one) if one.isascii() and one.isdigit() else 0 for one in written.values()]
    once = len(set(ranks)) == len(ranks) and all(1 <= rank <= most for rank in ranks)
    return once and len(ranks) >= min(rules["ranks"]["least"], most)


def least_votes(rules: Poll, base: int) -> int:
    """The fewest papers that pass an item."""
    top, bottom = map(int, rules["pass_over"].split("/"))
    part = rules["ranks"] if rules["method"] == "RANKS" else rules["budget"]
    line = top * base // bottom + 1 if part["threshold"] else 0
    return max(line, 1 if rules["method"] == "RANKS" else part["minimum"])


def is_valid(paper: Poll, race: Poll, rules: Poll) -> bool:
    """无效票: for more than the seats, unreadable, or for somebody who does not stand."""
    if rules["method"] in ("RANKS", "GRADES"):
        return is_written(paper, race, rules)
    votes, against = set(paper["votes_for"]), set(paper["against"])
    known = votes | against <= set(race["candidates"]) and not paper.get("written")
    clear = not (paper["spoiled"] or votes & against)
    return known and clear and len(votes) <= race["seats"]


def apart_of(bundle: Poll, one: Poll, race: Poll, papers: list[Poll]) -> Poll:
    """Roll and votes of the group that must pass apart: counted, or as told."""
    if "apart" not in one or "gate" not in bundle["rules"]:
        return None
    if bundle["kind"] != "sealed":
        return {**one["apart"], **one["outcome"]["apart"]}
    mine = [paper for paper in papers if paper["id"].endswith(".a")]
    valid = [paper for paper in mine if is_valid(paper, race, bundle["rules"])]
    numbers = {"returned": len(mine), "valid": len(valid), "invalid": len(mine) - len(valid)}
    return {**one["apart"], **numbers, "tallies": tallies_of(valid, race)}


def tallies_of(valid: list[Poll], race: Poll) -> dict[str, int]:
    """How many papers are for each item."""
    return {item: sum(item in one["votes_for"] for one in valid) for item in race["candidates"]}


def by_seats(valid: list[Poll], race: Poll, rules: Poll, base: int, apart: Poll = None) -> Poll:
    """Over the threshold, and over that of the group too where one must pass apart."""
    tallies, kept = tallies_of(valid, race), race["kind"] == "RUNOFF"
    passing = [i for i in race["candidates"] if kept or over(tallies[i], base, rules["pass_over"])]
    if apart and not kept:
        gate = rules["gate"]
        of = apart[gate["of"].lower()]
        passing = [item for item in passing if over(apart["tallies"][item], of, gate["over"])]
    chosen, tied = cut(passing, tallies, race["seats"])
    open_seats = race["seats"] - len(chosen) if tied else 0
    return {"tallies": tallies, "chosen": chosen, "tied": tied, "open_seats": open_seats}


def over(votes: int, base: int, share: str) -> bool:
    """Strictly more than the share."""
    top, bottom = map(int, share.split("/"))
    return bool(bottom * votes > top * base)


def cut(passing: list[str], tallies: dict[str, int], seats: int) -> tuple[list[str], list[str]]:
    """Who is above the line, and who is tied across it."""
    ranked = sorted(passing, key=lambda item: -tallies[item])
    if len(ranked) <= seats:
        return ranked, []
    line = tallies[ranked[seats - 1]]
    if tallies[ranked[seats]] < line:
        return ranked[:seats], []
    above = [item for item in ranked if tallies[item] > line]
    return above, [item for item in ranked if tallies[item] == line]


def by_ranks(valid: list[Poll], race: Poll, rules: Poll, base: int) -> Poll:
    """Points by Borda, or the sum of ranks; equals across the last seat are left open."""
    candidates, most = race["candidates"], places_of(race, rules)
    sums = rules["ranks"]["points"] == "RANK_SUM"
    tallies, points = dict.fromkeys(candidates, 0), dict.fromkeys(candidates, 0)
    for paper in valid:
        ranks = {item: n for n, item in enumerate(ranking_of(paper), 1)}
        for item in candidates:
            rank = ranks.get(item, most + 1)
            tallies[item] += item in ranks
            points[item] += rank if sums else most + 1 - rank
    least = 1 if race["kind"] == "RUNOFF" else least_votes(rules, base)
    order = {item: -n if sums else n for item, n in points.items()}
    chosen, tied = cut([i for i in candidates if tallies[i] >= least], order, race["seats"])
    return {
        "tallies": tallies,
        "points": points,
        "chosen": chosen,
        "tied": tied,
        "open_seats": race["seats"] - len(chosen) if tied else 0,
    }


def by_grades(valid: list[Poll], race: Poll, rules: Poll) -> Poll:
    """How many gave each grade, and how many are satisfied."""
    grades = rules["satisfaction"]["grades"]
    given = {
        item: Counter(one["written"][item] for one in valid if item in one.get("written", {}))
        for item in race["candidates"]
    }
    return {
        "tallies": {i: sum(given[i][one["id"]] for one in grades if one["good"]) for i in given},
        "grades": {i: {one["id"]: given[i][one["id"]] for one in grades} for i in given},
        "chosen": [],
    }


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
    """Everybody gets one step more, again and again, as long as the choice can be paid."""
    share = said["amount"] // len(papers)
    while len(chosen) < sum(votes[item] > 0 for item in items):
        share += said["step"]
        following = bought(items, papers, costs, votes, said, Fraction(share))
        if sum(costs[item] for item in following) > said["amount"]:
            return chosen
        chosen = following
    return chosen


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
