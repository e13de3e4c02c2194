"""The production engine: documents in MongoDB. It and its link alone know a Mongo driver.

Uses only what motor and pymongo's ``AsyncMongoClient`` have in common, and only single-document
writes: no transaction, so any deployment will do. Every filter names the street, the shard key;
every write may be made twice, so a lost connection is answered by one more try.

A kind's collection holds ``{_id, street, sort, version, schema, state, outbox, inbox, due}``,
``due`` only where the outbox is not empty; a plain collection holds ``{_id, body}``. The shapes of
filters and updates are in ``mongo_shapes``.
"""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Mapping, Sequence
from functools import partial
from typing import Any

from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from chassis.core.documents import Kind, Plain, Span, Where
from chassis.store.engine import Pending, Raw, Write
from chassis.store.mongo_link import all_of
from chassis.store.mongo_plain import MongoPlain
from chassis.store.mongo_search import MongoSearch
from chassis.store.mongo_shapes import (
    Document,
    conditions,
    emptying,
    first_write,
    indexes_of,
    label,
    listing,
    named,
    next_write,
    pulling,
    raw_of,
    sorted_by_id,
    sorting,
    spanning,
    turned,
)
from chassis.store.whole import Whole, as_document, of_document

AT_ONCE = 500


class MongoEngine(MongoPlain, MongoSearch):
    """``Engine`` on one MongoDB database.

    ``url`` may hold any option of a MongoDB URL; what it holds wins over ``DEFAULTS``. Connects
    on first use, within the running loop; every method raises ``Unavailable`` where the server
    does not answer.
    """

    transactions = False
    """Those over two documents want a replica set, and cost more than they would save here."""

    async def prepare(self, kinds: Sequence[Kind[Any]], plains: Sequence[Plain]) -> None:
        """Make collections and indexes that are missing, on empty collections at first start."""
        existing = set(await self._ask(self._database.list_collection_names))
        for kind in kinds:
            for name, fields in indexes_of(kind).items():
                await self._index(kind.name, name, fields)
            work = {"partialFilterExpression": {"due": {"$exists": True}}}
            await self._index(kind.name, "due", ["due"], **work)
            if kind.city:
                await self._make_unique(kind.name)
        for plain in plains:
            if plain.name not in existing:
                await self._make(plain)
            for field in plain.unique:
                await self._index(plain.name, field, [f"body.{field}"], unique=True)

    async def _make_unique(self, collection: str) -> None:
        """What an earlier version sorted by a key that other streets have too."""
        after = ""
        while True:
            found = await self._ask(partial(_sorts, self._database[collection], after))
            if not found:
                return
            after = found[-1]["_id"]
            updates = [UpdateOne(*sorting(one)) for one in found if not sorted_by_id(one)]
            if updates:
                await self._updated(collection, updates)

    async def _index(self, collection: str, name: str, fields: list[str], **how: Any) -> None:
        keys = [(field, 1) for field in fields]
        make = self._database[collection].create_index
        await self._ask(lambda: make(keys, name=name, **how))

    async def load(self, kind: Kind[Any], doc_id: str) -> Raw | None:
        """One document with its inbox, or nothing."""
        found = await self._ask(lambda: self._database[kind.name].find_one(named(doc_id)))
        return None if found is None else raw_of(found)

    async def version(self, kind: Kind[Any], doc_id: str) -> int | None:
        """The version of one document, or nothing."""
        find = self._database[kind.name].find_one
        found = await self._ask(lambda: find(named(doc_id), {"version": 1}))
        return None if found is None else int(found["version"])

    async def write(self, kind: Kind[Any], write: Write) -> bool:
        """Make one write; ``False`` where the version was not the expected one.

        Made twice after a lost connection, the second one is ``False``: the caller reads again
        and finds its cause in the inbox.
        """
        if write.expected == 0:
            return await self._insert_once(kind.name, first_write(write))
        only = {**named(write.doc_id), "version": write.expected}
        update = self._database[kind.name].update_one
        result = await self._ask(lambda: update(only, next_write(write)))
        return bool(result.matched_count)

    async def write_with(
        self, kind: Kind[Any], write: Write, plain: Plain, rows: Mapping[str, dict[str, Any]]
    ) -> bool:
        """Not here."""
        raise NotImplementedError

    async def _insert_once(self, collection: str, document: Document) -> bool:
        try:
            await self._ask(lambda: self._database[collection].insert_one(document))
        except DuplicateKeyError:
            return False
        return True

    async def find(
        self,
        kind: Kind[Any],
        street: str | None,
        where: Where,
        after: str,
        until: str,
        limit: int,
    ) -> list[Raw]:
        """One page of documents by sort."""
        return await self._page(kind, listing(street, where, after, until), [("sort", 1)], limit)

    async def along(
        self, kind: Kind[Any], street: str, where: Where, span: Span, limit: int
    ) -> list[Raw]:
        """One page of a span."""
        kind.index_along(span.field, where)
        return await self._page(kind, spanning(street, where, span), turned(span), limit)

    async def _page(
        self, kind: Kind[Any], only: Document, by: list[tuple[str, int]], limit: int
    ) -> list[Raw]:
        shape = {"version": 1, "state": 1, "sort": 1, "schema": 1}

        def page() -> Awaitable[list[Document]]:
            return all_of(self._database[kind.name].find(only, shape).sort(by).limit(limit))

        return [raw_of(found) for found in await self._ask(page)]

    async def count(
        self, kind: Kind[Any], street: str | None, where: Where, by: str
    ) -> dict[str, int]:
        """Documents per value of ``by``; true and false count under "1" and "0"."""
        only = conditions(street, where)
        if not by:
            number = await self._ask(lambda: self._database[kind.name].count_documents(only))
            return {"": number}
        steps = [{"$match": only}, {"$group": {"_id": f"$state.{by}", "number": {"$sum": 1}}}]
        groups = await self._ask(lambda: self._aggregate(kind.name, steps))
        return {label(group["_id"]): group["number"] for group in groups}

    async def _aggregate(self, collection: str, steps: list[Document]) -> list[Document]:
        cursor = self._database[collection].aggregate(steps)
        if inspect.isawaitable(cursor):  # pymongo's answers a coroutine, motor's the cursor
            cursor = await cursor
        return await all_of(cursor)

    async def streets(self, kind: Kind[Any]) -> list[str]:
        """Streets that have documents of this kind."""
        return sorted(await self._ask(lambda: self._database[kind.name].distinct("street")))

    async def erase(self, kind: Kind[Any], doc_id: str) -> bool:
        """Delete a document."""
        result = await self._ask(lambda: self._database[kind.name].delete_one(named(doc_id)))
        return bool(result.deleted_count)

    async def claim(self, kind: Kind[Any], now: float, lease: float, limit: int) -> list[Pending]:
        """Outboxes due by ``now``; whoever pushes ``due`` ahead first has one of them."""
        collection = self._database[kind.name]

        def due() -> Awaitable[list[Document]]:
            shape = {"outbox": 1, "due": 1, "version": 1}
            return all_of(
                collection.find({"due": {"$lte": now}}, shape).sort("due", 1).limit(limit)
            )

        claimed = []
        for found in await self._ask(due):
            # The version too: what was added since would be claimed without having been read.
            only = {**named(found["_id"]), "due": found["due"], "version": found["version"]}
            push = {"$set": {"due": now + lease}}
            result = await self._ask(partial(collection.update_one, only, push))
            if result.matched_count:
                claimed.append(Pending(kind.name, found["_id"], tuple(found["outbox"])))
        return claimed

    async def sent(self, kind_name: str, entry_ids: Mapping[str, Sequence[str]]) -> None:
        """Take exactly these entries out of the outboxes, in one request.

        One update where an outbox holds nothing else, as nearly always. Two where any does: what
        is added between them keeps that outbox from being empty, so stays due.
        """
        emptied = [UpdateOne(*emptying(doc_id, ids)) for doc_id, ids in entry_ids.items()]
        if await self._updated(kind_name, emptied) == len(entry_ids):
            return
        pulled = [UpdateOne(*step) for each in entry_ids.items() for step in pulling(*each)]
        await self._updated(kind_name, pulled)

    async def _updated(self, collection: str, updates: Sequence[UpdateOne]) -> int:
        """Make these updates one after the other; how many found their document."""
        write = self._database[collection].bulk_write
        result = await self._ask(lambda: write(list(updates)))
        return int(result.matched_count)

    async def backlog(self, kind: Kind[Any]) -> tuple[int, float]:
        """Documents with unsent entries, and the smallest ``due``."""
        number, oldest = {"$sum": 1}, {"$min": "$due"}
        steps: list[Document] = [
            {"$match": {"due": {"$exists": True}}},
            {"$group": {"_id": None, "number": number, "oldest": oldest}},
        ]
        found = await self._ask(lambda: self._aggregate(kind.name, steps))
        return (found[0]["number"], found[0]["oldest"]) if found else (0, 0.0)

    async def backlogs(self, kinds: Sequence[Kind[Any]]) -> dict[str, tuple[int, float]]:
        """The backlog of each kind, side by side."""
        names, each = [kind.name for kind in kinds], (self.backlog(kind) for kind in kinds)
        return dict(zip(names, await asyncio.gather(*each), strict=True))

    async def wholes(self, kind: Kind[Any], after: str, limit: int) -> list[Whole]:
        """Documents with all that is stored of them, by ascending id."""
        find, only = self._database[kind.name].find, {"_id": {"$gt": after}}
        found = await self._ask(lambda: all_of(find(only).sort([("_id", 1)]).limit(limit)))
        return [of_document(document) for document in found]

    async def put(self, kind: Kind[Any], whole: Whole) -> bool:
        """Insert a document as it is; also ``False`` where a lost connection hid that it was."""
        return await self._insert_once(kind.name, as_document(whole))

    async def explain(self, kind: Kind[Any], street: str | None, where: Where, after: str) -> str:
        """The server's query plan as JSON text. The stand-in of the tests explains poorly."""
        only = listing(street, where, after, "")
        query = {"find": kind.name, "filter": only, "sort": {"sort": 1}, "limit": 50}
        ask = {"explain": query, "verbosity": "queryPlanner"}
        plan = await self._ask(lambda: self._database.command(ask))
        return json.dumps(plan["queryPlanner"], default=str)


async def _sorts(collection: Any, after: str) -> list[Document]:
    """Ids and sorts of a page of documents, by ascending id."""
    found = collection.find({"_id": {"$gt": after}}, {"sort": 1})
    return await all_of(found.sort([("_id", 1)]).limit(AT_ONCE))
