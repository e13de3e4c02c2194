"""工作日报 as a paper to sign and to file. Pure; the parts come from all services."""

from collections.abc import Sequence
from datetime import date

from chassis.core.clock import local
from chassis.rooms.copies import assembly_name
from chassis.rooms.papers import Boxes, Column, Heading, Kind, Paper, Table, Text
from chassis.rooms.papers.model import Block, say_day
from chassis.service import Line
from chassis.web.days import DayPart
from contracts.charter import Charter

COUNTED = (Column("部分", 2), Column("事项", 4, centred=False), Column("数量", 1))


def day_paper(charter: Charter, day: date, parts: Sequence[DayPart]) -> Paper:
    """What happened on the day and what is open, service by service, with the rows it is from.

    What is open stood so at the moment at which the first part was gathered; it is told. When it
    was printed its anchor says, so equal data give an equal paper.
    """
    since = local(min(one.at for one in parts))
    body = [
        Heading("当日办理情况"),
        *_counted([(one.zh, one.happened) for one in parts], "当日没有办理记录。"),
        Heading(f"截至{say_day(since.date())}{since:%H:%M}未办结"),
        *_counted([(one.zh, one.open) for one in parts], "没有未办结事项。"),
        Heading("依据的审计记录"),
        _rows(parts),
        Text("当日各项数量由上述审计记录得出。留存本报告的人，可凭下方锚点核对记录有没有被改过。"),
        Boxes(("填报人", "审核人")),
    ]
    return Paper(
        kind=Kind.FORM,
        issuer=assembly_name(charter, chinese=True),
        title=f"{charter.zh}议事工作日报\n（{say_day(day)}）",
        body=tuple(body),
        dated=day,
    )


def _counted(told: Sequence[tuple[str, Sequence[Line]]], none: str) -> list[Block]:
    rows = tuple(row for zh, lines in told for row in _cells(zh, lines))
    return [Table(COUNTED, rows) if rows else Text(none)]


def _cells(part: str, lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """The part's name stands once, before its first line."""
    return [("" if place else part, one.zh, str(one.count)) for place, one in enumerate(lines)]


def _rows(parts: Sequence[DayPart]) -> Table:
    columns = (Column("记录", 2), Column("第一条", 1), Column("最后一条", 1))
    rows = [(one.zh, *_between(one)) for one in parts]
    return Table(columns, tuple(rows))


def _between(part: DayPart) -> tuple[str, str]:
    return (str(part.first), str(part.last)) if part.last else ("无", "无")
