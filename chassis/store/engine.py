"""What a database must be able to do for the store, and the rows that go back and forth.

Two engines do it, ``embedded`` on SQLite and ``mongo`` on MongoDB; they pass one
suite of tests. Services never see this: they write by ``Store.change``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chassis.core.documents import Kind, Plain, Span, Where
from chassis.store.whole import Whole

INBOX_SIZE = 200
"""Causes that a document remembers."""


@dataclass(frozen=True)
class Raw:
    """A document as an engine holds it; ``schema`` is the one its writer had."""

    doc_id: str
    version: int
    state: dict[str, Any]
    inbox: tuple[str, ...] = ()
    outbox: tuple[dict[str, Any], ...] = ()
    sort: str = ""
    schema: int = 1


@dataclass(frozen=True)
class Write:
    """One atomic document write: made only where the stored version is ``expected`` (0: absent).

    ``outbox`` entries are appended; ``inbox`` is appended (unless empty) and cut to its last 200.
    With entries, ``due`` is set, but never later than what an earlier entry still waits for.
    ``search`` are the keys it is found by from now on (``None``: as before, none where it is new);
    they come with every new ``sort``.
    ``flushed=False``: it can be made again from an outbox, so an engine whose writes are lost in
    their order may leave the disk to a later one; then a power cut takes it, a crash does not.
    """

    doc_id: str
    street: str
    sort: str
    schema: int
    expected: int
    state: dict[str, Any]
    outbox: tuple[dict[str, Any], ...]
    inbox: str
    due: float
    flushed: bool = True
    search: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Pending:
    """What the relay has to send of one document: entries of its outbox, oldest first."""

    kind: str
    doc_id: str
    entries: tuple[dict[str, Any], ...]


class Engine(Protocol):
    """What a database must be able to do. ``kind`` and ``plain`` are the declared objects."""

    transactions: bool
    """Whether ``write_with`` is there."""

    async def prepare(self, kinds: Sequence[Kind[Any]], plains: Sequence[Plain]) -> None:
        """Create collections and indexes. Safe to call at every start.

        What earlier versions of a ``city`` kind are sorted by is made unique by its id.
        """

    async def load(self, kind: Kind[Any], doc_id: str) -> Raw | None:
        """One document with its inbox, or nothing."""

    async def version(self, kind: Kind[Any], doc_id: str) -> int | None:
        """The version of one document and nothing else of it, or nothing."""

    async def write(self, kind: Kind[Any], write: Write) -> bool:
        """Make one write; ``False`` where the version was not the expected one."""

    async def write_with(
        self, kind: Kind[Any], write: Write, plain: Plain, rows: Mapping[str, dict[str, Any]]
    ) -> bool:
        """A write and new plain rows in one transaction. ``False``, and nothing done, where the
        version was not the expected one or the id or a unique field of a row is taken."""

    async def find(
        self,
        kind: Kind[Any],
        street: str | None,
        where: Where,
        after: str,
        until: str,
        limit: int,
    ) -> list[Raw]:
        """Documents with ``after < sort`` (and ``sort < until`` unless empty), by sort."""

    async def along(
        self, kind: Kind[Any], street: str, where: Where, span: Span, limit: int
    ) -> list[Raw]:
        """Documents of a span, by its field and then by sort."""

    async def search(
        self, kind: Kind[Any], street: str, keys: Sequence[str], after: str, limit: int
    ) -> list[tuple[str, str]]:
        """(sort, ``doc_id``) of documents with all of these keys and ``after < sort``, by sort."""

    async def unsearched(self, kind: Kind[Any], after: str, limit: int) -> list[str]:
        """Ids, ascending, of documents that were written without search keys."""

    async def enter(self, kind: Kind[Any], doc_id: str, version: int, keys: Sequence[str]) -> bool:
        """Give a document its search keys; ``False`` where its version is another."""

    async def count(
        self, kind: Kind[Any], street: str | None, where: Where, by: str
    ) -> dict[str, int]:
        """Number of documents for each value of the field ``by`` ("" = all under "")."""

    async def streets(self, kind: Kind[Any]) -> list[str]:
        """Streets that have documents of this kind, ascending (audit verification only)."""

    async def erase(self, kind: Kind[Any], doc_id: str) -> bool:
        """Remove a document for good; ``False`` where there was none."""

    async def claim(self, kind: Kind[Any], now: float, lease: float, limit: int) -> list[Pending]:
        """Outboxes due by ``now``, each pushed ``lease`` seconds ahead for this claimer."""

    async def sent(self, kind_name: str, entry_ids: Mapping[str, Sequence[str]]) -> None:
        """Take exactly these entries, by ``doc_id``, out; an outbox then empty has no due."""

    async def backlog(self, kind: Kind[Any]) -> tuple[int, float]:
        """At one moment: documents with unsent entries, their smallest ``due`` (0.0 for none)."""

    async def backlogs(self, kinds: Sequence[Kind[Any]]) -> dict[str, tuple[int, float]]:
        """The ``backlog`` of each of these kinds by its name, in as few requests as can be."""

    async def insert(self, plain: Plain, row_id: str, body: dict[str, Any]) -> bool:
        """Insert a plain row; ``False`` where its id or a unique field is taken."""

    async def fill(self, plain: Plain, rows: Mapping[str, dict[str, Any]]) -> None:
        """Insert those rows, by their ids, whose id and unique fields are not taken yet."""

    async def row(self, plain: Plain, row_id: str) -> dict[str, Any] | None:
        """The body of one plain row."""

    async def row_by(self, plain: Plain, field: str, value: str) -> dict[str, Any] | None:
        """The body of the plain row whose unique ``field`` has this value."""

    async def taken(self, plain: Plain, field: str, values: Sequence[str]) -> set[str]:
        """Those of these values that a row has in its unique ``field``."""

    async def rows(
        self, plain: Plain, prefix: str, after: str, limit: int
    ) -> list[tuple[str, dict[str, Any]]]:
        """Plain rows by ascending id, ids beginning with ``prefix`` and greater than ``after``."""

    async def remove(self, plain: Plain, row_id: str) -> None:
        """Remove a plain row (retention only)."""

    async def rewrite(self, plain: Plain) -> None:
        """Let no file tell in which order the rows of this collection came, nor what was deleted.

        All its rows are there before and after, whatever happens in between. Raises
        ``Unavailable`` where it could not be finished; asked again, it is.
        """

    async def wholes(self, kind: Kind[Any], after: str, limit: int) -> list[Whole]:
        """Documents with all that is stored of them, by ascending id (backup only)."""

    async def put(self, kind: Kind[Any], whole: Whole) -> bool:
        """Insert a document as it is; ``False`` where its id is taken (restore only)."""

    async def ping(self) -> None:
        """Write a little; raise ``Unavailable`` or ``Damaged`` where that cannot be."""

    async def explain(self, kind: Kind[Any], street: str | None, where: Where, after: str) -> str:
        """The engine's query plan of a list as text, for the tests that refuse a scan."""

    async def close(self) -> None:
        """Let go of files and connections."""


class Watcher(Protocol):
    """Told by the store of what it wrote; the relay of the same process is one."""

    def written(self, pending: Pending) -> None:
        """Take over new outbox entries, claimed for it by the ``due`` they were written with."""

    def clashed(self, kind: str) -> None:
        """A write met another one and is tried again."""
