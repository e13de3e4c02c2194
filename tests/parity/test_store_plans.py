"""Every declared list is served by its index: SQLite is asked here, MongoDB where it is real."""

import os
import re
import sqlite3

import pytest

from tests.parity.stores import ITEMS, NOTES, STREET, Place

LISTS = [
    (ITEMS, STREET, {}),
    (ITEMS, STREET, {"status": "open"}),
    (ITEMS, STREET, {"status": ["open", "done"]}),
    (ITEMS, STREET, {"owner": "o1", "status": "open"}),
    (ITEMS, STREET, {"urgent": True, "owner": ["o1", "o2"]}),
    (ITEMS, None, {}),
    (ITEMS, None, {"status": "open"}),
    (ITEMS, None, {"owner": "o1", "status": "open"}),
    (NOTES, STREET, {}),
]


# A stand-in's plans prove nothing: MongoDB is asked only where it is a real one.
HONEST = (
    ["embedded", "motor", "pymongo"] if "YISHI_TEST_MONGODB_URL" in os.environ else ["embedded"]
)


@pytest.mark.parametrize("place", HONEST, indirect=True)
@pytest.mark.parametrize(("kind", "street", "where"), LISTS)
async def test_find_when_declared_searches_an_index(store, place: Place, kind, street, where):
    plan = await store.engine.explain(kind, street, where, "a")
    if place.engine == "embedded":
        check_sqlite(plan, kind.index_for(list(where)), street)
    else:
        assert "IXSCAN" in plan
        assert "COLLSCAN" not in plan


def check_sqlite(plan: str, fields: tuple[str, ...], street: str | None) -> None:
    scope = "street" if street else "city"
    assert re.search(rf"SEARCH .* USING INDEX \S+{'__'.join(['', scope, *fields])} \(", plan), plan
    assert "SCAN" not in plan
    if street:
        assert "street=?" in plan


@pytest.mark.parametrize("place", ["embedded"], indirect=True)
@pytest.mark.usefixtures("store")
async def test_claim_and_backlog_when_asked_use_the_index_of_work(place: Place) -> None:
    with sqlite3.connect(place.path / "items.sqlite") as connection:
        for query in (
            "SELECT id, outbox FROM kind_item WHERE due <= 5 ORDER BY due LIMIT 5",
            "SELECT count(*), min(due) FROM kind_item WHERE due IS NOT NULL",
            "SELECT body FROM plain_paper WHERE json_extract(body, '$.number') = '1'",
        ):
            plan = str(connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall())
            assert re.search(r"kind_item__due|plain_paper__number", plan), plan
