"""Plain collections in MongoDB: rows ``{_id, body}``, inserted once; no body ever changes."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure

from chassis.core.documents import Plain
from chassis.store.mongo_link import MongoLink, all_of, codes_of
from chassis.store.mongo_shapes import Document

_OPTION_UNKNOWN = {9, 72, 115, 40415}
_EXISTS = 48
_DUPLICATE = 11000
ANEW = "anew"
"""A random text that each rewriting changes: what stays the same is not written."""
ONLY_BODY = {"body": 1}
BEYOND = "\U0010ffff"  # sorts after every character that an id may hold


class MongoPlain(MongoLink):
    """The part of ``Engine`` that works on plain collections."""

    async def _make(self, plain: Plain) -> None:
        await self._ask(partial(self._clustered, plain.name))

    async def _clustered(self, name: str) -> None:
        # Clustered on _id, no record number tells which row came first. Servers before 5.3 do not
        # know the option; there, and only there, the collection becomes a normal one.
        cluster = {"key": {"_id": 1}, "unique": True, "name": "by_id"}
        create = {"create": name, "clusteredIndex": cluster}
        try:
            await self._database.command(create)
        except OperationFailure as error:
            if error.code in _OPTION_UNKNOWN:
                await self._database.command({"create": name})
            elif error.code != _EXISTS:  # another process of this service was faster
                raise

    async def insert(self, plain: Plain, row_id: str, body: dict[str, Any]) -> bool:
        """Insert a plain row once; also ``True`` where a lost connection hid that it was."""
        collection = self._database[plain.name]
        tries = 0

        async def attempt() -> bool:
            nonlocal tries
            tries += 1
            try:
                await collection.insert_one({"_id": row_id, "body": body})
            except DuplicateKeyError:
                return tries > 1 and await collection.find_one({"_id": row_id}, ONLY_BODY) == {
                    "_id": row_id,
                    "body": body,
                }
            return True

        return await self._ask(attempt)

    async def fill(self, plain: Plain, rows: Mapping[str, dict[str, Any]]) -> None:
        """Insert the rows that are not there yet, in one request."""
        documents = [{"_id": row_id, "body": body} for row_id, body in rows.items()]
        insert = self._database[plain.name].insert_many
        try:
            await self._ask(lambda: insert(documents, ordered=False))
        except BulkWriteError as error:
            if codes_of(error) != {_DUPLICATE}:
                raise

    async def row(self, plain: Plain, row_id: str) -> dict[str, Any] | None:
        """The body of one plain row."""
        return await self._body(plain, {"_id": row_id})

    async def row_by(self, plain: Plain, field: str, value: str) -> dict[str, Any] | None:
        """The body of the plain row with this value in a unique field."""
        return await self._body(plain, {unique_field(plain, field): value})

    async def taken(self, plain: Plain, field: str, values: Sequence[str]) -> set[str]:
        """Those of these values that a row has in a unique field."""
        name = unique_field(plain, field)
        if len(values) == 1:  # one is looked up faster than listed
            return set(values) if await self._body(plain, {name: values[0]}) else set()
        only, shape = {name: {"$in": list(values)}}, {name: 1}
        find = self._database[plain.name].find
        found = await self._ask(lambda: all_of(find(only, shape)))
        return {row["body"][field] for row in found}

    async def _body(self, plain: Plain, only: Document) -> dict[str, Any] | None:
        found = await self._ask(lambda: self._database[plain.name].find_one(only))
        return None if found is None else found["body"]

    async def rows(
        self, plain: Plain, prefix: str, after: str, limit: int
    ) -> list[tuple[str, dict[str, Any]]]:
        """Plain rows by ascending id."""
        start = {"$gt": after} if after >= prefix else {"$gte": prefix}
        only = {"_id": {**start, "$lt": prefix + BEYOND}}
        collection = self._database[plain.name]
        found = await self._ask(
            lambda: all_of(collection.find(only).sort([("_id", 1)]).limit(limit))
        )
        return [(row["_id"], row["body"]) for row in found]

    async def remove(self, plain: Plain, row_id: str) -> None:
        """Delete a plain row."""
        await self._ask(lambda: self._database[plain.name].delete_one({"_id": row_id}))

    async def rewrite(self, plain: Plain) -> None:
        """Write every row again, in the order of the ids, with a new mark.

        A clustered collection lies in the order of its ids; but each row keeps the moment of its
        write on its page until that page is written again. The oplog keeps the order of inserts
        until it rolls over (``deploy/README.md``).
        """
        update = self._database[plain.name].update_many
        mark = {"$set": {ANEW: uuid4().hex}}
        await self._ask(lambda: update({}, mark))


def unique_field(plain: Plain, field: str) -> str:
    """Where a unique field lies. ``LookupError`` for one that is not declared."""
    if field not in plain.unique:
        raise LookupError(f"{plain.name} has no unique field {field}")
    return f"body.{field}"
