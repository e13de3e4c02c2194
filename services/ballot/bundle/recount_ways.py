"""The ways of voting, counted again by Python's standard library alone: seats, ranks, grades.
``contents.standalone`` writes this file into ``recount.py``: one file is enough.

按票数、排名次、满意度的重新计票。
"""

from __future__ import annotations

from collections import Counter
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


def given_of(valid: list[Poll], race: Poll, rules: Poll) -> Poll:
    """How many papers put each item at each place, or gave it each grade."""
    if rules["method"] == "GRADES":
        names = [one["id"] for one in rules["satisfaction"]["grades"]]
        written = [paper.get("written", {}) for paper in valid]
    else:
        names = [str(n) for n in range(1, places_of(race, rules) + 1)]
        orders = [ranking_of(paper) for paper in valid]
        written = [{item: str(n) for n, item in enumerate(order, 1)} for order in orders]
    found = {item: Counter(one.get(item) for one in written) for item in race["candidates"]}
    return {item: {name: found[item][name] for name in names} for item in found}


def by_sums(sums: Poll, race: Poll, freeze: Poll, rules: Poll) -> Poll:
    """Ranks or grades, of sums alone: ``given`` and the numbers of valid and invalid papers."""
    numbers = {"valid": sums["valid"], "invalid": sums["invalid"]}
    numbers["returned"] = sums["valid"] + sums["invalid"]
    base = {**freeze, **numbers}[rules["pass_of"].lower()]
    ranks = rules["method"] == "RANKS"
    found = by_ranks(sums, race, rules, base) if ranks else by_grades(sums, rules)
    return {"tied": [], "open_seats": 0, **numbers, **found}


def by_ranks(sums: Poll, race: Poll, rules: Poll, base: int) -> Poll:
    """Points by Borda, or the sum of ranks; equals across the last seat are left open."""
    behind, lowest = places_of(race, rules) + 1, rules["ranks"]["points"] == "RANK_SUM"
    given = {item: sums["given"][item] for item in race["candidates"]}
    tallies = {item: sum(given[item].values()) for item in given}
    ranks = {item: sum(int(rank) * n for rank, n in given[item].items()) for item in given}
    if lowest:
        points = {i: ranks[i] + behind * (sums["valid"] - tallies[i]) for i in given}
    else:
        points = {i: behind * tallies[i] - ranks[i] for i in given}
    least = 1 if race["kind"] == "RUNOFF" else least_votes(rules, base)
    order = {item: -n if lowest else n for item, n in points.items()}
    chosen, tied = cut([i for i in given if tallies[i] >= least], order, race["seats"])
    return {
        "tallies": tallies,
        "points": points,
        "chosen": chosen,
        "tied": tied,
        "open_seats": race["seats"] - len(chosen) if tied else 0,
    }


def by_grades(sums: Poll, rules: Poll) -> Poll:
    """How many gave each grade, and how many are satisfied."""
    good = [one["id"] for one in rules["satisfaction"]["grades"] if one["good"]]
    given = sums["given"]
    return {
        "tallies": {item: sum(given[item][name] for name in good) for item in given},
        "grades": given,
        "chosen": [],
    }


def add_up(sums: Poll, race: Poll, rules: Poll) -> bool:
    """Whether so many papers can have given these sums: of ranks each place but the first stands
    on no more papers than the one before, of grades no item has more than there are papers."""
    given, valid = sums["given"], sums["valid"]
    if rules["method"] == "GRADES":
        return all(sum(one.values()) <= valid for one in given.values())
    places = [str(n) for n in range(1, places_of(race, rules) + 1)]
    filled = [valid, *(sum(one[place] for one in given.values()) for place in places)]
    return filled == sorted(filled, reverse=True) and all(
        sum(one.values()) <= valid for one in given.values()
    )
