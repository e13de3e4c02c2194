"""Checking a ledger as a whole: every mistake of every row at once, each with its cell (E-21)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.core.catalogue import sheet_empty
from chassis.core.text import clean
from chassis.rooms.personal import ID_NUMBER, kinds_in
from chassis.rooms.personal import NAMES as PERSONAL
from chassis.rooms.sheet_cells import CellProblem, filled
from chassis.rooms.sheet_grid import Grid, Head, Line, cell_name, head_of
from chassis.rooms.sheets import too_long
from contracts.ledger_form import LedgerColumn, LedgerField
from services.intake.hotline.domain import ticket_key
from services.intake.importing.columns import meanings, read_columns, wanted
from services.intake.importing.domain import MAX_ROWS, LedgerRow, Note, RowState, Scalar
from services.intake.importing.doubles import letters
from services.intake.importing.known import Known, ledger_key, words_key
from services.intake.importing.meaning import REFUSED, meaning_of
from services.intake.suggestion.domain.suggestion import NEXT
from services.intake.suggestion.domain.wording import title_from

F = LedgerField
FOOT = re.compile(r"\s*(填报|审核|制表|备注|说明|合计|总计|注[:：])")
"""How a line below the table begins that is no row of it."""
MOST_CELLS_OF_A_FOOT = 4
TWICE = {
    F.NO: ("序号", "请改成不同的序号，或留空由系统编号。"),
    F.TICKET: ("工单号", "同一工单只登记一次，请删去其中一行。"),
}
LONGEST_CELL = 2_400


def check_grid(grid: Grid, known: Known) -> tuple[Head, list[LedgerRow]]:
    """The headers, and every row with what was found.

    Raises ``Invalid`` without headers, without a row, or with too many.
    """
    head = head_of(grid, meanings(known.charter), wanted(known.charter))
    rows = [line for line in grid.lines if line.number > head.number and not _is_foot(line)]
    if not rows:
        raise sheet_empty()
    if len(rows) > MAX_ROWS:
        raise too_long(MAX_ROWS, len(rows))
    checking = _Checking(head, grid.formulas, known)
    return head, [checking.row(line) for line in rows]


def _is_foot(line: Line) -> bool:
    cells = [cell for cell in line.cells if filled(cell)]
    return len(cells) <= MOST_CELLS_OF_A_FOOT and bool(FOOT.match(str(cells[0])))


@dataclass
class _Checking:
    """One pass over the rows, which also know of each other."""

    head: Head
    formulas: frozenset[str]
    known: Known
    numbers: dict[str, int] = field(default_factory=dict)
    tickets: dict[str, int] = field(default_factory=dict)

    def row(self, line: Line) -> LedgerRow:
        values: dict[str, str] = {}
        wrong: list[Note] = []
        for column in read_columns(self.known.charter):
            cell = self._cell(line, column.field.value)
            try:
                values[column.field.value] = self._value(line, column, cell)
            except CellProblem as problem:
                wrong.append(self._note(line, column, f"“{column.zh}”{problem.zh}", problem.en))
        if F.CONTENT.value in values and not values.get(F.TITLE.value):
            values[F.TITLE.value] = title_from(values[F.CONTENT.value])
        return self._judged(line, values, wrong)

    def _value(self, line: Line, column: LedgerColumn, cell: Any) -> str:
        at = self.head.places.get(column.field.value)
        if at is not None and cell_name(at, line.number) in self.formulas:
            raise CellProblem("是公式，请粘贴为数值。", "a formula")
        if column.required and not filled(cell):
            raise CellProblem("不能为空。", "is required")
        return meaning_of(column.field, cell, self.known)

    def _judged(self, line: Line, values: dict[str, str], wrong: list[Note]) -> LedgerRow:
        cells = tuple(_kept(cell) for cell in line.cells)
        row = LedgerRow(row=line.number, cells=cells, values=values, state=RowState.NEW)
        if there := self._there(values):
            return _found(
                row, RowState.EXISTS, Note(zh=f"{there}，不会重复导入。", en="in the list")
            )
        wrong += self._refused(line, values)
        wrong += self._twice(line, values, F.NO, self.numbers)
        wrong += self._twice(line, values, F.TICKET, self.tickets)
        if wrong:
            return _found(row, RowState.ERROR, *wrong)
        notes = [*self._odd(line, values)]
        double = self._double(line, values)
        state = RowState.DUPLICATE if double else RowState.WARNING if notes else RowState.NEW
        return _found(row, state, *double, *notes)

    # ---- held against the list ---------------------------------------------------------------

    def _there(self, values: dict[str, str]) -> str:
        no, content = values.get("no", ""), letters(values.get("content", ""))
        ticket = values.get("ticket", "")
        if ticket and ticket_key(self.known.street, ticket) in self.known.ids:
            return f"工单 {ticket} 已登记"
        if not content:
            return ""
        if no and self.known.numbers.get(no) == content:
            return f"第 {no} 号已在清单中"
        if words_key(self.known.street, values) in self.known.ids:
            return "这一条已在清单中"
        return ""

    def _double(self, line: Line, values: dict[str, str]) -> list[Note]:
        text = f"{values['title']}{values['content']}"
        double = self.known.doubles.like(text)
        self.known.doubles.add(text, f"本表第 {line.number} 行")
        if double is None:
            return []
        zh = "完全相同" if double.equal else "很像"
        said = f"与{double.place}{zh}，可能重复。", "the same, or nearly so, is there already"
        return [self._noted(line, F.CONTENT, *said)]

    def _twice(
        self, line: Line, values: dict[str, str], name: LedgerField, seen: dict[str, int]
    ) -> Iterator[Note]:
        no = values.get(name.value, "")
        first = seen.setdefault(no, line.number) if no else line.number
        if first != line.number:
            zh, mend = TWICE[name]
            said = f"{zh} {no} 与第 {first} 行重复，{mend}"
            yield self._noted(line, name, said, f"{no} stands in row {first} already")

    def _refused(self, line: Line, values: dict[str, str]) -> Iterator[Note]:
        """Who did not agree is not named: the row comes in without name and phone, or not."""
        named = values.get(F.AUTHOR.value) or values.get(F.CONTACT.value)
        if values.get(F.CONSENT.value) == REFUSED and named:
            zh = "建议人没有同意，请删去本行的姓名和电话。"
            yield self._noted(line, F.CONSENT, zh, "not agreed: take out name and phone")

    # ---- what a person should know -----------------------------------------------------------

    def _odd(self, line: Line, values: dict[str, str]) -> Iterator[Note]:
        no = values.get("no", "")
        if no and self.known.cycle != NEXT and no in self.known.numbers:
            zh = f"序号 {no} 在清单中已是另一条建议，将由系统另编号。"
            yield self._noted(line, F.NO, zh, f"number {no} is another suggestion's")
        kinds = kinds_in(values["title"], values["content"])
        if kinds:
            names = "、".join(PERSONAL[kind][0] for kind in kinds)
            zh = f"文字里有{names}，导入后先由工作人员核对，核对前不公开。"
            yield self._noted(line, F.CONTENT, zh, "personal data: held until checked")
        yield from self._odd_collector(line, values.get("collector_name", ""))
        yield from self._odd_day(line, values["collected_on"])

    def _odd_collector(self, line: Line, name: str) -> Iterator[Note]:
        if F.COLLECTOR.value not in self.head.places:
            return
        if not name:
            zh = "没有收集人，不计入议事员参与率。"
            yield self._noted(line, F.COLLECTOR, zh, "no collector")
        elif len(self.known.members.get(name, ())) != 1:
            zh = f"“{name}”不能对应到唯一一位议事员，只记姓名。"
            yield self._noted(line, F.COLLECTOR, zh, "not one member of this name")

    def _odd_day(self, line: Line, day: str) -> Iterator[Note]:
        if (self.known.today - date.fromisoformat(day)).days > 730:
            zh = f"{day} 已是两年以前，请核对年份。"
            yield self._noted(line, F.COLLECTED_ON, zh, "more than two years ago")

    # ---- places ------------------------------------------------------------------------------

    def _cell(self, line: Line, name: str) -> Any:
        at = self.head.places.get(name)
        return line.cells[at] if at is not None and at < len(line.cells) else None

    def _note(self, line: Line, column: LedgerColumn, zh: str, en: str) -> Note:
        at = self.head.places.get(column.field.value)
        cell = cell_name(at, line.number) if at is not None else ""
        return Note(cell=cell, column=column.zh, zh=zh, en=en)

    def _noted(self, line: Line, name: LedgerField, zh: str, en: str) -> Note:
        columns = self.known.charter.ledger.columns
        return self._note(line, next(one for one in columns if one.field is name), zh, en)


def _found(row: LedgerRow, state: RowState, *notes: Note) -> LedgerRow:
    return row.model_copy(update={"state": state, "notes": notes})


def _kept(cell: Any) -> Scalar:
    """A cell as it goes back to who typed it; never an ID number outside of the words (C-04)."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, int | float):
        return cell
    text = clean(str(cell or ""))[:LONGEST_CELL]
    return "〔身份证号已删去〕" if ID_NUMBER.fullmatch(text) else text


def key_of(known_cycle: str, street: str, values: dict[str, str]) -> str:
    """The id under which a row is entered first."""
    if values.get("ticket"):
        return ticket_key(street, values["ticket"])
    no = values.get("no", "")
    if no and known_cycle != NEXT:
        return ledger_key(street, known_cycle, no)
    return words_key(street, values)


def problems(rows: Sequence[LedgerRow]) -> list[dict[str, Any]]:
    """The mistakes as an API tells them."""
    return [
        {
            "row": row.row,
            "column": note.column,
            "cell": note.cell,
            "zh": f"第 {row.row} 行：{note.zh}",
            "en": f"Row {row.row}: {note.en}",
        }
        for row in rows
        if row.state is RowState.ERROR
        for note in row.notes
    ]
