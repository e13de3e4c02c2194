"""Files on both engines: kept once, read whole, erased for good, orphans swept after a day."""

import asyncio
from datetime import timedelta

import pytest

from chassis.core.errors import NotFound
from chassis.rooms.files.reference import Owner
from chassis.rooms.files.store import CHECKS, FILE_PLAINS, FILES, PIECE, PIECES, FileStore
from chassis.store.engine import Engine
from tests.parity.stores import AT, STREET

MINE, OTHERS = Owner("item", STREET, "a"), Owner("item", STREET, "ab")
LONG = bytes(range(240)) * (PIECE * 10 // 240) + b"end"


@pytest.fixture
async def files(engine: Engine) -> FileStore:
    await engine.prepare((), FILE_PLAINS)
    return FileStore(engine)


async def content(files: FileStore, owner: Owner, file: str, part: str = "full") -> bytes:
    return b"".join([piece async for piece in await files.open(owner, file, part)])


@pytest.mark.parametrize("data", [b"", b"x", b"y" * PIECE, b"z" * (PIECE + 1), LONG])
async def test_put_when_read_again_is_the_same(files: FileStore, data: bytes) -> None:
    await files.put(MINE, "f", "full", data, AT)
    assert await content(files, MINE, "f") == data
    assert await files.listed(MINE) == ["f"]
    assert await files.listed(OTHERS) == []


async def test_put_when_twice_and_at_once_is_kept_once(files: FileStore, engine: Engine) -> None:
    tries = [files.put(MINE, "f", "full", LONG, AT) for _ in range(4)]
    await asyncio.gather(*tries)
    await files.put(MINE, "f", "full", LONG, AT)
    assert len(await engine.rows(PIECES, "", "", 99)) == 11
    assert len(await engine.rows(FILES, "", "", 99)) == 1
    assert len(await engine.rows(CHECKS, "", "", 99)) == 1


async def test_put_when_a_crash_left_half_of_it_is_finished(
    files: FileStore, engine: Engine
) -> None:
    await files.put(MINE, "f", "full", LONG, AT)
    await engine.remove(FILES, f"{MINE.key}/f/full")
    await engine.remove(PIECES, (await engine.rows(PIECES, "", "", 9))[3][0])
    with pytest.raises(NotFound):
        await files.open(MINE, "f", "full")
    await files.put(MINE, "f", "full", LONG, AT)
    assert await content(files, MINE, "f") == LONG


async def test_put_when_encoded_otherwise_holds_the_new_content_only(
    files: FileStore, engine: Engine
) -> None:
    await files.put(MINE, "f", "full", LONG, AT)
    await files.put(MINE, "f", "full", b"short", AT)
    assert await content(files, MINE, "f") == b"short"
    assert len(await engine.rows(PIECES, "", "", 99)) == 1


async def test_erase_when_done_leaves_nothing_of_it_and_all_of_others(
    files: FileStore, engine: Engine
) -> None:
    for owner in (MINE, OTHERS):
        for part in ("full", "small"):
            await files.put(owner, "f", part, LONG, AT)
    await files.put(MINE, "g", "full", b"g", AT)
    await files.erase(MINE, "f", AT)
    assert await files.listed(MINE) == ["g"]
    await files.erase_all(MINE, AT)
    assert await files.listed(MINE) == []
    assert await content(files, OTHERS, "f", "small") == LONG
    left = [row for row, _ in await engine.rows(PIECES, "", "", 99)]
    assert left
    assert all(row.startswith(f"{OTHERS.key}/") for row in left)


async def test_checks_when_a_day_old_come_oldest_first(files: FileStore) -> None:
    for hours, file in ((2, "late"), (0, "early"), (30, "young")):
        await files.put(MINE, file, "full", b"x", AT + timedelta(hours=hours))
    due = await files.checks(AT + timedelta(hours=3))
    assert [check.file for check in due] == ["early", "late"]
    await files.checked(due[0])
    assert [check.file for check in await files.checks(AT + timedelta(hours=3))] == ["late"]
    assert due[0].owner == MINE
