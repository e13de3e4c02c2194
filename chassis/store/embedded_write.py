"""Writing one document in SQLite: one statement, whether it is new or changed.

Every statement waits for its turn among the threads, so boxes are added to where they lie: what is
appended comes as JSON, and a change need not read what is in them.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from chassis.store.embedded_sql import Connection, sql_of, text_of
from chassis.store.engine import INBOX_SIZE, Write

_APPENDED = (
    "outbox = CASE outbox WHEN '[]' THEN :outbox"
    " ELSE substr(outbox, 1, length(outbox) - 1) || ',' || substr(:outbox, 2) END"
)
# A change never puts off what an earlier one still has to send.
_SOONER = "due = min(coalesce(due, :due), :due)"
_REMEMBERED = (
    "inbox = json_insert(CASE WHEN json_array_length(inbox) < :most THEN inbox"
    " ELSE json_remove(inbox, '$[0]') END, '$[#]', :cause)"
)
_FOUND_BY = "keys = :keys, spread = 0"


def write_into(connection: Connection, table: str, write: Write) -> bool:
    """One document write; ``False`` where the version is another. ``table`` has been checked."""
    if write.expected == 0:
        return _insert(connection, table, write)
    text = _update(bool(write.outbox), bool(write.inbox), write.search is not None)
    values = {
        "id": write.doc_id,
        "sort": write.sort,
        "expected": write.expected,
        "schema": write.schema,
        "state": text_of(write.state),
        "outbox": text_of(write.outbox),
        "cause": write.inbox,
        "most": INBOX_SIZE,
        "due": write.due,
        "keys": text_of(write.search or ()),
    }
    return bool(connection.execute(sql_of(text, table), values).rowcount)


@cache
def _update(says: bool, caused: bool, searched: bool) -> str:
    sets = ["sort = :sort", "version = :expected + 1", "schema = :schema", "state = :state"]
    sets += [_APPENDED, _SOONER] if says else []
    sets += [_REMEMBERED] if caused else []
    sets += [_FOUND_BY] if searched else []
    return f"UPDATE <table> SET {', '.join(sets)} WHERE id = :id AND version = :expected"  # noqa: S608


def _insert(connection: Connection, table: str, write: Write) -> bool:
    inbox = [write.inbox] if write.inbox else []
    columns = ["id", "street", "sort", "version", "schema", "state", "outbox", "inbox", "due"]
    values: list[Any] = [write.doc_id, write.street, write.sort, 1, write.schema]
    values += [text_of(write.state), text_of(write.outbox), text_of(inbox)]
    values += [write.due if write.outbox else None]
    if write.search is not None:
        columns += ["keys", "spread"]
        values += [text_of(write.search), 0]
    text = _inserting(tuple(columns))
    return bool(connection.execute(sql_of(text, table), values).rowcount)


@cache
def _inserting(columns: Sequence[str]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO <table> ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
