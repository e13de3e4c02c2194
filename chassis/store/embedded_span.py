"""Lists along a field of the state in the embedded engine: one walk on one index, either way."""

from typing import Any

from pydantic_core import from_json

from chassis.core.documents import Kind, Span, Where
from chassis.store.embedded_sql import Connection, KindTable, field_of, sql_of
from chassis.store.engine import Raw

Bound = tuple[str, list[Any]]


def along(
    connection: Connection, kind: Kind[Any], street: str, where: Where, span: Span, limit: int
) -> list[Raw]:
    """One page of a span, by its field and then by sort."""
    text, values = spanning(kind, street, where, span)
    rows = connection.execute(text, (*values, limit)).fetchall()
    return [Raw(r[0], r[1], from_json(r[2]), sort=r[3], schema=r[4]) for r in rows]


def spanning(kind: Kind[Any], street: str, where: Where, span: Span) -> tuple[str, list[Any]]:
    """The statement and its values, but for the limit."""
    table, field = KindTable(kind.name), field_of("state", span.field)
    conditions, values = table.conditions(street, where)
    for condition, bound in _bounds(field, span):
        conditions.append(condition)
        values += bound
    turn = "DESC" if span.newest else "ASC"
    name = table.index("street", *kind.index_along(span.field, where))
    text = f'SELECT id, version, state, sort, schema FROM <table> INDEXED BY "{name}" WHERE '  # noqa: S608
    text += " AND ".join(conditions) + f" ORDER BY {field} {turn}, sort {turn} LIMIT ?"
    return sql_of(text, table.table), values


def _bounds(field: str, span: Span) -> list[Bound]:
    found: list[Bound] = [(f"{field} > ?", [""])]
    if span.since:
        found.append((f"{field} >= ?", [span.since]))
    if span.until:
        found.append((f"{field} < ?", [span.until]))
    if span.after:
        value, sort = span.last
        beyond = "<" if span.newest else ">"
        found.append((f"{field} {beyond}= ?", [value]))
        found.append((f"({field} <> ? OR sort {beyond} ?)", [value, sort]))
    return found
