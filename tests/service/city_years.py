"""Years of many streets, made up with a seed and spoken; and what they come to, counted apart.

Nothing here uses what supervision counts by: the expected figures are kept as the story is told.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from contracts.assembly import CharterAdopted, CycleOpened, CycleStageChanged
from contracts.ballot import Rated, SatisfactionAnnounced
from contracts.charter import Charter
from contracts.envelope import Event
from contracts.intake import (
    CollectionClosed,
    Outcome,
    SuggestionAccepted,
    SuggestionAnswered,
    SuggestionOverdue,
    SuggestionReopened,
)
from contracts.screening import LegClosed
from services.assembly.presets import charter_from
from tests.service.supervision_world import Supervised, announced
from tests.world import DONGTANG

CHARTER = charter_from("dongtang", DONGTANG, 2025, ())
DISTRICTS = (
    "芙蓉区",
    "天心区",
    "岳麓区",
    "开福区",
    "雨花区",
    "望城区",
    "长沙县",
    "浏阳市",
    "宁乡市",
)


def a_street(n: int) -> Charter:
    """The charter of the n-th street, 12 to a district."""
    code, district = f"4301{n // 12 + 2:02d}{n % 12 + 1:03d}", DISTRICTS[n // 12 % len(DISTRICTS)]
    names = {"zh": f"第{n + 1}街道", "en": f"Street {n + 1}"}
    where = {"district_zh": district, "district_en": f"District {n // 12 + 1}"}
    return CHARTER.model_copy(update={"street": code, "preset": "listed", **names, **where})


@dataclass
class Told:
    """What one street's year comes to, as it was told."""

    figures: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)


def a_year(street: str, cycle: str, dice: random.Random, *, upto: str = "ANNOUNCED") -> Told:
    """A whole cycle of a street with few suggestions; ``upto`` OPENED: it has only begun."""
    told = Told({"cycle": cycle, "opened": True, "stage": CHARTER.stages[0].id})
    told.events.append(CycleOpened(cycle=cycle, year=int(cycle), charter_version=1))
    if upto == "OPENED":
        return told
    _suggestions(street, cycle, dice, told)
    funnel = [leg.id for leg in CHARTER.legs if leg.funnel]
    figures = sorted((dice.randint(3, 60) for _ in funnel), reverse=True)
    for leg, figure in zip(funnel, figures, strict=True):
        told.events.append(LegClosed(cycle=cycle, leg=leg, incoming=99, outgoing=figure))
    chosen, there = dice.randint(1, 3), dice.randint(36, 53)
    result = announced(chosen, f"b-{street}-{cycle}", cycle)
    told.events.append(result.model_copy(update={"present": there, "reserved": ("c9",)}))
    stage = dice.choice(CHARTER.stages[4:]).id
    told.events.append(CycleStageChanged(cycle=cycle, stage=stage))
    told.figures |= {
        "stage": stage,
        "funnel": [*figures[:-1], chosen],
        "selected": chosen,
        "reserved": 1,
        "expected": 53,
        "present": there,
        "projects": {"APPROVED": chosen},
    }
    return told


def _suggestions(street: str, cycle: str, dice: random.Random, told: Told) -> None:
    """Each is accepted, and then answered, or answered and open again, or overdue."""
    fates = [dice.choice(("open", "answered", "reopened", "overdue")) for _ in range(4)]
    for n, fate in enumerate(fates):
        key = f"{cycle}-s{n}"
        told.events.append(_accepted(key, cycle))
        if fate in ("answered", "reopened"):
            told.events.append(
                SuggestionAnswered(suggestion=key, cycle=cycle, outcome=Outcome.REFERENCE)
            )
        if fate == "reopened":
            told.events.append(SuggestionReopened(suggestion=key, cycle=cycle))
        if fate == "overdue":
            told.events.append(SuggestionOverdue(suggestion=key, cycle=cycle))
    told.events.append(CollectionClosed(cycle=cycle, accepted=4, merged=0, collectors=2))
    counted = Counter(fates)
    told.figures |= {
        "suggestions": 4,
        "open_suggestions": 4 - counted["answered"],
        "overdue_suggestions": counted["overdue"],
    }


def _accepted(key: str, cycle: str) -> SuggestionAccepted:
    return SuggestionAccepted(
        suggestion=key, cycle=cycle, no="1", title="路灯", community="c", channel="GRID",
        category="OTHER", collector="",
    )  # fmt: skip


def rated(year: str, satisfied: int) -> SatisfactionAnnounced:
    """What members thought of a year's projects: two of them, 50 papers each."""
    projects = tuple(Rated(candidate=f"c{n}", title="项目", satisfied=satisfied) for n in (1, 2))
    return SatisfactionAnnounced(
        ballot=f"r{year}", session="s9", cycle=str(int(year) + 1), year=year,
        announced_on=f"{int(year) + 1}-04-20", issued=50, returned=50, valid=50, line="7/10",
        projects=projects,
    )  # fmt: skip


async def tell(town: Supervised, streets: int, seed: int = 7) -> dict[tuple[str, str], Told]:
    """Two years of each street, the second one only begun in every third: street, cycle → told."""
    dice = random.Random(seed)
    story: dict[tuple[str, str], Told] = {}
    for n in range(streets):
        charter = a_street(n)
        street = charter.street
        await town.hear(CharterAdopted(charter=charter, version=1), street, settle=False)
        for cycle in ("2025", "2026"):
            upto = "OPENED" if cycle == "2026" and n % 3 == 0 else "ANNOUNCED"
            told = story[street, cycle] = a_year(street, cycle, dice, upto=upto)
            for sequence, event in enumerate(told.events, 2):
                await town.others.say(event, sequence, street=street)
        if n % 2:
            satisfied = dice.randint(20, 50)
            story[street, "2025"].figures |= {"rated": 100, "satisfied": 2 * satisfied}
            await town.hear(rated("2025", satisfied), street, settle=False)
    await town.world.settle()
    return story
