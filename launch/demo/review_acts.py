"""The score cards: each reviewer's own opinion of every alternative, before the joint decision."""

from collections.abc import Callable
from typing import Any

from contracts.charter import Charter, Leg, Role
from launch.demo.case import Case
from launch.demo.client import Api, Json

Say = Callable[[str], None]
Differing = dict[tuple[int, str, str], Json]


async def review(
    case: Case, api: Api, charter: Charter, leg: Leg, say: Say, found: dict[int, Json]
) -> None:
    """Every reviewer hands in a card on each alternative; then the committee takes them in."""
    reviews = case.story["reviews"]
    say("  评审人先各写各的意见 · first each reviewer's own opinion")
    differing: Differing = {
        (row["no"], row["reviewer"], row["criterion"]): row for row in reviews["differing"]
    }
    for reviewer in reviews["reviewers"]:
        for row in case.story["decisions"]:
            body = _card(charter, reviewer, row, found[row["no"]], differing)
            path = f"candidates/{found[row['no']]['id']}/reviews"
            await api.post("screening", path, Role(reviewer), body)
    path = f"cycles/{case.cycle}/legs/{leg.id}/take-in"
    await api.post("screening", path, Role.NPC_COMMITTEE)
    cards = len(reviews["reviewers"]) * len(case.story["decisions"])
    say(f"  评审卡 {cards} 张，收齐后公开 · {cards} score cards, shown once all were in")


def _card(
    charter: Charter, reviewer: str, row: Json, candidate: Json, differing: Differing
) -> Json:
    body: dict[str, Any] = {}
    for name in charter.criteria:
        met, evidence = row["criteria"].get(name), _evidence(name, row, candidate)
        if own := differing.get((row["no"], reviewer, name)):
            met, evidence = own["met"], own["evidence"]
        mark = "NOT_ASSESSED" if met is None else "MET" if met else "NOT_MET"
        body |= {name.lower(): mark, f"{name.lower()}_evidence": evidence}
    return body


def _evidence(name: str, row: Json, candidate: Json) -> str:
    """What the proposal itself says to a criterion; what fails it is the meeting's reason."""
    if row["criteria"].get(name) is not True:
        return str(row["reason"])
    told = {
        "INCLUSIVE": f"受益对象：{candidate['beneficiaries']}",
        "PUBLIC_GOOD": "居民共用，不归哪一家所有",
        "FEASIBLE": f"预算 {candidate['budget_yuan']} 元，由{candidate['unit']}办理",
    }
    return told[name]
