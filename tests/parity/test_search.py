"""Search on both engines: exactly the documents whose text holds the query, page by page."""

import contextlib
import random
import sqlite3
from collections.abc import AsyncIterator

import pytest

from chassis.core.documents import Kind
from chassis.core.errors import Invalid
from chassis.rooms.search import enter_missing, search
from chassis.store.embedded_search import _FIND, _WITHDRAW, SEARCHED_AT, of_kind
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


async def ids(
    store: Store, query: str, scope: str = "public", street: str = STREET, limit: int = 2
) -> list[str]:
    found: list[str] = []
    after = ""
    while True:
        page = await search(store, POSTS, street, scope, query, after=after, limit=limit)
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
        assert await ids(posts, query, limit=9) == expected, query


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


def stored(place: Place, sql: str) -> list[tuple[object, ...]]:
    """What lies in the embedded file, or is done to it, behind the machinery."""
    with contextlib.closing(sqlite3.connect(place.path / "items.sqlite")) as connection, connection:
        return [row for text in sql.split(";") for row in connection.execute(text).fetchall()]


async def test_search_when_the_keys_were_spread_then_a_change_still_takes_the_old_away(
    posts: Store, place: Place
) -> None:
    for number in range(SEARCHED_AT):
        await keep(posts, f"{number:02d}", f"路灯{number}")
    assert len(await ids(posts, "路灯", limit=50)) == SEARCHED_AT
    await keep(posts, "last", "路灯")
    await keep(posts, "07", "电梯", "曾小曼")
    assert await ids(posts, "路灯7") == []
    assert await ids(posts, "电梯") == ["07"]
    assert len(await ids(posts, "路灯", limit=50)) == SEARCHED_AT
    await keep(posts, "07", "电梯", "曾小曼")  # no word is another: the keys are left alone
    await posts.erase(POSTS.key(STREET, "07"))
    await posts.erase(POSTS.key(STREET, "08"))
    assert await ids(posts, "电梯") == []
    if place.engine == "embedded":  # what is erased leaves none of its words behind (C-07)
        left = set(stored(place, "SELECT DISTINCT substr(id, -2) FROM search_post"))
        assert left == {(f"{number:02d}",) for number in range(SEARCHED_AT) if number not in (7, 8)}


async def test_search_when_an_earlier_version_kept_the_keys_by_id_then_taken_over(
    posts: Store, place: Place
) -> None:
    if place.engine != "embedded":
        return
    await keep(posts, "a", "修路灯")
    earlier = """
        INSERT INTO search_post (street, key, sort, id)
        SELECT street, value, sort, kind_post.id FROM kind_post, json_each(keys);
        INSERT INTO search_post (street, key, sort, id) SELECT street, '', sort, id FROM kind_post;
        UPDATE kind_post SET keys = NULL, spread = NULL;
        CREATE INDEX search_post__id ON search_post (id, key, sort)
    """
    stored(place, earlier)
    await posts.engine.prepare((POSTS,), ())
    assert await ids(posts, "路灯") == ["a"]
    assert await posts.engine.unsearched(POSTS, "", 9) == []
    await keep(posts, "a", "装电梯")
    assert (await ids(posts, "路灯"), await ids(posts, "电梯")) == ([], ["a"])
    assert stored(place, "SELECT 1 FROM search_post") == []


async def test_search_when_explained_then_by_the_keys(posts: Store, place: Place) -> None:
    if place.engine != "embedded":
        return  # the plans of MongoDB are proved in test_store_plans, where it is real

    def plan(text: str, *values: object) -> str:
        explained = connection.execute(f"EXPLAIN QUERY PLAN {of_kind(text, 'post')}", values)
        return str([row[3] for row in explained])

    with sqlite3.connect(place.path / "items.sqlite") as connection:
        found, taken = plan(_FIND, STREET, "a", "", "[]", 9), plan(_WITHDRAW, "a")
    assert "SEARCH one USING PRIMARY KEY (street=? AND key=? AND sort>?)" in found
    assert "SEARCH fresh USING INDEX kind_post__fresh (street=? AND sort>?)" in found
    assert "SCAN one" not in found
    assert "SCAN fresh" not in found
    assert "TEMP B-TREE" not in found
    assert "PRIMARY KEY (street=? AND key=? AND sort=? AND id=?)" in taken
