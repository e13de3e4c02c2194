"""What the store suites work with: the engines, a sample kind, causes and a clock."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import Field
from pymongo import MongoClient

from chassis.audit.chain import AUDIT, HEADS
from chassis.core.decision import Cause, Change, State
from chassis.core.documents import Kind, Plain
from chassis.store.embedded import EmbeddedEngine
from chassis.store.engine import Engine
from chassis.store.mongo import MongoEngine
from chassis.store.store import Store
from contracts.envelope import Event

STREET = "430103001"
OTHER = "430103002"
AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

ENGINES = (
    "embedded",
    pytest.param("motor", marks=pytest.mark.mongodb),
    pytest.param("pymongo", marks=pytest.mark.mongodb),
)


class Item(State):
    """Something small to change."""

    count: int = 0
    status: str = "open"
    owner: str = "nobody"
    urgent: bool = False
    title: str = ""
    notes: dict[str, int] = Field(default_factory=dict)


class ItemCounted(Event):
    """The item's count went up."""

    item: str
    count: int


ITEMS = Kind(
    "item",
    Item,
    indexes=(
        ("status",),
        ("status", "owner"),
        ("owner", "urgent"),
        ("title",),
        ("owner", "title"),
    ),
    sort=lambda doc_id, item: f"{doc_id}",
    city=True,
)
NOTES = Kind("note", Item)
PAPERS = Plain("paper", unique=("number",))


@dataclass
class Clock:
    """A clock that stands until it is moved. Seconds."""

    now: float = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Place:
    """Where the data of one test lie; may be opened more than once, at once or again."""

    engine: str
    path: Path
    url: str
    database: str
    opened: list[Engine] = field(default_factory=list)

    async def open(self) -> Engine:
        """Another engine on the same data."""
        engine: Engine
        if self.engine == "embedded":
            engine = EmbeddedEngine(self.path / "items.sqlite")
        else:
            engine = MongoEngine(self.url, self.database, self.engine)  # type: ignore[arg-type]
        self.opened.append(engine)
        await engine.prepare((ITEMS, NOTES, HEADS), (PAPERS, AUDIT))
        return engine

    async def close(self) -> None:
        """Close all that was opened."""
        for engine in self.opened:
            await engine.close()


def place_for(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place for the engine that a test is run with; a database of its own."""
    if request.param == "embedded":
        yield Place("embedded", tmp_path, "", "")
        return
    url = str(request.getfixturevalue("mongodb_url"))
    place = Place(request.param, tmp_path, url, f"yishi_test_{uuid.uuid4().hex[:12]}")
    yield place
    with MongoClient[dict[str, Any]](url) as client:
        client.drop_database(place.database)


def is_stand_in(url: str) -> bool:
    """Whether this URL is the stand-in's, which explains poorly."""
    return "retryWrites=false" in urlsplit(url).query


def store_on(engine: Engine, clock: Clock) -> Store:
    """A store without a relay in its process: what is written is due at once."""
    return Store("stores", engine, frozenset({ItemCounted}), clock)


def cause(cause_id: str, fingerprint: str = "") -> Cause:
    """A cause with this key."""
    return Cause(cause_id, "person:1", "count_item", AT, "correlation", fingerprint=fingerprint)


def counted(item_id: str, by: int = 1) -> Any:
    """A decision: create the item or count it up, and say so."""

    def decide(item: Item | None) -> Change[Item]:
        item = item or Item()
        item = item.model_copy(update={"count": item.count + by})
        return Change(item, [ItemCounted(item=item_id, count=item.count)])

    return decide


def put(item: Item) -> Any:
    """A decision: this state, nothing said."""
    return lambda _: Change(item)
