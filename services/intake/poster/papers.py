"""意见建议征集表: the form that residents fill in by hand, on one page of A4 (W-11, C-04, C-06)."""

from collections.abc import Sequence

from chassis.rooms.copies import assembly_name
from chassis.rooms.papers import Boxes, Column, Heading, Kind, Named, Paper, Table, Text
from contracts.charter import Charter
from contracts.charter import Named as Option

LINES = 10
LINE = "＿" * 37


def collection_form(charter: Charter) -> Paper:
    """The empty form of a street, with its own communities, categories and term."""
    unit = "个工作日" if charter.reply_days_kind == "working" else "天"
    issuer = assembly_name(charter, chinese=True)
    return Paper(
        kind=Kind.FORM,
        issuer=issuer,
        title=f"{charter.zh}居民意见建议征集表",
        body=(
            _about(charter),
            Heading("您的建议（在哪里、什么事、希望怎么办，一张表写一件事）"),
            *(Text(LINE) for _ in range(LINES)),
            Named("类别（可不选）", _boxes(charter.suggestion_categories)),
            Named(
                f"个人信息说明（{charter.privacy.version} 版）",
                f"{_notice(charter)}受理后{charter.reply_days}{unit}内答复。",
            ),
            Boxes(("建议人签名（同意以上说明）", "收集人（议事员）", "录入人")),
            _for_the_office(charter.channels),
        ),
        one_page=True,
    )


def _notice(charter: Charter) -> str:
    return "".join(line.zh for line in charter.privacy.lines)


def _about(charter: Charter) -> Table:
    rows = [
        ("所在社区（勾选）", _boxes(charter.communities)),
        ("网格、小区或路段", ""),
        ("姓名（自愿填写）", ""),
        ("联系电话（自愿填写，用于答复）", ""),
    ]
    columns = (Column("项目", 3), Column("请填写", 9, centred=False))
    return Table(columns, tuple(rows), size=12, tall=True)


def _for_the_office(channels: Sequence[Option]) -> Table:
    columns = (
        Column("编号", 2),
        Column("收集日期", 2),
        Column("来源渠道", 6),
        Column("录入日期", 2),
    )
    return Table(columns, (("", "", _boxes(channels), ""),), name="以下由工作人员填写", size=10.5)


def _boxes(options: Sequence[Option]) -> str:
    return "　".join(f"□{one.zh}" for one in options)
