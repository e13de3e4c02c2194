"""What the pages of a street share: its charter, its year, and the shapes that they draw."""

from typing import Any

from fastapi import Response

from chassis.pages import pages_of
from chassis.rooms.street_page import street_page
from chassis.web.ask import Ask
from contracts.charter import Charter, Named
from services.assembly import labels
from services.assembly.charter.queries import record_of
from services.assembly.cycle.domain import Cycle, figures, leg_status, stage_place
from services.assembly.cycle.queries import newest_cycle
from services.assembly.cycle.views import year_of


def show(ask: Ask, template: str, *, charter: Charter | None = None, **context: Any) -> Response:
    """A page of the assembly; ``context`` also takes what ``street_page`` takes."""
    home, desk = f"/streets/{ask.street}", f"/streets/{ask.street}/desk"
    page = f"assembly/{template}"
    return street_page(ask, page, charter, home=home, desk=desk, words=labels, **context)


async def in_street(ask: Ask) -> dict[str, Any]:
    """What every page of a street shows: charter and year. Raises ``NotFound``."""
    record = (await record_of(ask.ctx, ask.street)).state
    found = await newest_cycle(ask.ctx, ask.street)
    year = year_of(record.charter, found)
    cycle = found.state if found else None
    ledger = pages_of(ask.request).link("screening.ledger", street=ask.street)
    return {
        "charter": record.charter,
        "record": record,
        "year": year,
        "cycle": cycle,
        "stages": funnel_stages(year["funnel"], ledger if cycle else ""),
        "steps": _steps(cycle, ledger) if cycle else [],
        "step_now": stage_place(cycle) if cycle else 0,
    }


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


def _steps(cycle: Cycle, ledger: str) -> list[dict[str, Any]]:
    """The stages of the year as ``ui.stepper`` draws them, with the figures known so far."""
    return [_step(cycle, stage, ledger) for stage in cycle.stages]


def _step(cycle: Cycle, stage: Named, ledger: str) -> dict[str, Any]:
    legs = [leg for leg in cycle.legs if leg.stage == stage.id]
    step: dict[str, Any] = {"zh": stage.zh, "en": stage.en}
    counts = [figures(cycle, leg)[1] for leg in legs]
    if counts and counts[-1] is not None:
        step["note"] = str(counts[-1])
    if any(leg_status(cycle, leg.id) != "PENDING" for leg in legs):
        step["href"] = ledger
    return step


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


def composition(charter: Charter, counted: dict[str, int]) -> list[dict[str, Any]]:
    """How many of each category, in the charter's order (E-12)."""
    return [
        {"zh": one.zh, "en": one.en, "count": counted.get(one.id, 0)}
        for one in charter.member_categories
    ]
