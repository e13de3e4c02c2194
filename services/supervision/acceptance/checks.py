"""What keeps an accepted project from its write-off (销号): a list that people see beforehand.

The page shows it and the command is refused with it, so the two cannot disagree.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from contracts.acceptance_rules import AcceptanceRules
from services.supervision.inspection.domain.inspection import (
    HELD,
    Inspection,
    Status,
    has_open_findings,
)
from services.supervision.project.domain.project import Project

Row = dict[str, Any]


def still_open(one: Inspection) -> Row | None:
    """Why this inspection keeps its project from being written off (E-33)."""
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


def keeping(
    project: Project,
    inspections: Iterable[Inspection],
    rules: AcceptanceRules,
    today: date,
    early: str,
) -> list[Row]:
    """Everything that keeps it from being written off; ``early``: why not to wait for answers."""
    return [
        *(row for one in inspections if (row := still_open(one))),
        *_disputed(project),
        *([] if early else _asking(project, today)),
        *_surveyed(project, rules),
    ]


def is_asking(project: Project, today: date) -> bool:
    """Whether those who suggested it still have time to answer."""
    acceptance = project.acceptance
    if acceptance is None or acceptance.ask_until is None:
        return False
    return today <= acceptance.ask_until


def _asking(project: Project, today: date) -> Iterator[Row]:
    if is_asking(project, today):
        assert project.acceptance is not None
        until = project.acceptance.ask_until
        yield {
            "zh": f"正在回访建议人，{until} 结束；不等期满的，请写明理由。",
            "en": f"Those who suggested it are asked until {until}; say why not to wait.",
        }


def _disputed(project: Project) -> Iterator[Row]:
    if project.disputes:
        number = len(project.disputes)
        yield {
            "zh": f"建议人有 {number} 件异议没有处理。",
            "en": f"{number} disputes of those who suggested it are not resolved.",
        }


def _surveyed(project: Project, rules: AcceptanceRules) -> Iterator[Row]:
    if rules.survey == "ALWAYS" and project.survey is None:
        yield {
            "zh": "还没有做居民满意度测评。",
            "en": "Residents have not been surveyed yet.",
        }
