"""Verifying the audit trail: the chain against itself, the documents against the chain, and the
chain against what was signed or handed out of it (``evidence``).

Without evidence it cannot see somebody who makes a whole chain anew, head and documents and all.
"""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.audit.chain import AUDIT, HEADS, AuditChain, Head, Row, hash_of, row_id, sm3_hash_of
from chassis.audit.crossing import Crossing
from chassis.audit.evidence import Evidence, Flaw, Sources, gather
from chassis.audit.marking import Marking
from chassis.core.documents import Kind
from chassis.service import Proof
from chassis.store.engine import Engine, Raw
from chassis.store.entries import content_digest, digest_of
from contracts.envelope import Envelope

_PAGE = 200
ERASE = "erase"
"""The action of the last row of a document that was erased on purpose: who, when, and why."""


@dataclass(frozen=True)
class Report:
    """What a verification found; ``rows`` and ``documents`` are the numbers looked at.

    ``statements`` is the number of signed ones, ``unsigned`` of rows that none covers yet;
    ``notes`` says what could not be looked at.
    """

    rows: int
    documents: int
    problems: tuple[Flaw, ...]
    statements: int = 0
    unsigned: int = 0
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def ok(self) -> bool:
        """Nothing was found."""
        return not self.problems


@dataclass
class _Look:
    """One street as it is looked through: versions of each subject, the newest with its digest."""

    street: str
    marking: Marking
    rows: int = 0
    documents: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    versions: dict[str, set[int]] = field(default_factory=dict)
    newest: dict[str, tuple[int, str]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    said: Counter[str] = field(default_factory=Counter)

    def report(self) -> Report:
        """What is kept of it: the rest is as large as the street's whole trail."""
        unsigned = self.marking.unsigned
        return Report(self.rows, self.documents, tuple(self.flaws), unsigned=unsigned)

    def note(self, at: str, zh: str, en: str) -> None:
        self.flaws.append(Flaw(self.street, at, zh, en))

    def take(self, row: Row) -> None:
        self.rows += 1
        self.said.update(row.get("events", ()))
        subject, version = str(row.get("subject")), int(row.get("version", 0))
        self.versions.setdefault(subject, set()).add(version)
        newest = (version, str(row.get("digest")))
        if newest >= self.newest.get(subject, (0, "")):
            self.newest[subject] = newest
            # Until it is seen; what the trail itself says was erased is not looked for.
            (self.missing.discard if row.get("action") == ERASE else self.missing.add)(subject)


class AuditCheck:
    """Verifies the chains of one service against the documents of its ``kinds``.

    Only reads, and may run beside writers: a change on its way is not a flaw. ``crossing`` gets
    every row, to hold what was heard against what was said.
    """

    def __init__(
        self,
        engine: Engine,
        kinds: Sequence[Kind[Any]],
        proofs: Sequence[Proof] = (),
        *,
        service: str = "",
        sources: Sources | None = None,
        crossing: Crossing | None = None,
    ) -> None:
        self._engine = engine
        self._service = service
        self._sources = sources
        self._crossing = crossing
        self.evidence = Evidence()
        self._proofs = proofs
        self._chain = AuditChain(engine)
        self._kinds = [kind for kind in kinds if kind.name != HEADS.name]

    async def verify(self, street: str | None = None) -> Report:
        """Look through one street, or through all that have a chain or a document."""
        streets = await self.begin()
        rows, documents, unsigned, problems = 0, 0, 0, list(self.evidence.flaws)
        for one in [street] if street else streets:
            found = await self.judged(one)
            rows, documents = rows + found.rows, documents + found.documents
            unsigned += found.unsigned
            problems += found.problems
        notes, statements = tuple(self.evidence.notes), self.evidence.statements
        return Report(rows, documents, tuple(problems), statements, unsigned, notes)

    async def begin(self) -> list[str]:
        """Gather the evidence that the streets are held against; answers the streets."""
        if self._sources is not None:
            self.evidence = await gather(self._service, self._engine, self._sources)
        return await self.streets()

    async def streets(self) -> list[str]:
        """All streets that have a chain or a document, or had one when that was signed."""
        streets = set(self.evidence.marks)
        for kind in (HEADS, *self._kinds):
            streets.update(await self._engine.streets(kind))
        after = ""
        while found := await self._engine.rows(AUDIT, "", after, 1):
            street = found[0][0].partition("/")[0]
            streets.add(street)
            after = f"{street}0"  # the character behind "/": past all rows of this street
        return sorted(streets)

    async def judged(self, street: str) -> Report:
        """A look that found nothing, or the last of three that each found something.

        A list read beside writers is no snapshot: what was only on its way is gone the next time.
        """
        found = (await self._look(street)).report()
        for _ in range(2):
            if found.ok:
                break
            found = (await self._look(street)).report()
        return found

    async def _look(self, street: str) -> _Look:
        look = _Look(street, Marking(self.evidence.marks.get(street, ())))
        head, _ = await self._chain.stored_head(street)
        await self._check_rows(look, head or Head())
        if head is None and look.rows:
            look.note("head", "链头缺失", "the head is missing")
        elif head is not None and Counter(head.said) != look.said:
            look.note(
                "head", "链头的事件计数与记录不符", "the head counts other events than the rows"
            )
        for kind in self._kinds:
            async for raw in self._documents(kind, street):
                look.documents += 1
                look.missing.discard(f"{kind.name}/{raw.doc_id.partition('/')[2]}")
                await self._check_document(look, kind, raw)
            await self._check_missing(look, kind)
        for proof in self._proofs:
            for flaw in await proof(self._engine, street):
                look.note(*flaw)
        return look

    async def _check_missing(self, look: _Look, kind: Kind[Any]) -> None:
        for subject in sorted(look.missing):
            name, _, key = subject.partition("/")
            # Loaded once more: it may have come while the list was read.
            if name == kind.name and not await self._engine.load(kind, f"{look.street}/{key}"):
                look.note(subject, "文档不见了", "the document is gone")

    async def _check_rows(self, look: _Look, head: Head) -> None:
        prev, last = "", 0
        prev_sm3 = ""
        async for seq, row in self._placed(look, head):
            _check_row(look, row, seq, last, prev)
            _check_sm3(look, row, seq, prev_sm3)
            prev, last, prev_sm3 = str(row.get("hash")), seq, str(row.get("sm3", ""))
            look.take(row)
            look.marking.take(seq, row)
            if self._crossing:
                self._crossing.take(self._service, look.street, seq, row)
        for at, zh, en in look.marking.flaws():
            look.note(row_id(look.street, at), zh, en)
        if last < head.seq:
            gone = f"{last + 1}–{head.seq}"
            look.note("head", f"链尾缺少第 {gone} 行", f"rows {gone} at the end are gone")
        elif prev != head.hash and last:
            look.note("head", "链头与最后一行不符", "the head does not fit the last row")

    async def _placed(self, look: _Look, head: Head) -> AsyncIterator[tuple[int, Row]]:
        """Rows by the number they lie under, up to the head; those still pending fill gaps."""
        coming = {row["seq"]: row for row in head.pending}
        async for name, row in self._chain.rows(look.street):
            seq = int(name.partition("/")[2])
            if head.seq and seq > head.seq:
                await self._check_beyond(look, name, seq)
                break
            for earlier in sorted(pending for pending in coming if pending < seq):
                yield earlier, coming.pop(earlier)
            coming.pop(seq, None)
            yield seq, row
        for pending, row in sorted(coming.items()):
            yield pending, row

    async def _check_beyond(self, look: _Look, name: str, seq: int) -> None:
        now = await self._chain.head(look.street)
        if seq > now.seq:  # else it was appended while we read
            look.note(name, "记录超出链头", "the row lies beyond the head")

    async def _documents(self, kind: Kind[Any], street: str) -> AsyncIterator[Raw]:
        after = ""
        while page := await self._engine.find(kind, street, {}, after, "", _PAGE):
            for raw in page:
                yield raw
            after = page[-1].sort

    async def _check_document(self, look: _Look, kind: Kind[Any], raw: Raw) -> None:
        subject = f"{kind.name}/{raw.doc_id.partition('/')[2]}"
        known = look.versions.get(subject, set())
        newest = look.newest.get(subject, (0, ""))
        if newest == (raw.version, digest_of(raw.state)) and len(known) == raw.version:
            return
        # Changed since the rows were read, or still in the outbox, or a flaw: look at it alone.
        fresh = await self._engine.load(kind, raw.doc_id)
        if fresh is None:
            return
        digests = dict.fromkeys(known, "") | dict([newest])
        digests |= await self._on_the_way(look.street, subject, fresh, known)
        _judge(look, subject, fresh, digests)
        _check_outbox(look, subject, fresh)

    async def _on_the_way(
        self, street: str, subject: str, raw: Raw, known: set[int]
    ) -> dict[int, str]:
        """Digests of versions that are in the outbox or came into the chain just now."""
        audits = [entry["audit"] for entry in raw.outbox if "audit" in entry]
        if self._crossing:
            for audit in audits:
                self._crossing.take(self._service, street, 0, audit)
        digests = {a["version"]: a["digest"] for a in audits if a["subject"] == subject}
        for version in range(1, raw.version + 1):
            if version not in known and version not in digests:
                row = await self._engine.row_by(AUDIT, "change", f"{street}/{subject}/{version}")
                if row is not None:
                    digests[version] = row["digest"]
        return digests


def _check_row(look: _Look, row: Row, seq: int, last: int, prev: str) -> None:
    at = row_id(look.street, seq)
    if seq != last + 1:
        gone = f"{last + 1}" if seq == last + 2 else f"{last + 1}–{seq - 1}"
        look.note(at, f"前面缺少第 {gone} 行", f"row {gone} before it is gone")
    elif row.get("prev") != prev:
        look.note(at, "与前一行不相连", "it does not follow from the row before")
    if row.get("hash") != hash_of(row) or row.get("seq") != seq:
        look.note(at, "内容被改动", "its content was changed")


def _check_sm3(look: _Look, row: Row, seq: int, prev: str) -> None:
    if "sm3" in row and (row["sm3"] != sm3_hash_of(row) or row.get("prev_sm3") != prev):
        look.note(row_id(look.street, seq), "SM3 校验不符", "its SM3 does not fit")


def _check_outbox(look: _Look, subject: str, raw: Raw) -> None:
    """What waits to be said is what its row says of it."""
    rows = [entry["audit"] for entry in raw.outbox if "audit" in entry]
    wanted = Counter(digest for row in rows for digest in row.get("bodies", ()))
    waiting = [entry["body"] for entry in raw.outbox if "body" in entry]
    said = Counter(content_digest(Envelope.model_validate_json(body)) for body in waiting)
    if wanted and said != wanted:
        zh, en = "待发的事件被改动", "an event that waits to be sent was changed"
        look.note(subject, zh, en)


def _judge(look: _Look, subject: str, raw: Raw, digests: dict[int, str]) -> None:
    missing = [v for v in range(1, raw.version + 1) if v not in digests]
    if missing:
        shown = ", ".join(map(str, missing[:5]))
        look.note(subject, f"版本 {shown} 没有审计记录", f"no audit row for version {shown}")
    elif max(digests) > raw.version:
        look.note(subject, "文档比审计记录旧", "the document is older than its audit rows")
    elif digests[raw.version] != digest_of(raw.state):
        look.note(subject, "文档在系统之外被改动", "the document was changed behind the machinery")
