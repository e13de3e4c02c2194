"""Plain collections on both engines: rows inserted once, found by id, prefix or unique field."""

import asyncio

import pytest

from chassis.store.engine import Engine
from chassis.store.mongo_plain import MongoPlain
from tests.parity.stores import PAPERS


async def test_insert_when_id_or_unique_field_is_taken_answers_false(engine: Engine) -> None:
    assert await engine.insert(PAPERS, "a", {"number": "1", "票": "赞成"}) is True
    assert await engine.insert(PAPERS, "a", {"number": "2"}) is False
    assert await engine.insert(PAPERS, "b", {"number": "1"}) is False
    assert await engine.row(PAPERS, "a") == {"number": "1", "票": "赞成"}
    assert await engine.row(PAPERS, "b") is None
    assert await engine.row_by(PAPERS, "number", "1") == {"number": "1", "票": "赞成"}
    assert await engine.row_by(PAPERS, "number", "9") is None
    with pytest.raises(LookupError):
        await engine.row_by(PAPERS, "票", "赞成")


async def test_insert_when_twenty_at_once_has_one_winner(engine: Engine) -> None:
    tries = [engine.insert(PAPERS, "a", {"number": str(n)}) for n in range(20)]
    assert sum(await asyncio.gather(*tries)) == 1


async def test_fill_when_some_are_there_inserts_the_others(engine: Engine) -> None:
    await engine.insert(PAPERS, "b", {"number": "2"})
    rows = {name: {"number": n} for name, n in (("a", "1"), ("b", "9"), ("c", "2"), ("d", "4"))}
    await engine.fill(PAPERS, rows)
    await engine.fill(PAPERS, rows)
    assert await engine.rows(PAPERS, "", "", 9) == [
        ("a", {"number": "1"}), ("b", {"number": "2"}), ("d", {"number": "4"}),
    ]  # fmt: skip


async def test_rows_when_prefixed_come_by_id_page_by_page(engine: Engine) -> None:
    names = [f"{street}/{n:04d}" for street in ("1", "10", "2", "二") for n in range(7)]
    for name in reversed(names):
        await engine.insert(PAPERS, name, {"number": name})
    page = await engine.rows(PAPERS, "1/", "", 4)
    assert [name for name, _ in page] == [f"1/{n:04d}" for n in range(4)]
    assert await engine.rows(PAPERS, "1/", page[-1][0], 4) == [
        (f"1/{n:04d}", {"number": f"1/{n:04d}"}) for n in range(4, 7)
    ]
    assert [name for name, _ in await engine.rows(PAPERS, "二/", "", 9)] == names[-7:]
    assert [name for name, _ in await engine.rows(PAPERS, "", "", 99)] == sorted(names)


async def test_remove_when_there_frees_the_id(engine: Engine) -> None:
    await engine.insert(PAPERS, "a", {"number": "1"})
    await engine.remove(PAPERS, "a")
    await engine.remove(PAPERS, "a")
    assert await engine.insert(PAPERS, "a", {"number": "1"}) is True


async def test_rows_when_written_anew_then_the_same_and_each_was_touched(engine: Engine) -> None:
    rows = {name: {"number": name} for name in ("c", "a", "b")}
    for name, body in rows.items():
        await engine.insert(PAPERS, name, body)
    marks = []
    for _ in range(2):
        await engine.rewrite(PAPERS)
        assert await engine.rows(PAPERS, "", "", 9) == sorted(rows.items())
        if isinstance(engine, MongoPlain):
            found = engine._database[PAPERS.name].find({})
            marks.append({one["anew"] async for one in found})
    assert await engine.insert(PAPERS, "a", rows["a"]) is False
    assert not marks or (len(marks[0]) == len(marks[1]) == 1 and marks[0] != marks[1])
