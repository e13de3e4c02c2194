"""Search on MongoDB: an array of keys in each document, served by an index of its elements."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from chassis.core.documents import Kind
from chassis.store.mongo_link import MongoLink
from chassis.store.mongo_shapes import Document, named

FIELD = "search"


class MongoSearch(MongoLink):
    """The part of the engine that finds documents by their keys."""

    async def search(
        self, kind: Kind[Any], street: str, keys: Sequence[str], after: str, limit: int
    ) -> list[tuple[str, str]]:
        """Documents that have all of these keys, by sort."""
        find, only = self._database[kind.name].find, holding(street, keys, after)
        shape = {"sort": 1}

        async def page() -> list[Document]:
            cursor = find(only, shape).sort([("sort", 1)]).limit(limit)
            return list(await cursor.to_list(None))

        return [(found["sort"], found["_id"]) for found in await self._ask(page)]

    async def unsearched(self, kind: Kind[Any], after: str, limit: int) -> list[str]:
        """Ids of documents that were written without search keys."""
        only = {"_id": {"$gt": after}, FIELD: {"$exists": False}}
        find = self._database[kind.name].find

        async def page() -> list[Document]:
            return list(await find(only, {"_id": 1}).sort([("_id", 1)]).limit(limit).to_list(None))

        return [found["_id"] for found in await self._ask(page)]

    async def enter(self, kind: Kind[Any], doc_id: str, version: int, keys: Sequence[str]) -> bool:
        """Give a document its search keys; ``False`` where its version is another."""
        only = {**named(doc_id), "version": version}
        update = self._database[kind.name].update_one
        result = await self._ask(partial(update, only, {"$set": {FIELD: list(keys)}}))
        return bool(result.matched_count)


def holding(street: str, keys: Sequence[str], after: str) -> Document:
    """The filter of documents with all of these keys; one equality each, the range last.

    Not ``$all``: a server may take it for any of them.
    """
    first, *further = keys
    only: Document = {"street": street, FIELD: first}
    if further:
        only["$and"] = [{FIELD: key} for key in further]
    return {**only, "sort": {"$gt": after}}
