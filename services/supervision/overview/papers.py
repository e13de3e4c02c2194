"""The city's report of a year as an official paper. Pure."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from chassis.rooms.papers import Column, Heading, Kind, Paper, Table, Text
from chassis.rooms.papers.model import Block
from services.supervision.overview.compared import elsewhere_of, money, number, part, way
from services.supervision.overview.views import StreetRow, Sums, sums_of

SMALL = 9.0
"""Points of the big table's text: nine columns on A4."""


def city_report(
    name: str, cycle: str, rows: Sequence[StreetRow], today: date, *, whole: bool
) -> Paper:
    """街道居民议事工作年度报告: sums, each district, each street, what is late.

    ``name`` is the city's, or, where it is not the ``whole`` city, what names the streets.
    """
    work = f"{name}街道居民议事工作" if whole else f"{name}居民议事工作"
    return Paper(
        kind=Kind.NOTICE,
        issuer=work,
        title=f"{work}\n{cycle}年度报告",
        body=(
            Heading("总体情况"),
            *_overall(name if whole else f"本报告范围为{name}。", cycle, sums_of(rows)),
            Heading("各区县情况"),
            _districts(rows),
            Heading("各街道情况"),
            _streets(rows),
            Heading("需要督促的事项"),
            _late(rows),
            *_of_other_years(rows),
            Text(
                f"以上数字截至{today.year}年{today.month}月{today.day}日，除注明其他年度的以外，均为{cycle}年度的数字，由系统按记录汇总。"
            ),
        ),
        dated=today,
    )


def _overall(where: str, cycle: str, sums: Sums) -> list[Text]:
    begun = f"{where}{sums.streets}个街道中，{sums.opened}个已开启{cycle}年度居民议事。"
    chosen = f"票决产生项目{sums.selected}个，储备{sums.reserved}个。"
    told = [Text(f"{begun}共征集意见建议{sums.suggestions}条，{chosen}"), Text(_open(sums))]
    if sums.turnout is not None:
        members = f"应到议事员{sums.expected}人，实到{sums.present}人"
        told.append(Text(f"已票决的街道{members}，到会率{sums.turnout}%。"))
    told.append(Text(_projects(sums)))
    if sums.satisfaction is not None:
        told.append(Text(f"议事员对本年度项目的满意率为{sums.satisfaction}%。"))
    return told


def _open(sums: Sums) -> str:
    told = (
        f"征集已结束的街道中，尚待答复{sums.open_suggestions}条，"
        f"其中超过答复期限{sums.late_of_open}条。"
    )
    if sums.late_collecting:
        told += f"征集未结束的街道中，另有{sums.late_collecting}条超过答复期限。"
    return told


def _projects(sums: Sums) -> str:
    lights = (("green", "绿灯"), ("yellow", "黄灯"), ("red", "红灯"))
    shown = "、".join(f"{zh}{sums.lights.get(colour, 0)}个" for colour, zh in lights)
    return (
        f"立项{sums.projects}个，预算{money(sums.budget_yuan)}万元；已验收{sums.done}个，"
        f"在办项目中{shown}；逾期未开展的督查和整改{sums.overdue_inspections}次。"
    )


def _districts(rows: Sequence[StreetRow]) -> Table:
    names = ("区县", "街道", "已开启", "意见建议", "入选项目", "已验收", "红灯")
    columns = (Column(names[0], 2), *(Column(one) for one in names[1:]))
    ordered = sorted(rows, key=lambda row: row.street)
    told = []
    for district, group in groupby(ordered, key=lambda row: row.district_zh):
        sums = sums_of(list(group))
        figures = (sums.streets, sums.opened, sums.suggestions, sums.selected, sums.done)
        told.append((district or "—", *map(str, figures), str(sums.lights.get("red", 0))))
    return Table(columns, tuple(told), size=SMALL)


def _streets(rows: Sequence[StreetRow]) -> Table:
    columns = (
        Column("街道", 3, centred=False),
        Column("阶段", 3),
        Column("意见建议", 2),
        Column("筛选过程", 5),
        Column("到会", 5),
        Column("项目", 1),
        Column("验收", 1),
        Column("逾期", 1),
        Column("满意率", 2),
    )
    return Table(columns, tuple(_street(row) for row in rows), size=SMALL)


def _street(row: StreetRow) -> tuple[str, ...]:
    rated = row.satisfaction
    return (
        row.zh,
        row.stage_zh if row.opened else "未开启",
        number(row.suggestions),
        way(row.funnel) if row.opened else "—",
        part(row.present, row.expected, row.turnout),
        str(row.project_count),
        str(row.done),
        str(row.overdue_suggestions + row.overdue_inspections),
        "—" if rated is None else f"{rated}%",
    )


def _late(rows: Sequence[StreetRow]) -> Block:
    """A row for each street in which something is late, by code: no ranking."""
    late = [told for row in rows if any((told := _late_of(row))[1])]
    if not late:
        return Text("本年度没有超期的答复、督查和红灯项目。")
    figures = ("超期未答复（条）", "逾期督查（次）", "红灯项目（个）")
    columns = (Column("街道", 2, centred=False), *map(Column, figures))
    return Table(columns, tuple((name, *map(str, told)) for name, told in late), size=SMALL)


def _late_of(row: StreetRow) -> tuple[str, tuple[int, int, int]]:
    red = row.lights.get("red", 0)
    return row.zh, (row.overdue_suggestions, row.overdue_inspections, red)


def _of_other_years(rows: Sequence[StreetRow]) -> list[Text]:
    """What is late and is not of the report's year, street by street."""
    told = [f"{row.zh}{elsewhere_of(row)}" for row in rows if row.elsewhere.some]
    return [Text(f"其他年度未办结：{'；'.join(told)}。")] if told else []
