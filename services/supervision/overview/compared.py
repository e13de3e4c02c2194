"""Streets beside each other: the same figures of each, a line for every figure. Pure."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from services.supervision.overview.views import StreetRow

MOST = 6
"""Streets that are compared at once: what fits a screen and a sheet across."""


class Line(NamedTuple):
    """One figure in words, and what it is in each street; ``—`` where it is not known."""

    zh: str
    en: str
    cells: tuple[str, ...]


Read = Callable[[StreetRow], str]


def number(value: float | None, unit: str = "") -> str:
    """A figure as people read it, in both languages; ``—`` where it is not known."""
    return "—" if value is None else f"{value:,}{unit}"


def part(some: int, of: int, percent: float | None) -> str:
    """``49/53（92.5%）``."""
    return f"{some}/{of}（{percent}%）" if percent is not None else "—"


def money(yuan: int) -> str:
    """Yuan in units of ten thousand, as budgets are told."""
    return f"{yuan / 10_000:,.2f}".rstrip("0").rstrip(".") if yuan else "0"


def way(funnel: Sequence[int | None]) -> str:
    """``58 → 25 → 12 → 10``."""
    return " → ".join("…" if one is None else str(one) for one in funnel) or "—"


def elsewhere_of(row: StreetRow) -> str:
    """``超期未答复1条、红灯项目2个``: late in the street, and not of the year; nothing for none."""
    late = row.elsewhere
    lines = (
        (late.answers, f"超期未答复{late.answers}条"),
        (late.between, f"征集期外超期未答复{late.between}条"),
        (late.inspections, f"逾期督查{late.inspections}次"),
        (late.red, f"红灯项目{late.red}个"),
    )
    return "、".join(told for number, told in lines if number)


FIGURES: tuple[tuple[str, str, Read], ...] = (
    ("阶段", "Stage", lambda r: r.stage_zh or "—"),
    ("意见建议（条）", "Suggestions", lambda r: number(r.suggestions)),
    ("待答复（条）", "Open", lambda r: number(r.open_suggestions)),
    ("超期未答复（条）", "Overdue answers", lambda r: number(r.overdue_suggestions)),
    ("筛选过程", "Funnel", lambda r: way(r.funnel)),
    ("实到/应到", "Turnout", lambda r: part(r.present, r.expected, r.turnout)),
    ("票决入选（个）", "Chosen", lambda r: number(r.selected)),
    ("项目（个）", "Projects", lambda r: number(r.project_count)),
    ("绿灯", "Green", lambda r: number(r.lights.get("green", 0))),
    ("黄灯", "Yellow", lambda r: number(r.lights.get("yellow", 0))),
    ("红灯", "Red", lambda r: number(r.lights.get("red", 0))),
    ("已验收（个）", "Accepted", lambda r: number(r.done)),
    ("逾期督查（次）", "Overdue inspections", lambda r: number(r.overdue_inspections)),
    ("预算（万元）", "Budget (10,000 yuan)", lambda r: money(r.budget_yuan)),
    ("已报决算（万元）", "Spent (10,000 yuan)", lambda r: money(r.spent_yuan)),
    ("其他年度未办结", "Late, of other years", lambda r: elsewhere_of(r) or "—"),
    ("满意率（%）", "Satisfied (%)", lambda r: number(r.satisfaction)),
)


def compared(rows: Sequence[StreetRow]) -> list[Line]:
    """Every figure of these streets."""
    return [Line(zh, en, tuple(read(row) for row in rows)) for zh, en, read in FIGURES]
