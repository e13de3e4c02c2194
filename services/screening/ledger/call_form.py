"""征集表: the blank form by which suggestions are called for, to print and to fill in by hand."""

from chassis.rooms.papers import Column as Cell
from chassis.rooms.papers import Kind, Paper, Table, Text
from chassis.rooms.sheets import Column, write_table
from contracts.charter import Charter

FIELDS = (
    "姓名",
    "联系电话",
    "所在社区",
    "项目名称",
    "具体内容",
    "为什么需要",
    "怎么做得到",
    "地点",
    "大概费用（元）",
    "建议由谁来办",
)
TALL = ("具体内容", "为什么需要", "怎么做得到")


def call_form(charter: Charter, year: int) -> Paper:
    """A sheet for one suggestion: a line to write on for each field, more where more is said."""
    rows = tuple(row for name in FIELDS for row in _rows(name))
    communities = "、".join(one.zh for one in charter.communities)
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.zh}居民议事会{year}年意见建议征集表",
        one_page=True,
        body=(
            Table((Cell("栏目", 2), Cell("请填写", 7, centred=False)), rows, tall=True),
            Text(f"社区：{communities}。电话只用来答复您，不会公开；可以不填。"),
        ),
    )


def _rows(name: str) -> tuple[tuple[str, str], ...]:
    """The lines to write on: one, or three where people have more to say."""
    return ((name, ""), *((("", ""),) * (2 if name in TALL else 0)))


def call_sheet(year: int, mark: str) -> bytes:
    """The same as a workbook, a line for each suggestion, for whoever collects several."""
    columns = tuple(Column(f"field{n}", name) for n, name in enumerate(FIELDS))
    return write_table(f"征集表{year}", columns, [], mark=mark)
