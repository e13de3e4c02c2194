"""What is still open of a project: named one by one, before it is accepted or written off."""

from collections.abc import Iterable, Sequence
from typing import Any

from services.supervision.fieldwork.domain import Entry, EntryStatus
from services.supervision.inspection.domain.inspection import (
    HELD,
    Inspection,
    Status,
    findings_open,
    has_open_findings,
)
from services.supervision.order.domain import OPEN, SupervisionOrder

Detail = dict[str, Any]
"""A row of a problem's details: ``zh`` and ``en``."""


def still_open(
    inspections: Iterable[Inspection],
    orders: Iterable[SupervisionOrder] = (),
    entries: Iterable[Entry] = (),
) -> list[Detail]:
    """What is open of a project, each with its reason in words; empty where nothing is."""
    held = [row for one in inspections if (row := _inspection(one))]
    ordered = [_order(one) for one in orders if one.status in OPEN]
    seen = [_entry(one) for one in entries if one.status is EntryStatus.OPEN]
    return held + ordered + seen


def _order(one: SupervisionOrder) -> Detail:
    return {"zh": f"{one.number}尚未销号。", "en": f"The order {one.number} is not closed."}


def _entry(one: Entry) -> Detail:
    return {
        "zh": f"{one.on}现场查看提出的问题尚未答复。",
        "en": f"What a visit saw on {one.on} has not been answered.",
    }


def nothing_open(still: Sequence[Detail]) -> None:
    """Raise ``findings-open`` with the list of what is open, where anything is."""
    if still:
        raise findings_open(list(still))


def _inspection(one: Inspection) -> Detail | None:
    if has_open_findings(one):
        return {
            "zh": f"{one.stage_zh}的问题尚未整改完毕。",
            "en": f"{one.stage_en}: what was found has not been put right.",
        }
    if one.status not in (*HELD, Status.WAIVED):
        return {
            "zh": f"{one.stage_zh}尚未开展，也未豁免。",
            "en": f"{one.stage_en} was neither held nor waived.",
        }
    return None
