"""How a street's year is told in the words and shapes that the pages draw."""

from typing import Any

from fastapi import Request

from chassis.pages import language
from chassis.rooms.copies import assembly_name
from contracts.charter import Charter, Named
from services.assembly.domain.cycle import Cycle, figures, leg_status, stage_place
from services.assembly.pages.links import Links


def name_street(request: Request, charter: Charter) -> None:
    """The street's name in the page's head and foot."""
    chinese = language(request) == "zh"
    request.state.street_name = assembly_name(charter, chinese=chinese)


def funnel_stages(funnel: list[dict[str, Any]], href: str = "") -> list[dict[str, Any]]:
    """The funnel as ``ui.funnel`` draws it: the thing in large, the leg it left in small."""
    return [_funnel_stage(one, href) for one in funnel]


def _funnel_stage(one: dict[str, Any], href: str) -> dict[str, Any]:
    leg_zh, thing_zh = _parts(one["zh"], "：")
    leg_en, thing_en = _parts(one["en"], ": ")
    stage = {"zh": thing_zh, "en": thing_en, "value": one["count"], "target": one["target"] or None}
    stage |= {"leg_zh": leg_zh, "leg_en": leg_en}
    return stage | ({"href": href} if href else {})


def _parts(text: str, mark: str) -> tuple[str, str]:
    before, found, after = text.partition(mark)
    return (before, after[:1].upper() + after[1:]) if found else ("", text)


def steps(cycle: Cycle, links: Links) -> list[dict[str, Any]]:
    """The stages of the year as ``ui.stepper`` draws them, with the figures known so far."""
    return [_step(cycle, stage, links) for stage in cycle.stages]


def _step(cycle: Cycle, stage: Named, links: Links) -> dict[str, Any]:
    legs = [leg for leg in cycle.legs if leg.stage == stage.id]
    step: dict[str, Any] = {"zh": stage.zh, "en": stage.en}
    counts = [figures(cycle, leg)[1] for leg in legs]
    if counts and counts[-1] is not None:
        step["note"] = str(counts[-1])
    if any(leg_status(cycle, leg.id) != "PENDING" for leg in legs):
        step["href"] = links.ledger
    return step


def current_step(cycle: Cycle) -> int:
    """The place of the current stage."""
    return stage_place(cycle)


def loop_parts(charter: Charter) -> list[dict[str, str]]:
    """The street's own loop: a short name to draw large, the rest of it below."""
    return [_loop_part(part) for part in charter.loop]


def _loop_part(part: Named) -> dict[str, str]:
    long = len(part.zh) > 4
    return {
        "zh": part.zh[:2] if long else part.zh,
        "how": part.zh[2:] if long else "",
        "en": part.en,
        "whole": part.zh,
    }


SLOTS = (
    ("MASTER", "MASTER", "总体方案", "Master plan"),
    ("SPECIAL", "PREPARATION", "专项方案：会议筹备", "Special plan: preparation"),
    ("SPECIAL", "BALLOT", "专项方案：项目票决", "Special plan: ballot"),
    ("SPECIAL", "SUPERVISION", "专项方案：监督落实", "Special plan: supervision"),
)
"""The fixed slots of 1+3+N (E-02)."""


def papers(charter: Charter) -> list[dict[str, Any]]:
    """Every slot with its paper, or without one; then the N supporting papers."""
    shown: list[dict[str, Any]] = []
    for kind, slot, zh, en in SLOTS:
        held = [p for p in charter.documents if (p.kind, p.slot) == (kind, slot)]
        shown += [{"zh": zh, "en": en, "paper": paper} for paper in held]
        if not held:
            shown.append({"zh": zh, "en": en, "paper": None})
    supporting = [p for p in charter.documents if p.kind == "SUPPORTING"]
    shown += [{"zh": "配套制度", "en": "Supporting paper", "paper": paper} for paper in supporting]
    return shown


def composition(charter: Charter, counted: dict[str, int]) -> list[dict[str, Any]]:
    """How many of each category, in the charter's order (E-12)."""
    return [
        {"zh": one.zh, "en": one.en, "count": counted.get(one.id, 0)}
        for one in charter.member_categories
    ]
