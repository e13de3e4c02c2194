"""What keeps an accepted project from its write-off (销号): a list that people see beforehand.

The page shows it and the command is refused with it, so the two cannot disagree.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from contracts.acceptance_rules import AcceptanceRules
from services.supervision.finding.domain import Detail
from services.supervision.project.domain.project import Project

Row = Detail


def keeping(
    project: Project,
    still: Sequence[Row],
    rules: AcceptanceRules,
    today: date,
    early: str,
) -> list[Row]:
    """Everything that keeps it from being written off.

    ``still``: what was found or not inspected; ``early``: why not to wait for the answers.
    """
    return [
        *still,
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
