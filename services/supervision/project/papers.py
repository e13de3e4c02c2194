"""项目清单 and 路线图 on a sheet of A3 across: all projects of a year (W-18, W-19)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from chassis.core.documents import Found
from chassis.rooms.papers import Column, Kind, Paper, Table, Text
from chassis.rooms.papers.model import say_day
from contracts.charter import Charter
from contracts.project_rules import WatchRules
from services.supervision import labels
from services.supervision.project.domain.lights import days_late
from services.supervision.project.domain.project import Milestone, Project
from services.supervision.project.views import project_row

MOST_MONTHS = 12
LIST_COLUMNS = (
    Column("序号"),
    Column("项目名称", 5, centred=False),
    Column("类别", 2),
    Column("代表小组", 4),
    Column("责任单位", 4),
    Column("责任人", 4),
    Column("票决预算（元）", 2),
    Column("计划资金（元）", 2),
    Column("资金来源", 2),
    Column("完成期限", 3),
    Column("状态", 2),
    Column("进度灯", 2),
    Column("批准会议", 5),
)
Month = tuple[int, int]


def list_paper(charter: Charter, cycle: str, found: Sequence[Found[Project]], today: date) -> Paper:
    """项目清单 of a year as it stands today."""
    rows = tuple(_listed(one, today, charter.projects.watch) for one in found)
    total = sum(one.state.budget_yuan for one in found)
    words = f"共 {len(rows)} 个项目，票决预算合计 {total:,} 元。截至{say_day(today)}。"
    return _paper(
        charter, f"{charter.zh}{cycle}年度{charter.projects.zh}清单", LIST_COLUMNS, rows, words
    )


def _listed(found: Found[Project], today: date, rules: WatchRules) -> tuple[str, ...]:
    one, shown = found.state, project_row(found, today, rules)
    plan = one.plan
    return (
        str(one.no),
        one.title,
        one.class_zh,
        one.group.zh,
        one.unit,
        plan.owner if plan else "",
        f"{one.budget_yuan:,}",
        f"{plan.budget_yuan:,}" if plan else "",
        labels.of_funding(plan.funding if plan else one.funding)[0],
        plan.finish_on.isoformat() if plan else "",
        shown.status_zh,
        shown.light.zh if shown.light else "未排计划",
        one.approved_by,
    )


def roadmap_paper(
    charter: Charter, cycle: str, found: Sequence[Found[Project]], today: date
) -> Paper:
    """路线图: every project a row, every month a column, each milestone in its month."""
    months = roadmap_months(one.state for one in found)
    columns = (
        Column("序号"),
        Column("项目", 4, centred=False),
        Column("责任人", 3),
        *(Column(f"{year}年{month}月", 4, centred=False) for year, month in months),
        Column("进度", 2),
    )
    rows = tuple(_on_the_road(one, months, today, charter.projects.watch) for one in found)
    words = f"截至{say_day(today)}。每格为当月节点：日期、要完成的事、实际情况。"
    return _paper(
        charter, f"{charter.zh}{cycle}年度{charter.projects.zh}路线图", columns, rows, words
    )


def _paper(
    charter: Charter,
    title: str,
    columns: tuple[Column, ...],
    rows: tuple[tuple[str, ...], ...],
    words: str,
) -> Paper:
    return Paper(
        kind=Kind.FORM,
        issuer=f"{charter.zh}居民议事会",
        title=title,
        body=(Text(words), Table(columns, rows, size=12)),
        one_page=True,
        across=True,
    )


def roadmap_months(projects: Iterable[Project]) -> list[Month]:
    """The months from the first milestone to the last finish, at most ``MOST_MONTHS``."""
    days = [day for one in projects for day in _days(one)]
    if not days:
        return []
    first, last = min(days), max(days)
    number = (last.year - first.year) * 12 + last.month - first.month + 1
    begin = first.year * 12 + first.month - 1
    counted = range(begin, begin + min(number, MOST_MONTHS))
    return [(number // 12, number % 12 + 1) for number in counted]


def _days(project: Project) -> Iterator[date]:
    if project.plan is not None:
        yield from (one.due_on for one in project.plan.milestones)
        yield project.plan.finish_on


def _on_the_road(
    found: Found[Project], months: list[Month], today: date, rules: WatchRules
) -> tuple[str, ...]:
    one, shown = found.state, project_row(found, today, rules)
    cells = ["；".join(cell) for cell in roadmap_cells(one, months, today)]
    owner = one.plan.owner if one.plan else "未排计划"
    return (str(one.no), one.title, owner, *cells, shown.light.zh if shown.light else "—")


def roadmap_cells(project: Project, months: list[Month], today: date) -> list[list[str]]:
    """Month by month what is due and how it stands; what lies beyond goes to the last month."""
    cells: list[list[str]] = [[] for _ in months]
    if project.plan is None:
        return cells
    for one in project.plan.milestones:
        _put(cells, months, one.due_on, _said(project, one, today))
    finish = project.plan.finish_on
    _put(cells, months, finish, f"{finish.day}日全部完成")
    return cells


def _put(cells: list[list[str]], months: list[Month], day: date, text: str) -> None:
    within = [place for place, month in enumerate(months) if month <= (day.year, day.month)]
    cells[within[-1] if within else 0].append(text)


def _said(project: Project, one: Milestone, today: date) -> str:
    text = f"{one.due_on.day}日{one.title}"
    if one.done_on:
        return f"{text}（{one.done_on.month}月{one.done_on.day}日完成）"
    late = days_late(project, one.due_on, today)
    return f"{text}（逾期{late}天）" if late > 0 else text
