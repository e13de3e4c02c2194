"""The table of a result by the way of voting: its columns, and the cells of one item. Pure.

Announcement, count sheet, workbook and pages tell the same cells.
"""

from dataclasses import dataclass, replace
from typing import Any

from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.figures import Figures, RoundView, TallyView


@dataclass(frozen=True)
class ResultColumn:
    """``width``: share of the sheet; ``kind``: of the cell on a page."""

    key: str
    zh: str
    en: str
    width: int = 3
    kind: str = "number"


TITLE = ResultColumn("title", "项目名称", "Project", 14, "title")
FOR = ResultColumn("votes_for", "赞成票", "For")
RESULT = ResultColumn("result", "结果", "Result", 4, "short")
SUM_OF_RANKS = ResultColumn("points", "序位和", "Sum of ranks")
POINTS = ResultColumn("points", "得分", "Points")
NAMED = ResultColumn("votes_for", "列入票数", "Papers")
COST = ResultColumn("cost", "预算（元）", "Budget (yuan)", 4)
INDEX = ResultColumn("index", "满意率", "Satisfied", 4, "short")


def columns_of(state: Ballot, *, apart: bool) -> tuple[ResultColumn, ...]:
    """What is told of each item, beside its rank or number; ``apart``: the group's votes too."""
    if state.method == "GRADES":
        grades = state.rules.satisfaction.grades
        told = (ResultColumn(f"grade {one.id}", one.zh, one.en) for one in grades)
        return (replace(TITLE, width=10), *told, INDEX, replace(RESULT, width=6))
    if state.method == "RANKS":
        points = SUM_OF_RANKS if state.rules.ranks.points == "RANK_SUM" else POINTS
        return (TITLE, points, NAMED, RESULT)
    cost = (COST,) if state.method == "BUDGET" else ()
    gate = state.rules.gate
    group = [ResultColumn("apart", f"{gate.zh}赞成", f"{gate.en} for")] if apart else []
    return (TITLE, FOR, *group, *cost, RESULT)


def cells_of(row: TallyView, valid: int, result: str) -> dict[str, str]:
    """The cells of an item in Chinese; ``result``: what became of it."""
    return {
        "title": row.title,
        "votes_for": str(row.votes_for),
        "apart": "" if row.apart is None else str(row.apart),
        "points": "" if row.points is None else str(row.points),
        "cost": f"{row.cost:,}",
        "index": percent(row.votes_for, valid),
        **{f"grade {grade}": str(number) for grade, number in row.grades.items()},
        "result": result,
    }


def round_rows(state: Ballot, one: RoundView) -> list[TallyView]:
    """The items of a counted round, the best first; without those that may not be told."""
    items = {item.candidate: item for item in state.items}
    counted = next(held.outcome for held in state.rounds if held.number == one.number)
    assert counted is not None  # only counted rounds are told
    ranked = sorted(one.tallies, key=lambda item: (-counted.worth(item), items[item].no))
    return [
        TallyView(
            candidate=item,
            no=items[item].no,
            title=items[item].title,
            votes_for=votes,
            rank=rank,
            chosen=item in one.chosen,
            points=one.points.get(item),
            apart=one.apart.tallies.get(item) if one.apart else None,
            cost=items[item].budget_yuan,
            grades=counted.grades.get(item, {}),
        )
        for rank, (item, votes) in enumerate(((i, one.tallies[i]) for i in ranked), 1)
    ]


def percent(part: int, whole: int) -> str:
    """``66.7%``, cut and not rounded up: a line that was missed never looks as if it was met."""
    tenths = 1000 * part // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"


def fate(state: Ballot, candidate: str) -> tuple[str, str]:
    """What became of an item once the ballot is over, in both languages."""
    if state.method == "GRADES":
        under = candidate in below_line(state)
        return (
            ("低于满意线，整改后再测评", "Below the line: to be put right") if under else ("", "")
        )
    if candidate in {item.candidate for item in state.selected}:
        return "入选", "Chosen"
    return "转入储备库", "Kept in reserve"


def below_line(state: Ballot) -> tuple[str, ...]:
    """满意度 of less than the charter's line: these are put right and rated again."""
    if state.method != "GRADES" or not state.held:
        return ()
    needed, _ = state.pass_line
    return tuple(item for item, n in state.first_counted[1].tallies.items() if n < needed)


def bars_of(state: Ballot) -> dict[str, int]:
    """How long the bar of each item is, in percent: by votes, by points, or by who is satisfied."""
    votes = {place.candidate: place.votes_for for place in state.places}
    points = {place.candidate: place.points or 0 for place in state.places}
    whole = state.pass_line[1]
    if state.method == "RANKS":
        most, least_first = max(points.values(), default=0), state.rules.ranks.points == "RANK_SUM"
        votes = {item: most - n if least_first else n for item, n in points.items()}
        whole = most
    return {item: min(100, 100 * n // whole) if whole else 0 for item, n in votes.items()}


def table_of(state: Ballot, found: Figures | None) -> dict[str, Any]:
    """What the pages make a table of a result with."""
    return {
        "columns": columns_of(state, apart=found is not None and found.tells_group),
        "fate": lambda candidate: fate(state, candidate),
        "percent": percent,
        "year": state.year,
        "satisfaction": state.method == "GRADES",
    }
