"""What an answer of a MongoDB server means: come back later, or a bug. No server is asked."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pymongo.errors import AutoReconnect, BulkWriteError, OperationFailure

from chassis.core.errors import Unavailable
from chassis.store.mongo_link import MongoLink

DISK_FULL, BAD_VALUE, DUPLICATE = 14031, 2, 11000


def bulk(*codes: int, concern: int = 0) -> BulkWriteError:
    errors = [{"index": n, "code": code, "errmsg": ""} for n, code in enumerate(codes)]
    return BulkWriteError(
        {"writeErrors": errors, "writeConcernErrors": [{"code": concern}] if concern else []}
    )


def failing(*errors: Exception) -> Callable[[], Awaitable[Any]]:
    left = list(errors)

    async def operation() -> str:
        if left:
            raise left.pop(0)
        return "done"

    return operation


@pytest.fixture
def link() -> MongoLink:
    return MongoLink("mongodb://127.0.0.1:1", "none")


@pytest.mark.parametrize(
    "error",
    [
        OperationFailure("disk full", DISK_FULL),
        bulk(DISK_FULL),
        bulk(DUPLICATE, DISK_FULL),
        bulk(concern=64),
    ],
    ids=["disk full", "disk full in a batch", "among others", "too few copies"],
)
async def test_answer_when_it_is_the_servers_trouble_then_unavailable(
    link: MongoLink, error: Exception
) -> None:
    with pytest.raises(Unavailable):
        await link._ask(failing(error))


@pytest.mark.parametrize("error", [OperationFailure("bad", BAD_VALUE), bulk(DUPLICATE)])
async def test_answer_when_it_is_ours_then_it_is_raised_as_it_is(
    link: MongoLink, error: Exception
) -> None:
    with pytest.raises(type(error)):
        await link._ask(failing(error))


async def test_connection_when_lost_once_then_asked_again_and_twice_then_unavailable(
    link: MongoLink,
) -> None:
    assert await link._ask(failing(AutoReconnect())) == "done"
    with pytest.raises(Unavailable):
        await link._ask(failing(AutoReconnect(), AutoReconnect()))
