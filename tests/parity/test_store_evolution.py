"""Two versions of the software on one store: neither breaks on, or loses, what the other wrote."""

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import Field, ValidationError

from chassis.core.decision import Change, State, awaited
from chassis.core.documents import Kind
from chassis.core.errors import Unavailable
from chassis.store.engine import Engine
from chassis.store.entries import digest_of
from chassis.store.store import Store
from tests.parity.stores import STREET, cause


class Lamp(State):
    """A lamp as the version before knows it."""

    id: str
    lit: bool = False


class Place(State):
    """A lamp's place; ``lamps`` are told apart by their id, ``marks`` by what they are."""

    name: str = ""
    first: Lamp | None = None
    lamps: tuple[Lamp, ...] = ()
    by_side: Mapping[str, Lamp] = Field(default_factory=dict)


class NewerLamp(Lamp):
    watts: int = 0


class NewerPlace(Place):
    colour: str = ""
    first: NewerLamp | None = None
    lamps: tuple[NewerLamp, ...] = ()
    by_side: Mapping[str, NewerLamp] = Field(default_factory=dict)


class StreetPlace(State):
    """The version after: what was ``name`` is ``title``, and it has a number."""

    title: str
    number: int


def renamed(old: dict[str, Any]) -> dict[str, Any]:
    return {"title": old["name"]}


def numbered(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "number": 7}


OLD = Kind("note", Place)
NEW = Kind("note", NewerPlace)
THIRD = Kind("note", StreetPlace, schema=3, upcasts={1: renamed, 2: numbered})

NEWER = NewerPlace(
    name="门口",
    colour="绿",
    first=NewerLamp(id="0", watts=5),
    lamps=(NewerLamp(id="a", watts=1), NewerLamp(id="b", watts=2), NewerLamp(id="c", watts=3)),
    by_side={"left": NewerLamp(id="l", watts=8), "right": NewerLamp(id="r", watts=9)},
)


async def newer_written(store: Store) -> None:
    await store.change(NEW.key(STREET, "1"), lambda _: Change(NEWER), cause("new"))


async def stored(engine: Engine) -> dict[str, Any]:
    raw = await engine.load(OLD, OLD.key(STREET, "1").doc_id)
    assert raw is not None
    return raw.state


async def test_get_when_a_newer_version_wrote_reads_what_it_knows(store: Store) -> None:
    await newer_written(store)
    found = await store.get(OLD.key(STREET, "1"))
    assert found is not None
    assert found.state.lamps == (Lamp(id="a"), Lamp(id="b"), Lamp(id="c"))
    assert [one.state for one in (await store.find(OLD, STREET)).items] == [found.state]


async def test_change_when_a_newer_version_wrote_carries_what_it_does_not_know(
    store: Store, engine: Engine
) -> None:
    await newer_written(store)

    def decide(place: Place | None) -> Change[Place]:
        assert place is not None
        # One is lit, one is gone, their order is another, and a new one came.
        lit = place.lamps[2].model_copy(update={"lit": True})
        lamps = (lit, Lamp(id="d"), place.lamps[0])
        sides = {"right": place.by_side["right"].model_copy(update={"lit": True})}
        return Change(place.model_copy(update={"name": "桥头", "lamps": lamps, "by_side": sides}))

    await store.change(OLD.key(STREET, "1"), decide, cause("old"))
    found = await store.get(NEW.key(STREET, "1"))
    assert found is not None
    assert found.state == NewerPlace(
        name="桥头",
        colour="绿",
        first=NewerLamp(id="0", watts=5),
        lamps=(NewerLamp(id="c", lit=True, watts=3), NewerLamp(id="d"), NewerLamp(id="a", watts=1)),
        by_side={"right": NewerLamp(id="r", lit=True, watts=9)},
    )


async def test_change_when_fields_are_carried_then_the_trail_tells_of_what_is_stored(
    store: Store, engine: Engine
) -> None:
    await newer_written(store)
    await store.change(
        OLD.key(STREET, "1"),
        awaited(lambda p: Change(p.model_copy(update={"name": "x"}))),
        cause("old"),
    )
    raw = await engine.load(OLD, OLD.key(STREET, "1").doc_id)
    assert raw is not None
    assert raw.state["colour"] == "绿"
    assert raw.outbox[-1]["audit"]["digest"] == digest_of(raw.state)


async def test_change_when_the_old_version_changes_nothing_it_knows_writes_nothing(
    store: Store,
) -> None:
    await newer_written(store)
    same = await store.change(OLD.key(STREET, "1"), lambda p: Change(p), cause("old"))  # type: ignore[arg-type]
    assert same.version == 1


async def test_get_when_the_document_is_older_then_it_is_brought_up(
    store: Store, engine: Engine
) -> None:
    await store.change(OLD.key(STREET, "1"), lambda _: Change(Place(name="门口")), cause("old"))
    found = await store.get(THIRD.key(STREET, "1"))
    assert found is not None
    assert found.state == StreetPlace(title="门口", number=7)
    assert [one.state for one in (await store.find(THIRD, STREET)).items] == [found.state]
    retitled = StreetPlace(title="桥头", number=8)
    await store.change(THIRD.key(STREET, "1"), lambda _: Change(retitled), cause("third"))
    assert await stored(engine) == {"title": "桥头", "number": 8}
    raw = await engine.load(THIRD, THIRD.key(STREET, "1").doc_id)
    assert raw is not None
    assert raw.schema == 3


async def test_change_when_an_older_version_rewrites_then_the_newer_number_stays(
    store: Store, engine: Engine
) -> None:
    newer = Kind("note", NewerPlace, schema=2, upcasts={1: lambda old: old})
    await store.change(newer.key(STREET, "1"), lambda _: Change(NEWER), cause("new"))
    await store.change(
        OLD.key(STREET, "1"),
        awaited(lambda p: Change(p.model_copy(update={"name": "x"}))),
        cause("old"),
    )
    raw = await engine.load(OLD, OLD.key(STREET, "1").doc_id)
    assert raw is not None
    assert (raw.schema, raw.state["colour"]) == (2, "绿")


async def test_get_when_a_newer_version_wrote_what_cannot_be_read_then_it_waits_for_it(
    store: Store,
) -> None:
    key = THIRD.key(STREET, "1")
    await store.change(key, lambda _: Change(StreetPlace(title="t", number=1)), cause("third"))
    older = Kind("note", Lamp)
    with pytest.raises(Unavailable, match="newer-document"):
        await store.get(older.key(STREET, "1"))


def test_state_when_built_in_code_still_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        Lamp(id="a", lut=True)  # type: ignore[call-arg]
    with pytest.raises(ValidationError):
        Lamp.model_validate({"id": "a", "lut": True})


def test_kind_when_a_step_up_is_missing_then_it_is_refused() -> None:
    with pytest.raises(LookupError, match="schema 2"):
        Kind("note", StreetPlace, schema=3, upcasts={1: renamed})
