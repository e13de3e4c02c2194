"""Lists along a field of the state, on both engines: either way, in pages, between two bounds."""

import sqlite3
from dataclasses import replace

import pytest

from chassis.core.documents import Span, Where
from chassis.store.embedded_span import spanning
from chassis.store.store import Store
from tests.parity.stores import ITEMS, OTHER, STREET, Item, Place, cause, put


async def filled(store: Store) -> None:
    """Ten items with five titles, by turns of two owners; one without, one of another street."""
    for n in range(10):
        new = Item(count=n, title=f"t{n % 5}", owner=f"o{n % 2}")
        await store.change(ITEMS.key(STREET, f"{n}"), put(new), cause("new"))
    await store.change(ITEMS.key(STREET, "untitled"), put(Item()), cause("new"))
    await store.change(ITEMS.key(OTHER, "x"), put(Item(title="t1")), cause("new"))


async def walked(store: Store, span: Span, where: Where | None = None, limit: int = 3) -> list[int]:
    seen: list[int] = []
    while True:
        page = await store.along(ITEMS, STREET, span, where, limit=limit)
        assert len(page.items) <= limit
        seen += [one.state.count for one in page.items]
        if not page.next:
            return seen
        span = replace(span, after=page.next)


@pytest.mark.parametrize("limit", [1, 3, 10, 11])
async def test_along_when_paged_then_each_comes_once_in_order(store: Store, limit: int) -> None:
    await filled(store)
    forward = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9]
    assert await walked(store, Span("title"), limit=limit) == forward
    assert await walked(store, Span("title", newest=True), limit=limit) == forward[::-1]


async def test_along_when_bounded_and_filtered_then_only_those(store: Store) -> None:
    await filled(store)
    span = Span("title", since="t1", until="t3")
    assert await walked(store, span) == [1, 6, 2, 7]
    assert await walked(store, replace(span, newest=True), {"owner": "o1"}) == [7, 1]
    assert await walked(store, span, {"owner": ["o0", "o1"], "urgent": False}) == [1, 6, 2, 7]


async def test_along_when_no_index_ends_with_the_field_then_refused(store: Store) -> None:
    with pytest.raises(LookupError):
        await store.along(ITEMS, STREET, Span("status_of_nothing"))


@pytest.mark.parametrize("place", ["embedded"], indirect=True)
@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("newest", [True, False])
@pytest.mark.parametrize("where", [{}, {"owner": "o1"}, {"status": ["open", "done"]}])
async def test_along_when_planned_then_one_walk_without_sorting(
    place: Place, newest: bool, where: Where
) -> None:

    span = Span("title", "t1", "t9", newest=newest, after="t2 2/x")
    text, values = spanning(ITEMS, STREET, where, span)
    with sqlite3.connect(place.path / "items.sqlite") as connection:
        rows = connection.execute(f"EXPLAIN QUERY PLAN {text}", (*values, 5)).fetchall()
    plan = str(rows)
    assert "SEARCH" in plan
    assert "title" in plan
    assert "TEMP B-TREE" not in plan, plan
