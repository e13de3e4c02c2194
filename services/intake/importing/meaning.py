"""What one cell of a ledger means, or what is wrong with it and how it is mended."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from chassis.core.phones import is_phone, tidy_phone
from chassis.rooms.choices import Option
from chassis.rooms.personal import ID_NUMBER, masked
from chassis.rooms.sheet_cells import CellProblem, Column, filled, value_of
from contracts.ledger_form import LedgerField
from services.intake.hotline.domain import NUMBER_WORDS, tidy_number
from services.intake.importing.doubles import letters
from services.intake.importing.known import Known
from services.intake.suggestion.domain.consents import GROUNDS, Ground
from services.intake.suggestion.domain.suggestion import LONGEST_TEXT, LONGEST_TITLE

F = LedgerField
LONGEST = {F.TITLE: LONGEST_TITLE, F.CONTENT: LONGEST_TEXT, F.NO: 10, F.CONTACT: 40, F.GRID: 20}
USUAL_LENGTH = 40
SERIALS = range(30_000, 80_000)
"""Days since 1899-12-30, which is what a date becomes in a cell that lost its format."""
EXACT = 10**15
"""From here on Excel keeps a number without its last digits."""
ENDINGS = ("社区", "村", "居委会", "街道", "类")
SHOWN_OPTIONS = 12
REFUSED = "REFUSED"
"""Its author was asked and did not agree: neither name nor phone may stand in the row."""
GRANTS: dict[str, str] = {
    "书面同意": Ground.PAPER.value,
    "口头同意": Ground.TOLD.value,
    GROUNDS[Ground.TOLD][0]: Ground.TOLD.value,
    GROUNDS[Ground.PASSED_ON][0]: Ground.PASSED_ON.value,
    "未同意": REFUSED,
    "不同意": REFUSED,
}
Meaning = Callable[[str, Known], str]


def meaning_of(field: LedgerField, cell: Any, known: Known) -> str:
    """The value of a cell: text, an ISO date, the id of a choice; empty stays empty.

    Raises ``CellProblem`` with how to mend it.
    """
    if not filled(cell):
        return ""
    if field is F.COLLECTED_ON:
        return _day(cell, known.today)
    if field is F.TICKET and isinstance(cell, int | float) and abs(cell) >= EXACT:
        raise CellProblem(
            "超过 15 位的工单号被 Excel 改成了约数，请把这一列设为“文本”后重新粘贴。",
            "a long number lost its last digits: make the column text",
        )
    most = LONGEST.get(field, USUAL_LENGTH)
    text = str(value_of(cell, Column(field.value, "", max_length=most)))
    return MEANINGS.get(field, _private)(text, known)


def _day(cell: Any, today: date) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in SERIALS:
        cell = date(1899, 12, 30) + timedelta(days=int(cell))
    text = str(value_of(cell, Column("day", "", "date")))
    if text > today.isoformat():
        raise CellProblem(
            f"{text} 在今天（{today.isoformat()}）之后，请核对年份和月份。", f"{text} is to come"
        )
    return text


def _number(text: str, _known: Known) -> str:
    number = text.lstrip("0")
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        raise CellProblem(
            "应为 1 到 999999 的整数；没有编号就留空，由系统编号。", "a whole number, or empty"
        )
    return number


def _phone(text: str, known: Known) -> str:
    phone = tidy_phone(_private(text, known))
    if not is_phone(phone):
        raise CellProblem(
            "应为 11 位手机号，或带区号的座机号（0731-84220000）；没有就留空。", "no phone number"
        )
    return phone


def _ticket(text: str, _known: Known) -> str:
    number = tidy_number(text)
    if not number:
        raise CellProblem(*NUMBER_WORDS)
    return number


def _ground(text: str, known: Known) -> str:
    """Only words that say how it was asked: consent is never read into others."""
    own = {known.charter.ledger.ground: "", GROUNDS[Ground.DUTY][0]: ""}
    given = (GRANTS | own).get(text)
    if given is None:
        raise CellProblem(
            "只能填：书面同意、口头同意、未同意；没有问过就留空。",
            "on paper, by word, refused, or empty",
        )
    return given


def _private(text: str, _known: Known) -> str:
    if ID_NUMBER.search(text):
        raise CellProblem("不收集身份证号，请删去。", "an ID number is not taken; delete it")
    return text


def _words(text: str, _known: Known) -> str:
    return text


def _member(text: str, known: Known) -> str:
    name = text.replace(" ", "")
    if not known.members or name in known.members:
        return name
    near = get_close_matches(name, known.members, 1, 0.5)
    mend = f"是不是“{near[0]}”？" if near else "请核对姓名；不是议事员收集的就留空。"
    raise CellProblem(f"花名册里没有叫“{text}”的议事员，{mend}", f"no member is called {text}")


def _one_of(options: Sequence[Option], text: str) -> str:
    found = _option(options, text)
    if found:
        return found
    names = [one.zh for one in options]
    near = get_close_matches(text, names, 1, 0.5)
    guess = f"是不是“{near[0]}”？" if near else ""
    listed = "、".join(names[:SHOWN_OPTIONS]) + ("等" if len(names) > SHOWN_OPTIONS else "")
    shown = masked(text)  # a phone in the wrong column is not said again
    raise CellProblem(f"没有“{shown}”这一项。{guess}可填：{listed}。", f"no such option: {shown}")


def _option(options: Sequence[Option], text: str) -> str:
    """The option of this name, also without 社区, 类 … ; or the only one that holds the words."""
    plain = letters(text)
    for one in options:
        if plain in (letters(one.id), letters(one.zh), letters(one.en)):
            return one.id
    short = [one.id for one in options if _short(one.zh) == _short(text)]
    held = [one.id for one in options if len(plain) > 1 and plain in letters(one.zh)]
    found = short or held
    return found[0] if len(found) == 1 else ""


def _short(text: str) -> str:
    plain = letters(text)
    ending = next((end for end in ENDINGS if plain.endswith(end) and plain != end), "")
    return plain.removesuffix(ending)


MEANINGS: dict[LedgerField, Meaning] = {
    F.NO: _number,
    F.CONTACT: _phone,
    F.COLLECTOR: _member,
    F.TICKET: _ticket,
    F.CONSENT: _ground,
    F.TICKET_KIND: lambda text, known: _one_of(known.charter.hotline.kinds, text),
    F.TITLE: _words,
    F.CONTENT: _words,
    F.CHANNEL: lambda text, known: _one_of(known.charter.channels, text),
    F.COMMUNITY: lambda text, known: _one_of(known.charter.communities, text),
    F.CATEGORY: lambda text, known: _one_of(known.charter.suggestion_categories, text),
    F.TOPIC: lambda text, known: _one_of(known.charter.topics, text),
}
