"""分级分类清单 as a paper, for the meeting that has it before it. Pure: state in, paper out."""

from collections.abc import Sequence

from chassis.core.errors import WrongState
from chassis.rooms.papers import Column, Kind, Paper, Table, Text
from chassis.rooms.papers.model import MOST_ROWS
from contracts.charter import Charter
from services.screening.item.domain import Item, ItemStatus
from services.screening.labels import DISPOSITIONS, LEVELS

COLUMNS = (
    Column("编号"),
    Column("事项", 5, centred=False),
    Column("级别", 2),
    Column("类别", 2),
    Column("去向", 2),
    Column("处理意见", 5, centred=False),
    Column("承办单位", 3),
)


def triage_list(charter: Charter, year: int, items: Sequence[Item]) -> Paper:
    """Every suggestion of a cycle with its level, category, way, opinion and unit (E-22)."""
    names = {one.id: one.zh for one in charter.suggestion_categories}
    rows = tuple(_row(item, names) for item in items)
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.zh}{year}年意见建议分级分类清单",
        body=(Text(f"共{len(items)}条。"), Table(COLUMNS, rows, size=10)),
    )


def _row(item: Item, names: dict[str, str]) -> tuple[str, ...]:
    triage = item.triage
    if item.status is ItemStatus.MERGED:
        return (item.no, item.title, "", names.get(item.category, item.category), "并案", "", "")
    if triage is None:
        return (item.no, item.title, "", names.get(item.category, item.category), "", "", "")
    return (
        item.no,
        item.title,
        LEVELS[triage.level][0],
        names.get(triage.category, triage.category),
        DISPOSITIONS[triage.disposition][0],
        triage.opinion,
        "、".join((triage.unit, *triage.co_units)),
    )


def too_long() -> WrongState:
    """A paper of more lines than anybody prints."""
    return WrongState(
        "paper-too-long",
        f"清单超过 {MOST_ROWS} 条，请下载表格（XLSX）。",
        f"The list has more than {MOST_ROWS} lines: download the workbook.",
    )
