"""Everything that can be sent wrongly, as a table: who sends what, and what must come back."""

import io
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

from contracts.charter import Role
from tests.service.intake_world import STORE
from tests.service.played_town import OTHER, PLAYED, Town
from tests.unit.test_sheets_hostile import repacked

MB = 1_000_000
NPC, OFFICE, RESIDENT = Role.NPC_COMMITTEE, Role.STREET_OFFICE, Role.RESIDENT
Sent = dict[str, Any]


@dataclass(frozen=True)
class Bad:
    """One thing sent wrongly: ``by`` is role and street of the token, nothing for nobody."""

    what: str
    status: int
    code: str
    rest: str
    service: str = "intake"
    by: tuple[Role, str] | None = (OFFICE, PLAYED)
    street: str = PLAYED
    method: str = "POST"
    page: bool = False
    sent: Callable[[], Sent] = field(default=dict)

    def address(self, town: Town) -> str:
        """Where it is sent, with the ids of the town."""
        middle = "" if self.page else "/api"
        return town.at(f"/{self.service}{middle}/streets/{{street}}/{self.rest}", self.street)


def json(**body: Any) -> Callable[[], Sent]:
    return lambda: {"json": body}


def stale(**body: Any) -> Callable[[], Sent]:
    return lambda: {"json": body, "headers": {"If-Match": '"1"'}}


def file(make: Callable[[], bytes]) -> Callable[[], Sent]:
    return lambda: {"files": {"file": ("ledger.xlsx", make())}}


async def _drip() -> AsyncIterator[bytes]:
    for _ in range(50):
        yield b" " * MB


# ---- workbooks ------------------------------------------------------------------------------

HEADERS = ("序号", "日期", "收集人", "来源渠道", "社区", "建议标题", "建议内容", "类别")
ROW = ("71", "2025-01-14", "谭国梁", "微信群", "浦沅社区", "楼道灯", "灯坏了。", "公共设施")


def book(*rows: Sequence[Any], headers: Sequence[str] = HEADERS) -> bytes:
    """A ledger; a cell that begins with ``=`` is written as a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        page = made.add_worksheet("台账")
        for number, row in enumerate([headers, *rows]):
            page.write_row(number, 0, row)
    return buffer.getvalue()


def changed(**cells: Any) -> tuple[Any, ...]:
    """The good row with other cells, named as ``c0`` … ``c7``."""
    return tuple(cells.get(f"c{n}", cell) for n, cell in enumerate(ROW))


def bomb() -> bytes:
    return repacked(book(ROW), xl__media__a_dot_xml=b" " * 60 * MB)


def declares_entities() -> bytes:
    text = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><worksheet/>'
    return repacked(book(ROW), xl__worksheets__sheet1_dot_xml=text)


def word_file() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    return buffer.getvalue()


# ---- the table ------------------------------------------------------------------------------

LEDGER = "suggestions/import"
ONE = "suggestions/{suggestion}"
BALLOT = "ballots/{ballot}"
LONG = "长" * 2001

TABLE = (
    Bad("unknown street", 404, "unknown-street", "suggestions", method="GET", street="999999999"),
    Bad("no street at all", 404, "unknown-street", "suggestions", method="GET", street="43011"),
    Bad("nobody signed in", 401, "not-signed-in", f"{ONE}/author", by=None,
        sent=json(reason="为何要看")),
    Bad("wrong role", 403, "no-role", f"{BALLOT}/open", "ballot", by=(RESIDENT, PLAYED)),
    Bad("another street's token", 403, "other-street", f"{BALLOT}/propose-void", "ballot",
        (NPC, OTHER), sent=json(ground="SLIPS")),
    Bad("another street's suggestion", 404, "unknown-suggestion", f"{ONE}/accept",
        by=(OFFICE, OTHER), street=OTHER, sent=json(title="标题")),
    Bad("another street's ballot", 404, "no-ballot", f"{BALLOT}/open", "ballot",
        (Role.CHAIR, OTHER), OTHER),
    Bad("another street's project", 404, "not-found", "projects/{project}/terminate", "supervision",
        (NPC, OTHER), OTHER, sent=json(reason="不做了")),
    Bad("wrong state: a ballot opened twice", 409, "wrong-state", f"{BALLOT}/open", "ballot",
        (Role.CHAIR, PLAYED)),
    Bad("wrong state: a leg of a year that is over", 409, "wrong-state",
        "cycles/{cycle}/legs/R1_DOWN/open", "screening", (NPC, PLAYED)),
    Bad("wrong state, on a page", 409, "wrong-state", "sessions/{session}/ballots/{ballot}/open",
        "ballot", (Role.CHAIR, PLAYED), page=True,
        sent=lambda: {"data": {"idempotency_key": "opened-twice", "version": "1"}}),
    Bad("stale version: a suggestion", 412, "stale", ONE, method="PATCH",
        sent=stale(title="别的标题", reason="登记有误")),
    Bad("stale version: a member", 412, "stale", "members/{member}", "assembly", method="PATCH",
        sent=stale(grid="网格9", reason="登记有误")),
    Bad("2,001 characters: a suggestion", 422, "invalid", "suggestions", by=None,
        sent=json(**STORE | {"content": LONG})),
    Bad("2,001 characters: why a ballot is void", 422, "invalid", f"{BALLOT}/propose-void",
        "ballot", (NPC, PLAYED), sent=json(ground="SLIPS", note=LONG)),
    Bad("2,001 characters: an opinion", 422, "invalid", "candidates/{candidate}/opinions",
        "screening", (NPC, PLAYED), sent=json(text=LONG, member="x")),
    Bad("50 MB, announced", 413, "too-large", "suggestions", by=None,
        sent=lambda: {"content": b" " * 50 * MB, "headers": {"Content-Type": "application/json"}}),
    Bad("50 MB, dripping in", 413, "too-large", "suggestions", by=None,
        sent=lambda: {"content": _drip(), "headers": {"Content-Type": "application/json"}}),
    Bad("50 MB of workbook", 413, "too-large", LEDGER, sent=file(lambda: b"PK" * 25 * MB)),
    Bad("no JSON", 422, "invalid", "suggestions", by=None,
        sent=lambda: {"content": b"{", "headers": {"Content-Type": "application/json"}}),
    Bad("a field nobody asked for", 422, "invalid", "suggestions", by=None,
        sent=json(**STORE, id_number="999999199001010016")),
    Bad("no workbook", 422, "sheet-unreadable", LEDGER, sent=file(lambda: b"hello")),
    Bad("a Word file", 422, "sheet-unreadable", LEDGER, sent=file(word_file)),
    Bad("a workbook that declares entities", 422, "sheet-unreadable", LEDGER,
        sent=file(declares_entities)),
    Bad("a zip bomb", 422, "sheet-too-big", LEDGER, sent=file(bomb)),
    Bad("formula cells", 422, "sheet-problems", LEDGER,
        sent=file(lambda: book(changed(c5="=HYPERLINK(A1)")))),
    Bad("700 columns", 422, "sheet-too-wide", LEDGER,
        sent=file(lambda: book(ROW, headers=[*HEADERS, *map(str, range(692))]))),
    Bad("wrong types", 422, "sheet-problems", LEDGER,
        sent=file(lambda: book(changed(c0="七十一", c1="上个月")))),
    Bad("a text too long for its cell", 422, "sheet-problems", LEDGER,
        sent=file(lambda: book(changed(c6=LONG)))),
    Bad("duplicate rows", 422, "sheet-problems", LEDGER, sent=file(lambda: book(ROW, ROW))),
    Bad("a header is missing", 422, "sheet-headers", LEDGER,
        sent=file(lambda: book(ROW[:5], headers=HEADERS[:5]))),
    Bad("members: one row good, one without a phone", 422, "sheet-problems", "members/import",
        "assembly", (NPC, PLAYED), sent=file(lambda: book(
            ("甲", "居民群众", "浦沅社区", "13800004549"), ("乙", "居民群众", "浦沅社区", ""),
            headers=("姓名", "类别", "所在社区", "联系电话")))),
)  # fmt: skip
