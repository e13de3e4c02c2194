"""Whatever happens in whatever order, `store.change` keeps its promises (embedded engine)."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from chassis.core.documents import Changed, Key
from chassis.core.errors import Invalid
from chassis.store.embedded import EmbeddedEngine
from chassis.store.engine import INBOX_SIZE
from tests.parity.stores import ITEMS, STREET, Clock, Item, cause, counted, store_on

NAMES = st.sampled_from(["a", "b", "c 一"])
CAUSES = st.sampled_from([f"cause {n}" for n in range(12)])
LEASE = 30.0
T = TypeVar("T")


def key_of(name: str) -> Key[Item]:
    return ITEMS.key(STREET, name)


class Changes(RuleBasedStateMachine):
    """A store beside a model of it: counts, causes and the events that were committed."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        self.counts: Counter[str] = Counter()
        self.versions: Counter[str] = Counter()
        self.causes: dict[str, dict[str, str]] = {"a": {}, "b": {}, "c 一": {}}
        self.committed: set[str] = set()
        self.sent: set[str] = set()
        self.leased: dict[str, float] = {}

    @initialize()
    def open(self) -> None:
        self.engine = EmbeddedEngine(Path(self.folder.name) / "items.sqlite")
        self.run(self.engine.prepare((ITEMS,), ()))
        self.store = store_on(self.engine, self.clock)

    def run(self, doing: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(doing)

    @rule(name=NAMES, why=CAUSES, by=st.integers(1, 3), fingerprint=st.sampled_from(["", "f1"]))
    def change(self, name: str, why: str, by: int, fingerprint: str) -> None:
        known = self.causes[name].get(why)
        if known is not None and known != fingerprint:
            try:
                self.run(self._change(name, why, by, fingerprint))
            except Invalid:
                return
            raise AssertionError("a key was taken for another request")
        done = self.run(self._change(name, why, by, fingerprint))
        assert done.already == (known is not None)
        self._note(name, why, by if known is None else 0, fingerprint)
        assert (done.version, done.state.count) == (self.versions[name], self.counts[name])

    @rule(name=NAMES, whys=st.lists(CAUSES, min_size=2, max_size=6))
    def change_at_once(self, name: str, whys: list[str]) -> None:
        free = [why for why in whys if self.causes[name].get(why, "") == ""]

        async def together() -> None:
            await asyncio.gather(*(self._change(name, why, 1, "") for why in free))

        self.run(together())
        for why in set(free) - set(self.causes[name]):
            self._note(name, why, 1, "")

    async def _change(self, name: str, why: str, by: int, fingerprint: str) -> Changed[Item]:
        key = key_of(name)
        return await self.store.change(key, counted(name, by), cause(why, fingerprint))

    def _note(self, name: str, why: str, by: int, fingerprint: str) -> None:
        if by:
            self.counts[name] += by
            self.versions[name] += 1
            self.causes[name][why] = fingerprint
            self.leased.pop(name, None)

    @rule(share=st.floats(0, 1))
    def relay(self, share: float) -> None:
        """Claim what is due; send a part of it, as a relay that dies half way."""
        for pending in self.run(self.engine.claim(ITEMS, self.clock.now, LEASE, 10)):
            name = pending.doc_id.partition("/")[2]
            assert self.leased.get(name, 0.0) <= self.clock.now, "claimed within another's lease"
            self.leased[name] = self.clock.now + LEASE
            ids = [entry["id"] for entry in pending.entries]
            assert len(set(ids)) == len(ids)
            assert not self.sent & set(ids), "claimed again after it was sent"
            part = ids[: round(share * len(ids))]
            self.run(self.engine.sent("item", {pending.doc_id: part}))
            self.sent |= set(part)

    @rule(seconds=st.sampled_from([1.0, 15.0, 30.0]))
    def wait(self, seconds: float) -> None:
        self.clock.now += seconds

    @rule()
    def crash(self) -> None:
        self.run(self.engine.close())
        self.open()

    @invariant()
    def documents_are_as_the_model(self) -> None:
        for name, version in self.versions.items():
            raw = self.run(self.engine.load(ITEMS, key_of(name).doc_id))
            assert raw is not None
            assert (raw.version, raw.state["count"]) == (version, self.counts[name])
            done = [entry.partition(" ")[2] for entry in raw.inbox]
            assert sorted(done) == sorted(self.causes[name])
            waiting = {entry["id"] for entry in raw.outbox}
            assert not waiting & self.sent
            self.committed |= waiting

    @invariant()
    def every_event_is_sent_or_waits(self) -> None:
        assert len(self.committed | self.sent) == 2 * sum(self.versions.values())

    def teardown(self) -> None:
        left = self.run(self.engine.claim(ITEMS, self.clock.now + 1e6, LEASE, 100))
        waiting = [entry["id"] for pending in left for entry in pending.entries]
        assert len(waiting) == len(set(waiting))
        assert set(waiting) == self.committed - self.sent
        self.run(self.engine.close())
        self.runner.close()
        self.folder.cleanup()


TestChanges = Changes.TestCase
TestChanges.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


async def test_inbox_when_full_drops_the_oldest_and_keeps_the_rest_done(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path / "items.sqlite")
    await engine.prepare((ITEMS,), ())
    store, key = store_on(engine, Clock()), key_of("a")
    for number in range(INBOX_SIZE + 3):
        await store.change(key, counted("a"), cause(f"c{number}"))
    for number in range(3, INBOX_SIZE + 3):
        assert (await store.change(key, counted("a"), cause(f"c{number}"))).already
    assert not (await store.change(key, counted("a"), cause("c2"))).already
    await engine.close()
