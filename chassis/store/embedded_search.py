"""Search in the embedded engine: the keys of a document, and from each key to its documents.

A document's keys lie in its own row (``keys``, a JSON array), written with it. A table of its own
leads from a key to the documents: one row for each key, every one in another place of the file,
which would make a new document five times as dear. So they are *spread* into that table many
documents at a time; until then (``spread = 0``) a search looks at the documents themselves. What
is found is the same at every moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from chassis.core.documents import Kind
from chassis.store.embedded_sql import Connection, KindTable, checked, sql_of, text_of
from chassis.store.embedded_write import write_into
from chassis.store.engine import Write

SPREAD_AT = 256
"""Documents that wait to be spread before nobody waits for more."""
SEARCHED_AT = 16
"""The same while somebody searches, who has to look at each of them."""

_COLUMNS = ("keys TEXT", "spread INTEGER")
_FIND = """
SELECT sort, id FROM <table> AS one WHERE street = ?1 AND key = ?2 AND sort > ?3
AND NOT EXISTS (
    SELECT 1 FROM json_each(?4) AS wanted WHERE NOT EXISTS (
        SELECT 1 FROM <table> AS other
        WHERE other.street = one.street AND other.key = wanted.value
        AND other.sort = one.sort AND other.id = one.id
    )
)
UNION ALL
SELECT sort, id FROM <kind> AS fresh WHERE street = ?1 AND spread = 0 AND sort > ?3
AND instr(fresh.keys, '"' || ?2 || '"') AND NOT EXISTS (
    SELECT 1 FROM json_each(?4) AS wanted
    WHERE NOT instr(fresh.keys, '"' || wanted.value || '"')
)
ORDER BY sort LIMIT ?5
"""
_RARE = """
SELECT value, (SELECT count(*) FROM (
    SELECT 1 FROM <table> WHERE street = ? AND key = wanted.value LIMIT 1000
)) AS number FROM json_each(?) AS wanted ORDER BY number LIMIT 1
"""
_SPREAD = """
INSERT INTO <table> (street, key, sort, id)
SELECT street, value, sort, <kind>.id FROM <kind>, json_each(keys) WHERE spread = 0
ORDER BY street, value, sort ON CONFLICT DO NOTHING
"""
_WITHDRAW = """
DELETE FROM <table> WHERE (street, key, sort, id) IN (
    SELECT street, value, sort, <kind>.id FROM <kind>, json_each(keys)
    WHERE <kind>.id = ? AND spread = 1
)
"""
_ENTER = "UPDATE <kind> SET keys = ?, spread = 0 WHERE id = ? AND version = ?"
_MISSING = "SELECT id FROM <kind> WHERE keys IS NULL AND id > ? ORDER BY id LIMIT ?"
_BY_ID = "SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?"
_TAKE_OVER = """
UPDATE <kind> SET spread = 1, keys = (
    SELECT json_group_array(key) FROM <table> WHERE <table>.id = <kind>.id AND key <> ''
) WHERE EXISTS (SELECT 1 FROM <table> WHERE <table>.id = <kind>.id)
"""


@dataclass(frozen=True)
class SearchTable:
    """From the keys to the documents of one kind, ``search_<kind>``."""

    kind: str

    def create(self, connection: Connection) -> None:
        """Make the table, and the columns of the kind's own table."""
        connection.execute(
            self._sql(
                "CREATE TABLE IF NOT EXISTS <table> (street TEXT NOT NULL, key TEXT NOT NULL,"
                " sort TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (street, key, sort, id))"
                " WITHOUT ROWID"
            )
        )
        there = {row[1] for row in connection.execute(self._sql("PRAGMA table_info(<kind>)"))}
        for column in _COLUMNS:
            if column.partition(" ")[0] not in there:
                connection.execute(self._sql(f"ALTER TABLE <kind> ADD COLUMN {column}"))
        self._index(connection, "fresh", "(street, sort) WHERE spread = 0")
        self._index(connection, "keyless", "(id) WHERE keys IS NULL")
        self._take_over(connection)
        self.spread(connection)  # what waited when it was stopped: from here on it is counted

    def _index(self, connection: Connection, name: str, what: str) -> None:
        index = f'"kind_{checked(self.kind)}__{name}"'
        connection.execute(self._sql(f"CREATE INDEX IF NOT EXISTS {index} ON <kind> {what}"))

    def _take_over(self, connection: Connection) -> None:
        """An earlier version kept the keys of a document in an index by its id alone."""
        index = f"search_{checked(self.kind)}__id"
        if connection.execute(_BY_ID, (index,)).fetchone():
            connection.execute(self._sql(_TAKE_OVER))
            connection.execute(self._sql("DELETE FROM <table> WHERE key = ''"))
            connection.execute(f'DROP INDEX "{index}"')

    def spread(self, connection: Connection) -> None:
        """Enter the keys of all documents that wait for it."""
        connection.execute(self._sql(_SPREAD))
        connection.execute(self._sql("UPDATE <kind> SET spread = 1 WHERE spread = 0"))

    def withdraw(self, connection: Connection, doc_id: str) -> None:
        """Take a document's keys out of the table; it is about to get others, or to go."""
        connection.execute(self._sql(_WITHDRAW), (doc_id,))

    def find(
        self, connection: Connection, street: str, keys: Sequence[str], after: str, limit: int
    ) -> list[tuple[str, str]]:
        """(sort, id) of the documents that have all of these keys, by ascending sort."""
        wanted, rarest = text_of(list(keys)), keys[0]
        if len(keys) > 1:
            rarest = connection.execute(self._sql(_RARE), (street, wanted)).fetchone()[0]
        values = (street, rarest, after, wanted, limit)
        return [(s, i) for s, i in connection.execute(self._sql(_FIND), values).fetchall()]

    def missing(self, connection: Connection, after: str, limit: int) -> list[str]:
        """Ids of documents that were never entered here, ascending."""
        found = connection.execute(self._sql(_MISSING), (after, limit)).fetchall()
        return [row[0] for row in found]

    def enter(self, connection: Connection, doc_id: str, version: int, keys: Sequence[str]) -> bool:
        """Give a document that had none its keys; ``False`` where its version is another."""
        values = (text_of(list(keys)), doc_id, version)
        return bool(connection.execute(self._sql(_ENTER), values).rowcount)

    def _sql(self, text: str) -> str:
        return of_kind(text, self.kind)


def of_kind(text: str, kind: str) -> str:
    """Put the names of both tables of a kind into a statement."""
    return sql_of(text.replace("<kind>", f'"kind_{checked(kind)}"'), f"search_{checked(kind)}")


def create_searchable(connection: Connection, kind: Kind[Any]) -> None:
    """Make the table of a kind, and of its keys where it is searched."""
    KindTable(kind.name).create(connection, kind)
    if kind.search:
        SearchTable(kind.name).create(connection)


def write_searchable(connection: Connection, kind: Kind[Any], write: Write) -> bool:
    """One document write with its keys; ``False`` where the version is another."""
    if write.search is not None and write.expected:
        table = KindTable(kind.name)
        if table.version(connection, write.doc_id) != write.expected:
            return False
        SearchTable(kind.name).withdraw(connection, write.doc_id)
    return write_into(connection, KindTable(kind.name).table, write)


def erase_searchable(connection: Connection, kind: Kind[Any], doc_id: str) -> bool:
    """Delete a document and its keys."""
    if kind.search:
        SearchTable(kind.name).withdraw(connection, doc_id)
    return KindTable(kind.name).erase(connection, doc_id)
