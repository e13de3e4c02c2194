"""A document with everything that is stored of it: what a backup takes out and a restore puts in.

Services never see one: they read ``Found`` and write by ``Store.change``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Whole:
    """One document, whole; ``due`` is ``None`` exactly where its outbox is empty."""

    doc_id: str
    street: str
    sort: str
    version: int
    schema: int
    state: dict[str, Any]
    outbox: tuple[dict[str, Any], ...]
    inbox: tuple[str, ...]
    due: float | None


# ---- in SQLite -----------------------------------------------------------------------------

_PAGE = (
    "SELECT id, street, sort, version, schema, state, outbox, inbox, due FROM <table>"
    " WHERE id > ? ORDER BY id LIMIT ?"
)
_PUT = (
    "INSERT INTO <table> (id, street, sort, version, schema, state, outbox, inbox, due)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)


class Connection(Protocol):
    """The one thing needed of a database connection."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Any:
        """Run one statement with bound values."""


def page_of(connection: Connection, table: str, after: str, limit: int) -> list[Whole]:
    """Documents of a table whose name has been checked, by ascending id."""
    text = _PAGE.replace("<table>", f'"{table}"')
    return [_of_row(row) for row in connection.execute(text, (after, limit)).fetchall()]


def put_into(connection: Connection, table: str, whole: Whole) -> bool:
    """Insert a document as it is; ``False`` where its id is taken."""
    boxes = (_text(whole.state), _text(whole.outbox), _text(whole.inbox), whole.due)
    values = (whole.doc_id, whole.street, whole.sort, whole.version, whole.schema, *boxes)
    text = _PUT.replace("<table>", f'"{table}"')
    return bool(connection.execute(text, values).rowcount)


def _of_row(row: Sequence[Any]) -> Whole:
    doc_id, street, sort, version, schema, *boxes, due = row
    state, outbox, inbox = map(json.loads, boxes)
    return Whole(doc_id, street, sort, version, schema, state, tuple(outbox), tuple(inbox), due)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


# ---- in MongoDB ----------------------------------------------------------------------------


def of_document(found: Mapping[str, Any]) -> Whole:
    """A document as MongoDB holds it."""
    return Whole(
        found["_id"],
        found["street"],
        found["sort"],
        found["version"],
        found["schema"],
        found["state"],
        tuple(found["outbox"]),
        tuple(found["inbox"]),
        found.get("due"),
    )


def as_document(whole: Whole) -> dict[str, Any]:
    """The document that MongoDB is to hold; ``due`` only where there is something to send."""
    document = {
        "_id": whole.doc_id,
        "street": whole.street,
        "sort": whole.sort,
        "version": whole.version,
        "schema": whole.schema,
        "state": whole.state,
        "outbox": list(whole.outbox),
        "inbox": list(whole.inbox),
    }
    return document if whole.due is None else {**document, "due": whole.due}
