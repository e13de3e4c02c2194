"""The link to a MongoDB server: one client, and what becomes of it when the server is away."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeVar

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    ExecutionTimeout,
    OperationFailure,
    ServerSelectionTimeoutError,
    WTimeoutError,
)

from chassis.core.catalogue import store_unavailable
from chassis.core.errors import Unavailable

T = TypeVar("T")
Driver = Literal["motor", "pymongo"]

# What the URL does not say: an acknowledged write is on the disks of a majority.
DEFAULTS = {
    "w": "majority",
    "journal": True,
    "serverSelectionTimeoutMS": 5_000,
    "connectTimeoutMS": 5_000,
    "socketTimeoutMS": 20_000,
}
# Not reached, too few copies in time, not primary, shutting down, no shard, a full disk: nobody is
# at fault, later it may do. The driver knows some of these, but not inside the answer to a batch.
FOR_NOW = {6, 7, 64, 89, 91, 133, 134, 189, 262, 9001} | {
    10058, 10107, 11600, 11602, 13435, 13436, 14031,
}  # fmt: skip


class MongoLink:
    """One database of one server; every call raises ``Unavailable`` where it does not answer."""

    def __init__(self, url: str, database: str, driver: Driver = "motor") -> None:
        options = {k: v for k, v in DEFAULTS.items() if f"{k}=".lower() not in url.lower()}
        make: Any = AsyncIOMotorClient if driver == "motor" else AsyncMongoClient
        self._client: Any = make(url, **options)
        self._database: Any = self._client[database]

    async def ping(self) -> None:
        """Write a little. ``Unavailable`` where nobody takes writes, as without a primary."""
        update = self._database["ping"].update_one
        await self._ask(lambda: update({"_id": "ping"}, {"$inc": {"times": 1}}, upsert=True))

    async def close(self) -> None:
        """Close the connections."""
        close = self._client.close
        if inspect.iscoroutinefunction(close):
            await close()
        else:
            await asyncio.to_thread(close)  # motor's talks to the server and blocks

    async def _ask(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Do something that may be done twice; twice where the connection was lost."""
        try:
            try:
                return await operation()
            except ServerSelectionTimeoutError:
                raise  # it has waited long enough
            except AutoReconnect:
                return await operation()
        except (ConnectionFailure, ExecutionTimeout, WTimeoutError) as error:
            raise _unavailable(error) from error
        except OperationFailure as error:
            if codes_of(error) & FOR_NOW:
                raise _unavailable(error) from error
            raise


def codes_of(error: OperationFailure) -> set[int | None]:
    """The server's codes for an error; several where it says one for each write of a request."""
    if not isinstance(error, BulkWriteError):
        return {error.code}
    told: Any = error.details
    return {e.get("code") for e in (*told["writeErrors"], *told["writeConcernErrors"])}


def _unavailable(error: Exception) -> Unavailable:
    return store_unavailable(f"no answer ({type(error).__name__})")


async def all_of(cursor: Any) -> list[dict[str, Any]]:
    """Everything that a cursor gives."""
    return list(await cursor.to_list(None))
