"""The minutes of a session: texts by section until they are final (GB/T 9704 纪要)."""

from datetime import date

from chassis.core.decision import Change, State, StateTable
from chassis.core.digests import Digests
from chassis.core.errors import NotFound, WrongState
from chassis.rooms.files.reference import FileRef

MINUTES_TABLE = StateTable(
    "minutes",
    "DRAFT",
    {("DRAFT", "draw"): "DRAFT", ("DRAFT", "edit"): "DRAFT", ("DRAFT", "finish"): "FINAL"},
    {"DRAFT": "草稿", "FINAL": "已定稿"},
)


class Section(State):
    """One part of the minutes: an item of the agenda, the opening or the close."""

    id: str
    title: str
    text: str


class Minutes(State):
    """The minutes of one session, kept under its id. ``serial`` and ``year`` make its number.

    ``file`` is the final PDF, ``sha256`` and ``sm3`` its digests; all empty while it is a draft.
    """

    session: str
    status: str = MINUTES_TABLE.start
    host: str
    recorder: str
    recused: int = 0
    sections: tuple[Section, ...]
    year: int = 0
    serial: int = 0
    number: str = ""
    dated: date | None = None
    file: FileRef | None = None
    sha256: str = ""
    sm3: str = ""

    @property
    def is_final(self) -> bool:
        """Whether nothing is changed any more."""
        return self.status == "FINAL"

    @property
    def digests(self) -> tuple[tuple[str, str], ...]:
        """(name, hex) of each digest of the final PDF."""
        return Digests(self.sha256, self.sm3).named()


def draw(found: Minutes | None, drawn: Minutes) -> Change[Minutes]:
    """Drawn from the records; drawn again, it replaces the draft and what was edited in it."""
    if found is not None:
        MINUTES_TABLE.move(found.status, "draw")
    return Change(drawn)


def edit(state: Minutes, section: str, text: str) -> Change[Minutes]:
    """Another text of one section. Raises ``NotFound``, and ``WrongState`` once final."""
    status = MINUTES_TABLE.move(state.status, "edit")
    if all(one.id != section for one in state.sections):
        raise NotFound("no-section", "纪要里没有这一部分。", "The minutes have no such section.")
    sections = tuple(
        one.model_copy(update={"text": text}) if one.id == section else one
        for one in state.sections
    )
    return Change(state.model_copy(update={"status": status, "sections": sections}))


def numbered(state: Minutes, code: str, year: int, serial: int, day: date) -> Minutes:
    """The minutes as they will be final: ``东议〔2025〕1号``."""
    status = MINUTES_TABLE.move(state.status, "finish")
    told = {
        "status": status,
        "year": year,
        "serial": serial,
        "number": f"{code}〔{year}〕{serial}号",
        "dated": day,
    }
    return state.model_copy(update=told)


def serial_taken(serial: int) -> WrongState:
    """A street issues each number of a year once."""
    return WrongState(
        "minutes-number-taken",
        f"本年度纪要第 {serial} 号已经用过，请换一个编号。",
        f"Number {serial} of this year is taken; choose another.",
    )
