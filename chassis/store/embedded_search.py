"""Search in the embedded engine: one row for each key of a document, beside its kind's table.

Written in the transaction of the document itself. The row with the empty key says that a document
has been entered, also where it holds no word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.core.documents import Kind
from chassis.store.embedded_sql import Connection, KindTable, checked, sql_of, text_of
from chassis.store.engine import Write

_FIND = """
SELECT sort, id FROM <table> AS one WHERE street = ? AND key = ? AND sort > ?
AND NOT EXISTS (
    SELECT 1 FROM json_each(?) AS wanted WHERE NOT EXISTS (
        SELECT 1 FROM <table> AS other
        WHERE other.street = one.street AND other.key = wanted.value
        AND other.sort = one.sort AND other.id = one.id
    )
) ORDER BY sort LIMIT ?
"""
_RARE = """
SELECT value, (SELECT count(*) FROM (
    SELECT 1 FROM <table> WHERE street = ? AND key = wanted.value LIMIT 1000
)) AS number FROM json_each(?) AS wanted ORDER BY number LIMIT 1
"""


@dataclass(frozen=True)
class SearchTable:
    """The keys of the documents of one kind, ``search_<kind>``."""

    kind: str

    def create(self, connection: Connection) -> None:
        """Make the table."""
        connection.execute(
            self._sql(
                "CREATE TABLE IF NOT EXISTS <table> (street TEXT NOT NULL, key TEXT NOT NULL,"
                " sort TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (street, key, sort, id))"
                " WITHOUT ROWID"
            )
        )
        index = f'"search_{checked(self.kind)}__id" ON <table> (id, key, sort)'
        connection.execute(self._sql(f"CREATE INDEX IF NOT EXISTS {index}"))

    def write(self, connection: Connection, doc_id: str, sort: str, keys: Sequence[str]) -> None:
        """Give a document these keys; only what changed is written."""
        text = self._sql("SELECT key, sort FROM <table> WHERE id = ?")
        before = set(map(tuple, connection.execute(text, (doc_id,)).fetchall()))
        wanted = {(key, sort) for key in ("", *keys)}
        if before == wanted:
            return
        text = "DELETE FROM <table> WHERE id = ? AND key = ? AND sort = ? AND street = ?"
        street = doc_id.partition("/")[0]
        for key, old in before - wanted:
            connection.execute(self._sql(text), (doc_id, key, old, street))
        self._insert(connection, doc_id, sort, [key for key, _ in wanted - before])

    def write_new(
        self, connection: Connection, doc_id: str, sort: str, keys: Sequence[str]
    ) -> None:
        """Give these keys to a document that was just inserted and so has none."""
        self._insert(connection, doc_id, sort, ["", *keys])

    def _insert(self, connection: Connection, doc_id: str, sort: str, keys: Sequence[str]) -> None:
        text = "INSERT INTO <table> (street, key, sort, id) SELECT ?, value, ?, ? FROM json_each(?)"
        values = (doc_id.partition("/")[0], sort, doc_id, text_of(keys))
        connection.execute(self._sql(text), values)

    def erase(self, connection: Connection, doc_id: str) -> None:
        """Take a document out."""
        connection.execute(self._sql("DELETE FROM <table> WHERE id = ?"), (doc_id,))

    def find(
        self, connection: Connection, street: str, keys: Sequence[str], after: str, limit: int
    ) -> list[tuple[str, str]]:
        """(sort, id) of the documents that have all of these keys, by ascending sort."""
        wanted = text_of(list(keys))
        rarest = connection.execute(self._sql(_RARE), (street, wanted)).fetchone()[0]
        values = (street, rarest, after, wanted, limit)
        return [(s, i) for s, i in connection.execute(self._sql(_FIND), values).fetchall()]

    def missing(self, connection: Connection, after: str, limit: int) -> list[str]:
        """Ids of documents that were never entered here, ascending."""
        text = (
            f'SELECT id FROM "kind_{checked(self.kind)}" AS one WHERE id > ? AND NOT EXISTS'  # noqa: S608
            " (SELECT 1 FROM <table> WHERE id = one.id) ORDER BY id LIMIT ?"
        )
        return [row[0] for row in connection.execute(self._sql(text), (after, limit)).fetchall()]

    def enter(self, connection: Connection, doc_id: str, version: int, keys: Sequence[str]) -> None:
        """Enter a document that is still at this version."""
        text = f'SELECT sort FROM "kind_{checked(self.kind)}" WHERE id = ? AND version = ?'  # noqa: S608
        found = connection.execute(text, (doc_id, version)).fetchone()
        if found is not None:
            self.write(connection, doc_id, found[0], keys)

    def _sql(self, text: str) -> str:
        return sql_of(text, f"search_{checked(self.kind)}")


def create_searchable(connection: Connection, kind: Kind[Any]) -> None:
    """Make the table of a kind, and of its keys where it is searched."""
    KindTable(kind.name).create(connection, kind)
    if kind.search:
        SearchTable(kind.name).create(connection)


def write_searchable(connection: Connection, kind: Kind[Any], write: Write) -> bool:
    """One document write with its keys; ``False`` where the version is another."""
    written = KindTable(kind.name).write(connection, write)
    if written and write.search is not None:
        table = SearchTable(kind.name)
        enter = table.write if write.expected else table.write_new
        enter(connection, write.doc_id, write.sort, write.search)
    return written


def erase_searchable(connection: Connection, kind: Kind[Any], doc_id: str) -> bool:
    """Delete a document and its keys."""
    if kind.search:
        SearchTable(kind.name).erase(connection, doc_id)
    return KindTable(kind.name).erase(connection, doc_id)
