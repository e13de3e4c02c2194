"""The tables of the embedded engine: what each kind and each plain collection looks like in SQL.

Nothing here opens a file or begins a transaction; every function works on the connection it is
given. Names of tables and fields come from declarations in code, and are checked all the same
before they become part of a statement; values are always bound.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from pydantic_core import from_json, to_json

from chassis.core.documents import Kind, Where
from chassis.store.engine import Pending, Raw

_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
BEYOND = "\U0010ffff"  # sorts after every character that an id may hold


# In one statement: every statement waits for its turn among the threads. What was added meanwhile
# stays, and keeps its outbox due.
_TAKE_OUT = """
UPDATE <table> SET outbox = (
    SELECT json_group_array(json(value)) FROM json_each(outbox)
    WHERE json_extract(value, '$.id') NOT IN (SELECT value FROM json_each(?1))
), due = CASE WHEN EXISTS (
    SELECT 1 FROM json_each(outbox)
    WHERE json_extract(value, '$.id') NOT IN (SELECT value FROM json_each(?1))
) THEN due END WHERE id IN (SELECT value FROM json_each(?2))
"""
_MAKE_UNIQUE = """
UPDATE <table> SET sort = sort || '/' || id WHERE substr(sort, -length(id) - 1) <> '/' || id
"""


class Connection(Protocol):
    """The one thing needed of a database connection."""

    def execute(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ..., /) -> Any:
        """Run one statement with bound values."""


@cache
def sql_of(text: str, table: str) -> str:
    """Put the name of a table into a statement; the only place where a name meets SQL."""
    return text.replace("<table>", f'"{table}"')


@cache
def field_of(column: str, name: str) -> str:
    """A field inside a JSON column; an index serves a query only if both are spelled like this."""
    if not _FIELD.fullmatch(name):
        raise ValueError(f"not a field name: {name!r}")
    return f"json_extract({column}, '$.{name}')"


@cache
def checked(name: str) -> str:
    """The name of a kind or collection. Raises ``ValueError`` for one that no code declares."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"not a name for a kind or collection: {name!r}")
    return name


def text_of(value: object) -> str:
    """A value as JSON text."""
    return to_json(value).decode()


@dataclass(frozen=True)
class KindTable:
    """The table of one kind, ``kind_<name>``: documents with their outbox and inbox.

    ``due`` is NULL exactly where the outbox is empty, so the index on it holds only work to do.
    """

    name: str

    @property
    def table(self) -> str:
        """Its name, apart from those of plain collections and of the bus in the same file."""
        return f"kind_{checked(self.name)}"

    def create(self, connection: Connection, kind: Kind[Any]) -> None:
        """Make the table and an index for each list the kind declares."""
        connection.execute(
            self._sql(
                "CREATE TABLE IF NOT EXISTS <table> (id TEXT PRIMARY KEY, street TEXT NOT NULL,"
                " sort TEXT NOT NULL, version INTEGER NOT NULL, schema INTEGER NOT NULL,"
                " state TEXT NOT NULL, outbox TEXT NOT NULL, inbox TEXT NOT NULL, due REAL)"
            )
        )
        self._create_index(connection, self.index("due"), "due) WHERE (due IS NOT NULL")
        for scope in ("street", "city") if kind.city else ("street",):
            for fields in ((), *kind.indexes):
                columns = ["street"] if scope == "street" else []
                columns += [*(field_of("state", name) for name in fields), "sort"]
                name = self.index(scope, *fields)
                self._create_index(connection, name, ", ".join(columns))
        if kind.city:
            connection.execute(self._sql(_MAKE_UNIQUE))

    def load(self, connection: Connection, doc_id: str) -> Raw | None:
        """One document with inbox and outbox."""
        text = "SELECT version, state, inbox, outbox, sort, schema FROM <table> WHERE id = ?"
        row = connection.execute(self._sql(text), (doc_id,)).fetchone()
        if row is None:
            return None
        version, state, inbox, outbox, sort, schema = row
        inbox, outbox = tuple(from_json(inbox)), tuple(from_json(outbox))
        return Raw(doc_id, version, from_json(state), inbox, outbox, sort, schema)

    def version(self, connection: Connection, doc_id: str) -> int | None:
        """The version of one document."""
        text = self._sql("SELECT version FROM <table> WHERE id = ?")
        row = connection.execute(text, (doc_id,)).fetchone()
        return None if row is None else int(row[0])

    def find(
        self,
        connection: Connection,
        kind: Kind[Any],
        street: str | None,
        where: Where,
        after: str,
        until: str,
        limit: int,
    ) -> list[Raw]:
        """One page by ascending sort."""
        text, values = self._listing(kind, street, where, after, until)
        rows = connection.execute(text, (*values, limit)).fetchall()
        return [Raw(r[0], r[1], from_json(r[2]), sort=r[3], schema=r[4]) for r in rows]

    def explain(
        self, connection: Connection, kind: Kind[Any], street: str | None, where: Where, after: str
    ) -> str:
        """The plan of such a page, one step a line."""
        text, values = self._listing(kind, street, where, after, "")
        rows = connection.execute(f"EXPLAIN QUERY PLAN {text}", (*values, 50)).fetchall()
        return "\n".join(str(row[3]) for row in rows)

    def _listing(
        self, kind: Kind[Any], street: str | None, where: Where, after: str, until: str
    ) -> tuple[str, list[Any]]:
        conditions, values = self.conditions(street, where)
        conditions.append("sort > ?")
        values.append(after)
        if until:
            conditions.append("sort < ?")
            values.append(until)
        text = "SELECT id, version, state, sort, schema FROM <table>"
        text += self._using(kind, street, list(where)) + " WHERE " + " AND ".join(conditions)
        return self._sql(text + " ORDER BY sort LIMIT ?"), values

    def count(
        self, connection: Connection, kind: Kind[Any], street: str | None, where: Where, by: str
    ) -> dict[str, int]:
        """Documents per value of ``by``; true and false count under "1" and "0"."""
        conditions, values = self.conditions(street, where)
        group = field_of("state", by) if by else "''"
        text = "SELECT " + group + ", count(*) FROM <table>"  # noqa: S608
        text += self._using(kind, street, [*where, *([by] if by else [])])
        text += " WHERE " + " AND ".join(conditions or ["1"]) + (" GROUP BY 1" if by else "")
        rows = connection.execute(self._sql(text), values).fetchall()
        return {str(value): number for value, number in rows}

    def erase(self, connection: Connection, doc_id: str) -> bool:
        """Delete the document."""
        text = self._sql("DELETE FROM <table> WHERE id = ?")
        return bool(connection.execute(text, (doc_id,)).rowcount)

    def claim(self, connection: Connection, now: float, lease: float, limit: int) -> list[Pending]:
        """Take what is due; nobody else writes meanwhile, so reading first is safe."""
        text = self._sql("SELECT id, outbox FROM <table> WHERE due <= ? ORDER BY due LIMIT ?")
        found = connection.execute(text, (now, limit)).fetchall()
        for doc_id, _ in found:
            push = self._sql("UPDATE <table> SET due = ? WHERE id = ?")
            connection.execute(push, (now + lease, doc_id))
        return [Pending(self.name, doc_id, tuple(from_json(box))) for doc_id, box in found]

    def sent(self, connection: Connection, entry_ids: Mapping[str, Sequence[str]]) -> None:
        """Take entries out of the outboxes; what was added meanwhile stays, and stays due."""
        documents = text_of(list(entry_ids))
        gone = text_of([entry_id for ids in entry_ids.values() for entry_id in ids])
        connection.execute(self._sql(_TAKE_OUT), (gone, documents))

    def backlog(self, connection: Connection) -> tuple[int, float]:
        """Documents with something to send and the smallest ``due``."""
        text = "SELECT count(*), min(due) FROM <table> WHERE due IS NOT NULL"
        number, oldest = connection.execute(self._sql(text)).fetchone()
        return number, oldest or 0.0

    def streets(self, connection: Connection) -> list[str]:
        """Streets that have documents of this kind."""
        text = self._sql("SELECT DISTINCT street FROM <table> ORDER BY street")
        return [row[0] for row in connection.execute(text).fetchall()]

    def _sql(self, text: str) -> str:
        return sql_of(text, self.table)

    def index(self, *parts: str) -> str:
        """The name of an index: its scope and its fields."""
        return "__".join([self.table, *parts])

    def _create_index(self, connection: Connection, name: str, columns: str) -> None:
        head = f'CREATE INDEX IF NOT EXISTS "{name}" ON <table> ('
        connection.execute(self._sql(head + columns + ")"))

    def _using(self, kind: Kind[Any], street: str | None, fields: Sequence[str]) -> str:
        # Named outright: SQLite keeps no statistics here and may guess another index.
        scope = "street" if street is not None else "city"
        return f' INDEXED BY "{self.index(scope, *kind.index_for(fields))}"'

    @staticmethod
    def conditions(street: str | None, where: Where) -> tuple[list[str], list[Any]]:
        """The street, and equality or one of several on fields of the state."""
        conditions = [] if street is None else ["street = ?"]
        values: list[Any] = [] if street is None else [street]
        for name, value in where.items():
            wanted = [value] if isinstance(value, str | int) else list(value)
            marks = ", ".join("?" * len(wanted))
            conditions.append(f"{field_of('state', name)} IN ({marks})")
            values += wanted
        return conditions, values


def backlogs_of(
    connection: Connection, tables: Sequence[KindTable]
) -> dict[str, tuple[int, float]]:
    """The backlog of all these tables, read in one statement: it is asked for again and again."""
    text = "SELECT ?, count(*), min(due) FROM <table> WHERE due IS NOT NULL"
    every = " UNION ALL ".join(sql_of(text, one.table) for one in tables)
    found = connection.execute(every, [one.name for one in tables]).fetchall()
    return {name: (number, oldest or 0.0) for name, number, oldest in found}
