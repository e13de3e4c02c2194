"""会商纪要: a meeting of the cadence as minutes. Pure (E-05, E-06, E-07)."""

from chassis.rooms.papers import Column, Heading, Kind, Named, Paper, Table, Text
from chassis.rooms.papers.model import Block, say_day
from contracts.charter import Charter
from services.assembly.cadence.views import MeetingView, PointView

COLUMNS = (
    Column("序号"),
    Column("议定事项", 5, centred=False),
    Column("责任单位", 3),
    Column("完成期限", 2),
    Column("办理情况", 4, centred=False),
)


def minutes(charter: Charter, one: MeetingView) -> Paper:
    """Who met when, what was said, what was agreed on, and how far that is."""
    return Paper(
        kind=Kind.MINUTES,
        issuer=charter.zh,
        title=f"{charter.zh}{one.zh}纪要",
        body=(
            Named("时间", say_day(one.held_on)),
            *((Named("地点", one.place),) if one.place else ()),
            Named("主持", one.host),
            Named("出席", "、".join(one.present)),
            Named("议题", one.topic),
            Heading("会议内容"),
            *(Text(f"{n}.{point}") for n, point in enumerate(one.points, 1)),
            *_views(one),
            *_agreed(one),
        ),
        dated=one.held_on,
    )


def _views(one: MeetingView) -> tuple[Block, ...]:
    """The two views apart (E-08)."""
    if one.views is None:
        return ()
    told = one.views
    return (
        Heading("评价"),
        Text(f"两委满意度：{told['committee']}%（{told['committee_source']}）。"),
        Text(f"群众认可度：{told['residents']}%（{told['residents_source']}）。"),
    )


def _agreed(one: MeetingView) -> tuple[Block, ...]:
    if not one.agreed:
        return ()
    rows = tuple(_row(point) for point in one.agreed)
    return Heading("议定事项"), Table(COLUMNS, rows, size=10)


def _row(point: PointView) -> tuple[str, ...]:
    done = f"{say_day(point.done_on)}办结：{point.result}" if point.done_on else ""
    return str(point.place), point.what, point.unit, say_day(point.due_on), done
