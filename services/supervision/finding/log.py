"""The log of problems over all projects of a street, and the three lists made of it. Pure (W-23).

问题清单 says what was found, 责任清单 who puts it right by when, 整改清单 what was done about it.
Findings of inspections, problems that visits saw, and supervision orders stand in one log.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel

from chassis.core.documents import Found
from chassis.rooms.papers import Column, Heading, Kind, Paper, Table, Text
from contracts.charter import Charter
from services.supervision.fieldwork.domain import Entry, EntryStatus
from services.supervision.inspection.domain.inspection import OPEN, Inspection
from services.supervision.labels import ASPECTS, of_inspection
from services.supervision.order.domain import OPEN as ORDER_OPEN
from services.supervision.order.domain import ORDER_TABLE, OrderStatus, SupervisionOrder
from services.supervision.order.views import ORDER_EN

MOST_ROWS = 2_000


class Problem(BaseModel):
    """One problem; ``path``: its page below the street's; ``done``: what was done about it."""

    source_zh: str
    source_en: str
    path: str
    project: str
    project_no: int
    title: str
    cycle: str
    found_on: date
    text: str
    unit: str
    due_on: date | None
    status_zh: str
    status_en: str
    open: bool
    done: str
    checked: str

    def holds(self, words: str) -> bool:
        """Whether project, problem, unit or answer have these words in them."""
        return words in f"{self.project_no} {self.title} {self.text} {self.unit} {self.done}"


def of_inspections(found: Iterable[Found[Inspection]]) -> list[Problem]:
    """A row for each finding; the unit's answer is to all findings of an inspection."""
    return [row for one in found for row in _findings(one)]


def _findings(found: Found[Inspection]) -> list[Problem]:
    one = found.state
    zh, en = of_inspection(one.status)
    waits = ("已答复，待复查", "Answered, to be rechecked")
    told = one.model_dump(include={"project", "project_no", "title", "cycle", "unit", "due_on"})
    return [
        Problem(
            source_zh=one.stage_zh,
            source_en=one.stage_en,
            path=f"inspections/{found.id}",
            found_on=one.report.conducted_on if one.report else one.planned_on,
            text=f"{ASPECTS[finding.aspect][0]}：{finding.text}",
            status_zh=waits[0] if one.answered else zh,
            status_en=waits[1] if one.answered else en,
            open=one.status in OPEN,
            done="；".join(said.text for said in one.rectified),
            checked="、".join(look.by for look in one.rechecks),
            **told,
        )
        for finding in one.findings
    ]


def of_orders(found: Iterable[Found[SupervisionOrder]]) -> list[Problem]:
    """A row for each order that was not withdrawn."""
    return [
        Problem(
            source_zh=one.state.number,
            source_en=one.state.number,
            path=f"orders/{one.id}",
            found_on=one.state.issued_on,
            status_zh=ORDER_TABLE.zh[one.state.status],
            status_en=ORDER_EN[one.state.status],
            open=one.state.status in ORDER_OPEN,
            done="；".join(said.text for said in one.state.replies),
            checked="",
            **one.state.model_dump(
                include={"project", "project_no", "title", "cycle", "text", "unit", "due_on"}
            ),
        )
        for one in found
        if one.state.status is not OrderStatus.WITHDRAWN
    ]


def of_entries(found: Iterable[Found[Entry]]) -> list[Problem]:
    """A row for each visit that saw a problem."""
    return [
        Problem(
            source_zh="现场查看",
            source_en="Field visit",
            path=f"field/{one.id}",
            found_on=one.state.on,
            text=one.state.note,
            unit="",
            due_on=None,
            status_zh="待答复" if one.state.status is EntryStatus.OPEN else "已答复",
            status_en="To be answered" if one.state.status is EntryStatus.OPEN else "Answered",
            open=one.state.status is EntryStatus.OPEN,
            done=one.state.answer.text if one.state.answer else "",
            checked="",
            **one.state.model_dump(include={"project", "project_no", "title", "cycle"}),
        )
        for one in found
        if one.state.problem
    ]


FOUND = (
    Column("序号"), Column("项目", 3, centred=False), Column("问题", 6, centred=False),
    Column("来源", 2), Column("发现日期", 2),
)  # fmt: skip
OWED = (
    Column("序号"), Column("问题", 6, centred=False), Column("责任单位", 3), Column("期限", 2),
)  # fmt: skip
DONE = (
    Column("序号"), Column("问题", 5, centred=False), Column("整改情况", 5, centred=False),
    Column("复查人", 2), Column("状态", 2),
)  # fmt: skip


class Log(NamedTuple):
    """The rows of a list, the oldest first; ``left_out``: how many older solved ones it lacks."""

    rows: list[Problem]
    left_out: int

    @property
    def zh(self) -> str:
        """What a reader is told of those that are left out, or nothing."""
        return f"另有 {self.left_out} 个较早的问题没有列出，先列未解决的。" if self.left_out else ""


def bounded(found: Iterable[Problem], most: int = MOST_ROWS) -> Log:
    """At most so many rows: the open ones, then the newest of the solved ones."""
    rows = sorted(found, key=_by_day, reverse=True)
    kept = sorted(rows, key=lambda one: not one.open)[:most]
    return Log(sorted(kept, key=_by_day), len(rows) - len(kept))


def _by_day(one: Problem) -> tuple[date, int, str]:
    return one.found_on, one.project_no, one.path


def three_lists(charter: Charter, log: Log, today: date) -> Paper:
    """问题清单、责任清单、整改清单 on one paper, each row under one number."""
    rows = log.rows
    told = list(enumerate(rows, start=1))
    found = tuple(
        (str(n), one.title, one.text, one.source_zh, str(one.found_on)) for n, one in told
    )
    owed = tuple(
        (str(n), one.text, one.unit or "—", str(one.due_on) if one.due_on else "—")
        for n, one in told
    )
    done = tuple(
        (str(n), one.text, one.done or "—", one.checked or "—", one.status_zh) for n, one in told
    )
    return Paper(
        kind=Kind.FORM,
        issuer=charter.zh,
        title=f"{charter.zh}项目监督三张清单",
        body=(
            *([Text(log.zh)] if log.zh else []),
            Heading("问题清单"), Table(FOUND, found, size=10),
            Heading("责任清单"), Table(OWED, owed, size=10),
            Heading("整改清单"), Table(DONE, done, size=10),
        ),
        dated=today,
    )  # fmt: skip
