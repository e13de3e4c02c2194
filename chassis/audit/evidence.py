"""What was signed or handed out about the chains of one service, and whether it fits together.

Out of statements (the service's own, and those with the witness) and anchors come *marks*: in this
street, row n had this hash. The check of the chains holds the rows against them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chassis.audit.keys import Ring
from chassis.audit.statements import (
    Ledger,
    Statement,
    own_statements,
    statement_id,
    whole_of,
    witness_id,
    witnessed,
)
from chassis.core.clock import local
from chassis.core.errors import NotNow
from chassis.store.engine import Engine

ALL_STREETS = "ALL"
"""The street of an anchor over all streets: its numbers are those of statements."""
SHORTEST = 8
NO_KEYS = "没有公钥，签名未核对", "there are no public keys here: signatures were not checked"
NO_WITNESS = "没有见证库，整库回退看不出来", "there is no witness here: a set-back would not show"
NO_STATEMENTS = (
    "还没有任何签名，整条链被重写看不出来",
    "nothing was signed yet: a chain that was made anew would not show",
)


@dataclass(frozen=True)
class Flaw:
    """Something that does not fit: ``at`` names the row, the head, the document, the statement."""

    street: str
    at: str
    zh: str
    en: str


def fits(digest: str, beginning: str) -> bool:
    """Whether a digest begins with what was signed, printed or typed of it (8 digits at least)."""
    return len(beginning) >= SHORTEST and digest.startswith(beginning.lower())


@dataclass(frozen=True)
class Expected:
    """Row ``seq`` of a chain has a hash that begins with ``hash``, as (``zh``, ``en``) says.

    ``at``: when that was signed; nothing where a clock tells nothing.
    """

    seq: int
    hash: str
    zh: str
    en: str
    at: datetime | None = None


@dataclass
class Evidence:
    """Marks of each street, flaws of the statements themselves, and what could not be looked at."""

    marks: dict[str, list[Expected]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    statements: int = 0
    last_at: datetime | None = None

    def expect(self, street: str, mark: Expected) -> None:
        """One mark more."""
        self.marks.setdefault(street, []).append(mark)

    def flaw(self, at: str, zh: str, en: str) -> None:
        """A statement, or the witness, does not fit."""
        self.flaws.append(Flaw("", at, zh, en))


@dataclass(frozen=True)
class Sources:
    """Where evidence comes from: ``ring`` and ``witness`` are nothing where there are none here.

    ``anchors`` are marks out of anchors, by service and street.
    """

    ring: Ring | None = None
    witness: Engine | None = None
    anchors: Sequence[tuple[str, str, Expected]] = ()


async def gather(service: str, engine: Engine, sources: Sources) -> Evidence:
    """Everything that was signed or handed out about this service."""
    found = Evidence()
    own = await _own(found, engine, sources.ring)
    if sources.ring is None:
        found.notes.append(NO_KEYS)
    try:
        if sources.witness is None:
            found.notes.append(NO_WITNESS)
        else:
            await _with_witness(found, service, own, sources.witness, sources.ring)
    except NotNow:
        found.notes.append(NO_WITNESS)
    if not found.statements:
        found.notes.append(NO_STATEMENTS)
    for name, street, mark in sources.anchors:
        if name == service and street == ALL_STREETS:
            _expect_statement(found, own, mark)
        elif name == service:
            found.expect(street, mark)
    return found


def _expect_statement(found: Evidence, own: dict[int, str], mark: Expected) -> None:
    if not fits(own.get(mark.seq, ""), mark.hash):
        found.flaw(
            f"statement/{statement_id(mark.seq)}",
            f"不是{mark.zh}时的签名：本库被回退、清空或改写",
            f"it is not the statement of {mark.en}: this database was set back, emptied or made "
            "anew",
        )


async def _own(found: Evidence, engine: Engine, ring: Ring | None) -> dict[int, str]:
    """Walk the service's own statements; answers their digests by number."""
    ledger, digests, place = Ledger(), dict[int, str](), 0
    async for name, statement in own_statements(engine):
        at = f"statement/{name}"
        if statement is None or name != statement_id(statement.number):
            found.flaw(at, "签名记录无法读取", "the statement cannot be read")
            continue
        _follows(found, at, ledger, statement)
        place = _signed(found, at, statement, ring, place)
        ledger.take(statement)
        if (whole_of(ledger.heads), len(ledger.heads)) != (statement.whole, statement.streets):
            found.flaw(at, "签名的清单与各街道不符", "its inventory is not that of its streets")
        _expect(found, statement, "签名", "statement")
        digests[statement.number] = statement.digest
    found.statements, found.last_at = len(digests), ledger.at
    return digests


def _follows(found: Evidence, at: str, ledger: Ledger, statement: Statement) -> None:
    if statement.number != ledger.number + 1:
        gone = f"{ledger.number + 1}–{statement.number - 1}"
        found.flaw(at, f"缺少第 {gone} 号签名", f"statements {gone} before it are gone")
    elif statement.prev != ledger.digest:
        found.flaw(at, "与前一签名不相连", "it does not follow from the statement before")
    if ledger.at and statement.at < ledger.at:
        found.flaw(at, "签名时间早于前一签名", "it is dated before the statement before it")


def _signed(found: Evidence, at: str, statement: Statement, ring: Ring | None, place: int) -> int:
    """Check the signature; answers the place of its key, which never goes back."""
    if ring is None:
        return place
    mine = ring.place(statement.key)
    if mine < 0:
        found.flaw(
            at,
            f"签名用的密钥 {statement.key} 不是本系统的",
            f"it was signed with key {statement.key}, which is not one of this installation",
        )
    elif not statement.holds(ring):
        found.flaw(at, "签名不成立", "its signature does not hold")
    elif mine < place:
        found.flaw(at, "用已停用的密钥签名", "it was signed with a key that had been replaced")
    return max(mine, place)


def _expect(found: Evidence, statement: Statement, zh: str, en: str) -> None:
    when = f"{local(statement.at):%Y-%m-%d %H:%M}"
    zh = f"{when} 第 {statement.number} 号{zh}"
    en = f"{en} {statement.number} of {when}"
    for street, mark in statement.heads.items():
        found.expect(street, Expected(mark.seq, mark.hash, zh, en, statement.at))


async def _with_witness(
    found: Evidence, service: str, own: dict[int, str], witness: Engine, ring: Ring | None
) -> None:
    last, seen, beyond = max(own, default=0), set[int](), list[Statement]()
    async for name, statement in witnessed(witness, service):
        at = f"witness/{name}"
        if statement is None or name != witness_id(statement):
            found.flaw(at, "见证记录无法读取", "what the witness holds cannot be read")
        elif ring is not None and not statement.holds(ring):
            found.flaw(at, "见证记录的签名不成立", "the signature of what it holds does not hold")
        elif own.get(statement.number) == statement.digest:
            seen.add(statement.number)
        elif statement.number > last:
            beyond.append(statement)
        else:
            found.flaw(
                at,
                f"见证库中另有一份第 {statement.number} 号签名：本库曾被回退或改写",
                f"the witness holds another statement {statement.number}: this database was set "
                "back, or made anew",
            )
            _expect(found, statement, "见证签名", "witnessed statement")
    _set_back(found, last, beyond)
    _unwitnessed(found, sorted(set(own) - seen))


def _set_back(found: Evidence, last: int, beyond: Iterable[Statement]) -> None:
    beyond = list(beyond)
    for statement in beyond:
        _expect(found, statement, "见证签名", "witnessed statement")
    if beyond:
        newest = max(one.number for one in beyond)
        found.flaw(
            f"statement/{statement_id(last + 1)}",
            f"本库只到第 {last} 号签名，见证库到第 {newest} 号：本库被回退或清空",
            f"this database ends with statement {last}, the witness has {newest}: it was set back "
            "or emptied",
        )


def _unwitnessed(found: Evidence, missing: Sequence[int]) -> None:
    if missing:
        shown = f"{missing[0]}–{missing[-1]}" if missing[1:] else f"{missing[0]}"
        found.notes.append(
            (f"第 {shown} 号签名尚未送达见证库", f"statements {shown} are not with the witness")
        )
