"""The empty ledger of a street to fill in: its columns, lists to choose from, what goes where."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from chassis.rooms.sheet_grid import cell_name
from contracts.charter import Charter
from contracts.ledger_form import LedgerColumn, LedgerField
from services.intake.importing.columns import read_columns
from services.intake.importing.sheets import PLAIN, official, sheet_column
from services.intake.suggestion.domain.suggestion import LONGEST_TEXT, LONGEST_TITLE

F = LedgerField
ROWS = 1_000
"""Empty rows that check what is typed."""
SHOWN_ROWS = 20
"""Empty rows with borders, which a page prints."""
LISTS = "选项"
TIPS = {
    F.NO: "可以不填，由系统编号；填了就不能重复。",
    F.COLLECTED_ON: "哪一天收集的，例如 2025-03-01；不能是今天以后。",
    F.COLLECTOR: "收集这条建议的议事员，从列表中选；不是议事员收集的留空。",
    F.CHANNEL: "从列表中选。",
    F.COMMUNITY: "从列表中选。",
    F.GRID: "网格名称或编号，可以不填。",
    F.TITLE: f"一句话，最多 {LONGEST_TITLE} 个字；留空则取内容的开头。",
    F.CONTENT: f"在哪里、什么事、希望怎么办，最多 {LONGEST_TEXT} 个字；不写身份证号。",
    F.CATEGORY: "从列表中选，可以不填。",
    F.TOPIC: "从列表中选，可以不填。",
    F.AUTHOR: "提建议的居民，可以不填，不公开。",
    F.CONTACT: "手机号，或带区号的座机号（0731-84220000）；可以不填，不公开。",
    F.TYPIST: "谁录入的；留空则记为导入这份台账的人。",
    F.CONSENT: "书面同意、口头同意；没有问过就留空；没同意的填“未同意”，不留姓名电话。",
    F.TICKET: "12345 热线工单的编号，没有就留空；期限从“日期”（派单日期）次日算起。",
    F.TICKET_KIND: "从列表中选；留空按第一种。",
}


def ledger_template(charter: Charter, members: Sequence[str], *, mark: str) -> bytes:
    """A workbook of three sheets: the ledger, what each column wants, the lists."""
    import xlsxwriter

    columns = read_columns(charter)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **PLAIN}) as book:
        sheet = official(book, charter, [sheet_column(one) for one in columns], day="", mark=mark)
        first = sheet.next
        for _ in range(SHOWN_ROWS):
            sheet.write({})
        _tips(book, columns)
        lists = _lists(book, charter, members)
        for place, column in enumerate(columns):
            check = _check(column.field, lists)
            if check:
                sheet.page.data_validation(first, place, first + ROWS - 1, place, check)
        sheet.page.activate()
    return buffer.getvalue()


def _tips(book: Any, columns: Sequence[LedgerColumn]) -> None:
    page = book.add_worksheet("填写说明")
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
    plain = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
    page.set_column(0, 0, 14)
    page.set_column(1, 1, 8)
    page.set_column(2, 2, 70)
    page.write_row(0, 0, ("列", "必填", "怎样填"), bold)
    for row, column in enumerate(columns, 1):
        need = "必填" if column.required else "选填"
        page.write_row(row, 0, (column.zh, need, TIPS.get(column.field, "")), plain)
    page.set_paper(9)
    page.fit_to_pages(1, 0)


def _lists(book: Any, charter: Charter, members: Sequence[str]) -> Mapping[LedgerField, str]:
    """Writes the choices, one column each; field → where they stand, as a formula."""
    choices: dict[LedgerField, Sequence[str]] = {
        F.COLLECTOR: members,
        F.CHANNEL: [one.zh for one in charter.channels],
        F.COMMUNITY: [one.zh for one in charter.communities],
        F.CATEGORY: [one.zh for one in charter.suggestion_categories],
        F.TOPIC: [one.zh for one in charter.topics],
        F.CONSENT: ("书面同意", "口头同意", "未同意"),
        F.TICKET_KIND: [one.zh for one in charter.hotline.kinds],
    }
    page = book.add_worksheet(LISTS)
    page.set_column(0, len(choices), 22)
    places: dict[LedgerField, str] = {}
    for at, (field, names) in enumerate((f, n) for f, n in choices.items() if n):
        page.write_string(0, at, TITLES[field])
        page.write_column(1, at, names)
        letter = cell_name(at, 1)[:-1]
        places[field] = f"={LISTS}!${letter}$2:${letter}${len(names) + 1}"
    return places


TITLES = {
    F.COLLECTOR: "议事员", F.CHANNEL: "来源渠道", F.COMMUNITY: "社区", F.CATEGORY: "类别",
    F.TOPIC: "关注专题", F.CONSENT: "同意方式", F.TICKET_KIND: "工单类型",
}  # fmt: skip


def _check(field: LedgerField, lists: Mapping[LedgerField, str]) -> dict[str, Any] | None:
    tip = TIPS.get(field, "")
    told = {"input_message": tip, "error_title": "填写有误", "error_message": tip}
    if field in lists:
        return {"validate": "list", "source": lists[field], **told}
    if field is F.COLLECTED_ON:
        today = {"validate": "date", "criteria": "<=", "value": "=TODAY()"}
        return {**today, **told, "error_message": "应为日期，不能在今天以后。"}
    longest = {F.TITLE: LONGEST_TITLE, F.CONTENT: LONGEST_TEXT}.get(field)
    if longest:
        return {"validate": "length", "criteria": "<=", "value": longest, **told}
    return {"validate": "any", "input_message": tip} if tip else None
