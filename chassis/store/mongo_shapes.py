"""Filters, updates and documents as MongoDB sees them. Pure: no driver, no connection."""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis.core.documents import Kind, Span, Where
from chassis.store.engine import INBOX_SIZE, Raw, Write

Document = dict[str, Any]


def indexes_of(kind: Kind[Any]) -> dict[str, list[str]]:
    """Name and fields of the indexes of a kind: ascending only, the range (sort) last."""
    indexes = {}
    for fields in ((), *kind.indexes):
        columns = [*(f"state.{field}" for field in fields), "sort"]
        indexes["_".join(["street", *fields, "sort"])] = ["street", *columns]
        if kind.city:
            indexes["_".join(["city", *fields, "sort"])] = columns
    if kind.search:
        indexes["street_search_sort"] = ["street", "search", "sort"]
    return indexes


def named(doc_id: str) -> Document:
    """The filter of one document; the street, its shard key, is the first part of its id."""
    return {"_id": doc_id, "street": doc_id.partition("/")[0]}


def first_write(write: Write) -> Document:
    """The document that begins with this write."""
    document = {
        "_id": write.doc_id,
        "street": write.street,
        "sort": write.sort,
        "version": 1,
        "schema": write.schema,
        "state": write.state,
        "outbox": list(write.outbox),
        "inbox": [write.inbox] if write.inbox else [],
    }
    if write.search is not None:
        document["search"] = list(write.search)
    return {**document, "due": write.due} if write.outbox else document


def next_write(write: Write) -> Document:
    """The update that makes this write."""
    values = {"state": write.state, "version": write.expected + 1}
    push: Document = {}
    if write.inbox:
        push["inbox"] = {"$each": [write.inbox], "$slice": -INBOX_SIZE}
    if write.outbox:
        push["outbox"] = {"$each": list(write.outbox)}
    update: Document = {"$set": {**values, "sort": write.sort, "schema": write.schema}}
    if write.search is not None:
        update["$set"]["search"] = list(write.search)
    if push:
        update["$push"] = push
    # $min: a change never puts off what an earlier one still has to send.
    return {**update, "$min": {"due": write.due}} if write.outbox else update


def emptying(doc_id: str, entry_ids: Sequence[str]) -> tuple[Document, Document]:
    """Filter and update that empty an outbox which holds exactly these entries."""
    # One equality for each: not every server matches several entries of an array by $all.
    holds = [{"outbox.id": entry_id} for entry_id in entry_ids]
    only: Document = {**named(doc_id), "$and": [{"outbox": {"$size": len(holds)}}, *holds]}
    return only, {"$set": {"outbox": []}, "$unset": {"due": ""}}


def pulling(doc_id: str, entry_ids: Sequence[str]) -> list[tuple[Document, Document]]:
    """Filters and updates that take these entries out of an outbox that may hold others."""
    gone = {"$pull": {"outbox": {"id": {"$in": list(entry_ids)}}}}
    left_empty = {**named(doc_id), "outbox": {"$size": 0}}
    return [(named(doc_id), gone), (left_empty, {"$unset": {"due": ""}})]


def sorted_by_id(found: Mapping[str, Any]) -> bool:
    """Whether what it is sorted by ends with its id, so is unique."""
    return bool(found["sort"].endswith(f"/{found['_id']}"))


def sorting(found: Mapping[str, Any]) -> tuple[Document, Document]:
    """Filter and update that make the sort of a document unique, where nobody else has."""
    only = {**named(found["_id"]), "sort": found["sort"]}
    return only, {"$set": {"sort": f"{found['sort']}/{found['_id']}"}}


def conditions(street: str | None, where: Where) -> Document:
    """Equality or one of several, on fields of the state."""
    only: Document = {} if street is None else {"street": street}
    for field, value in where.items():
        single = isinstance(value, str | int)
        only[f"state.{field}"] = value if single else {"$in": list(value)}  # type: ignore[arg-type]
    return only


def listing(street: str | None, where: Where, after: str, until: str) -> Document:
    """The filter of one page, its range last."""
    bounds = {"$gt": after, "$lt": until} if until else {"$gt": after}
    return {**conditions(street, where), "sort": bounds}


def spanning(street: str, where: Where, span: Span) -> Document:
    """The filter of one page of a span."""
    field = f"state.{span.field}"
    bounds: Document = {"$gt": "", **({"$gte": span.since} if span.since else {})}
    only = {**conditions(street, where), field: bounds}
    if span.until:
        bounds["$lt"] = span.until
    if span.after:
        value, sort = span.last
        beyond = "$lt" if span.newest else "$gt"
        only["$or"] = [{field: {beyond: value}}, {field: value, "sort": {beyond: sort}}]
    return only


def turned(span: Span) -> list[tuple[str, int]]:
    """How a span is sorted."""
    turn = -1 if span.newest else 1
    return [(f"state.{span.field}", turn), ("sort", turn)]


def raw_of(found: Mapping[str, Any]) -> Raw:
    """A stored document, or the part of it that a list reads."""
    return Raw(
        found["_id"],
        found["version"],
        found["state"],
        tuple(found.get("inbox", ())),
        tuple(found.get("outbox", ())),
        found["sort"],
        found["schema"],
    )


def label(value: object) -> str:
    """A value as a count is labelled with it; the same text as SQLite's."""
    return str(int(value)) if isinstance(value, bool) else str(value)
