"""The tables of plain rows in the embedded engine: clustered on their id, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from chassis.core.documents import Plain
from chassis.store.embedded_sql import BEYOND, Connection, checked, field_of, sql_of, text_of

COLUMNS = "(id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True)
class PlainTable:
    """The table of one plain collection, ``plain_<name>``.

    ``WITHOUT ROWID``: rows lie in the order of their ids, and nothing tells which came first.
    """

    plain: Plain

    def create(self, connection: Connection) -> None:
        """Make the table and its unique indexes."""
        connection.execute(self._sql(f"CREATE TABLE IF NOT EXISTS <table> {COLUMNS}"))
        for name in self.plain.unique:
            index = f'"plain_{self.plain.name}__{name}" ON <table> ({field_of("body", name)})'
            connection.execute(self._sql(f"CREATE UNIQUE INDEX IF NOT EXISTS {index}"))

    def rewrite(self, connection: Connection) -> None:
        """Write the table anew in the order of the ids; SQLite zeroes the pages it leaves.

        Within a page rows lie in the order they came in, and so do the pages of a table.
        """
        copy = sql_of("<table>", f"plain_{self.plain.name}__anew")
        connection.execute(f"CREATE TABLE {copy} {COLUMNS}")
        text = f"INSERT INTO {copy} SELECT id, body FROM <table> ORDER BY id"  # noqa: S608
        connection.execute(self._sql(text))
        connection.execute(self._sql("DROP TABLE <table>"))
        connection.execute(self._sql(f"ALTER TABLE {copy} RENAME TO <table>"))
        self.create(connection)

    def insert(self, connection: Connection, row_id: str, body: Mapping[str, Any]) -> bool:
        """Insert once; ``False`` where the id or a unique field is taken."""
        text = self._sql("INSERT INTO <table> (id, body) VALUES (?, ?) ON CONFLICT DO NOTHING")
        return bool(connection.execute(text, (row_id, text_of(body))).rowcount)

    def fill(self, connection: Connection, rows: Mapping[str, Mapping[str, Any]]) -> int:
        """Insert each that is not there, in one statement; how many there were."""
        text = "INSERT INTO <table> (id, body) SELECT key, value FROM json_each(?) WHERE true"
        filled = connection.execute(self._sql(text + " ON CONFLICT DO NOTHING"), (text_of(rows),))
        return int(filled.rowcount)

    def row(self, connection: Connection, row_id: str) -> dict[str, Any] | None:
        """One body by its id."""
        text = self._sql("SELECT body FROM <table> WHERE id = ?")
        return _body(connection.execute(text, (row_id,)).fetchone())

    def row_by(self, connection: Connection, name: str, value: str) -> dict[str, Any] | None:
        """One body by a unique field."""
        text = "SELECT body FROM <table> WHERE "
        found = connection.execute(self._sql(text + self._unique(name) + " = ?"), (value,))
        return _body(found.fetchone())

    def taken(self, connection: Connection, name: str, values: Sequence[str]) -> set[str]:
        """Which of these values stand in a unique field."""
        text = "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM <table> WHERE "
        text += self._unique(name) + " = json_each.value)"
        return {
            row[0] for row in connection.execute(self._sql(text), (text_of(values),)).fetchall()
        }

    def _unique(self, name: str) -> str:
        if name not in self.plain.unique:
            raise LookupError(f"{self.plain.name} has no unique field {name}")
        return field_of("body", name)

    def rows(
        self, connection: Connection, prefix: str, after: str, limit: int
    ) -> list[tuple[str, dict[str, Any]]]:
        """A page by ascending id."""
        text = "SELECT id, body FROM <table> WHERE id > ? AND id >= ? AND id < ? ORDER BY id"
        values = (after, prefix, prefix + BEYOND, limit)
        rows = connection.execute(self._sql(text + " LIMIT ?"), values).fetchall()
        return [(row_id, from_json(body)) for row_id, body in rows]

    def remove(self, connection: Connection, row_id: str) -> None:
        """Delete a row."""
        connection.execute(self._sql("DELETE FROM <table> WHERE id = ?"), (row_id,))

    def _sql(self, text: str) -> str:
        return sql_of(text, f"plain_{checked(self.plain.name)}")


def _body(row: tuple[str] | None) -> dict[str, Any] | None:
    return None if row is None else from_json(row[0])
