"""Search on both engines: exactly the documents whose text holds the query, page by page."""

import random
from collections.abc import AsyncIterator

import pytest

from chassis.core.documents import Kind
from chassis.core.errors import Invalid
from chassis.rooms.search import enter_missing, search
from chassis.store.search_keys import normal, terms_of
from chassis.store.store import Store
from tests.parity.stores import (
    OTHER,
    STREET,
    Clock,
    Item,
    ItemCounted,
    Place,
    cause,
    put,
)

POSTS = Kind(
    "post",
    Item,
    search={"public": lambda item: item.title, "staff": lambda item: f"{item.title}\n{item.owner}"},
)
PLAIN = Kind("post", Item)
"""The same documents as an earlier version wrote them, without search."""


@pytest.fixture
async def posts(place: Place, clock: Clock) -> AsyncIterator[Store]:
    engine = await place.open()
    await engine.prepare((POSTS,), ())
    yield Store("stores", engine, frozenset({ItemCounted}), clock)
    await place.close()


async def keep(
    store: Store, key: str, title: str, owner: str = "", kind: Kind[Item] = POSTS
) -> None:
    done = cause(f"{key} {title} {owner}")
    await store.change(kind.key(STREET, key), put(Item(title=title, owner=owner)), done)


async def ids(store: Store, query: str, scope: str = "public", street: str = STREET) -> list[str]:
    found: list[str] = []
    after = ""
    while True:
        page = await search(store, POSTS, street, scope, query, after=after, limit=2)
        found += [one.id for one in page.items]
        if not (after := page.next):
            return found


async def test_search_when_chinese_of_any_length_then_found(posts: Store) -> None:
    await keep(posts, "a", "老旧小区加装电梯")
    await keep(posts, "b", "小区门口的路灯不亮")
    await keep(posts, "c", "区里小学旁边堵车")
    assert await ids(posts, "小") == ["a", "b", "c"]
    assert await ids(posts, "小区") == ["a", "b"]
    assert await ids(posts, "老旧小区加装") == ["a"]
    assert await ids(posts, "路灯 小区") == ["b"]
    assert await ids(posts, "电灯") == []
    assert await ids(posts, "加旧") == []  # both characters, no such text
    assert await ids(posts, "小区", street=OTHER) == []


async def test_search_when_written_otherwise_then_the_same(posts: Store) -> None:
    await keep(posts, "a", "修理 ＷＣ（２号楼）Straße")
    for query in ("wc", "ＷＣ", "2号楼", "２号", "STRASSE", "修理，wc"):
        assert await ids(posts, query) == ["a"], query
    assert await ids(posts, "理w") == []  # not across a blank


async def test_search_when_scopes_differ_then_each_sees_its_own(posts: Store) -> None:
    await keep(posts, "a", "修路灯", "曾小曼")
    assert await ids(posts, "小曼", "staff") == ["a"]
    assert await ids(posts, "小曼", "public") == []


async def test_search_when_changed_or_erased_then_the_old_words_are_gone(posts: Store) -> None:
    await keep(posts, "a", "修路灯")
    await keep(posts, "a", "装电梯")
    assert (await ids(posts, "路灯"), await ids(posts, "电梯")) == ([], ["a"])
    await posts.erase(POSTS.key(STREET, "a"))
    assert await ids(posts, "电梯") == []


@pytest.mark.parametrize("query", ["", "  ", "，。！", "%_*'\""])
async def test_search_when_there_is_no_word_then_refused(posts: Store, query: str) -> None:
    with pytest.raises(Invalid):
        await search(posts, POSTS, STREET, "public", query)


async def test_search_when_many_then_the_same_as_reading_all(posts: Store) -> None:
    draw = random.Random(7)
    titles = {f"{n:03d}": "".join(draw.choices("甲乙丙aB １,", k=12)) for n in range(70)}
    for key, title in titles.items():
        await keep(posts, key, title)
    for _ in range(25):
        query = "".join(draw.choices("甲乙丙Ab 1", k=draw.randint(1, 4)))
        if not normal(query):
            continue
        terms = terms_of(query)
        expected = [key for key, text in titles.items() if all(t in normal(text) for t in terms)]
        assert await ids(posts, query) == expected, query


async def test_search_when_an_earlier_version_wrote_then_entered_at_the_start(
    posts: Store,
) -> None:
    for number in range(60):
        await keep(posts, f"{number:02d}", f"旧的第{number}条", kind=PLAIN)
    assert await ids(posts, "旧的") == []
    await enter_missing(posts, (POSTS,))
    assert len(await ids(posts, "旧的")) == 60
    assert await ids(posts, "第7条") == ["07"]
    assert await posts.engine.unsearched(POSTS, "", 9) == []


async def test_search_when_explained_then_by_the_keys(posts: Store, place: Place) -> None:
    if place.engine != "embedded":
        return  # the plans of MongoDB are proved in test_store_plans, where it is real
    import sqlite3

    from chassis.store.embedded_search import _FIND

    with sqlite3.connect(place.path / "items.sqlite") as connection:
        text = "EXPLAIN QUERY PLAN " + _FIND.replace("<table>", "search_post")
        plan = str(connection.execute(text, (STREET, "a", "", "[]", 9)).fetchall())
    assert "SEARCH one USING PRIMARY KEY (street=? AND key=? AND sort>?)" in plan
    assert "SCAN one" not in plan
    assert "TEMP B-TREE" not in plan
