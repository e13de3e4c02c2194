"""The audit chain on both engines: it holds every version once, and it heals."""

import asyncio
import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from chassis.audit.chain import HEADS, AuditChain, Head
from chassis.audit.check import ERASE
from chassis.core.documents import Plain
from chassis.store.engine import Engine
from chassis.store.store import Store
from tests.parity.stores import ITEMS, NOTES, OTHER, STREET, Clock, Place, cause, counted
from tests.parity.trails import SAID, claimed, filled, flaws, overwrite_head, relay, verify


class Dying:
    """An engine without transactions, whose process dies after some rows."""

    transactions = False

    def __init__(self, engine: Engine, rows: int) -> None:
        self._engine, self._rows = engine, rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    async def fill(self, plain: Plain, rows: Mapping[str, dict[str, Any]]) -> None:
        await self._engine.fill(plain, dict(list(rows.items())[: self._rows]))
        raise ConnectionResetError


async def test_append_when_relayed_chains_every_version(store: Store, clock: Clock) -> None:
    await filled(store, clock)
    await filled(store, clock, OTHER)
    chain = AuditChain(store.engine)
    rows = [row async for _, row in chain.rows(STREET)]
    assert [row["seq"] for row in rows] == list(range(1, 11))
    prev = ""
    for row in rows:
        body = {name: value for name, value in row.items() if name != "hash"}
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert row["prev"] == prev
        assert row["hash"] == (prev := hashlib.sha256(text.encode()).hexdigest())
    assert await chain.head(STREET) == Head(seq=10, hash=prev, said={SAID: 10})
    report = await verify(store.engine)
    assert (report.ok, report.rows, report.documents) == (True, 20, 10)
    assert (await verify(store.engine, OTHER)).rows == 10


async def test_append_when_repeated_adds_nothing(store: Store, clock: Clock) -> None:
    await store.change(ITEMS.key(STREET, "1"), counted("1"), cause("a"))
    [pending] = await claimed(store.engine, clock)
    chain = AuditChain(store.engine)
    await chain.append(pending.entries)
    await chain.append([*pending.entries, *pending.entries])
    await AuditChain(store.engine).append(pending.entries)
    assert (await chain.head(STREET)).seq == 1
    assert (await chain.head(STREET)).said == {SAID: 1}
    assert (await chain.head(OTHER)) == Head()


async def test_append_when_a_row_is_there_although_the_head_was_kept_adds_nothing(
    store: Store, clock: Clock
) -> None:
    await store.change(ITEMS.key(STREET, "1"), counted("1"), cause("a"))
    [first] = await claimed(store.engine, clock)
    await store.change(ITEMS.key(STREET, "2"), counted("2"), cause("a"))
    chain, second = AuditChain(store.engine), await claimed(store.engine, clock)
    await chain.append(first.entries)
    # One row of the batch is in the chain, the other is not: only that one goes in.
    await chain.append([*first.entries, *(e for one in second for e in one.entries)])
    report = await verify(store.engine)
    assert (report.problems, report.rows) == ((), 2)


async def test_append_when_several_write_at_once_keeps_one_chain(
    place: Place, store: Store, clock: Clock
) -> None:
    keys = [ITEMS.key(STREET, f"i{n}") for n in range(24)]
    await asyncio.gather(*(store.change(k, counted(k.id), cause("a")) for k in keys))
    pending = await claimed(store.engine, clock)
    chains = [AuditChain(store.engine), AuditChain(await place.open())]
    # Everything twice, by two writers, in another order.
    jobs = [chains[0].append(one.entries) for one in pending]
    jobs += [chains[1].append(one.entries) for one in reversed(pending)]
    await asyncio.gather(*jobs)
    report = await verify(store.engine)
    assert (report.problems, report.rows) == ((), 24)
    assert (await chains[0].head(STREET)).said == {SAID: 24}


async def test_append_when_a_writer_died_puts_its_rows_in_place(store: Store, clock: Clock) -> None:
    for number in range(3):
        key = ITEMS.key(STREET, f"i{number}")
        await store.change(key, counted(key.id), cause("a"))
    pending = await claimed(store.engine, clock)
    entries = [entry for one in pending for entry in one.entries]
    dying = AuditChain(Dying(store.engine, rows=1))
    with contextlib.suppress(ConnectionResetError):
        await dying.append(entries)
    head = await dying.head(STREET)
    assert (head.seq, len(head.pending)) == (3, 3)
    assert (await verify(store.engine)).problems == ()  # on their way is not gone
    await AuditChain(store.engine).append(entries[:1])
    assert (await dying.head(STREET)).pending == ()
    report = await verify(store.engine)
    assert (report.problems, report.rows) == ((), 3)


async def test_append_when_the_head_is_lost_or_old_begins_again_from_the_rows(
    store: Store, clock: Clock
) -> None:
    await filled(store, clock)
    before = await AuditChain(store.engine).head(STREET)
    await store.engine.erase(HEADS, f"{STREET}/head")
    assert ("head", "the head is missing") in await flaws(store.engine)
    await store.change(ITEMS.key(STREET, "i9"), counted("i9"), cause("x"))
    await relay(store.engine, clock)
    assert (await AuditChain(store.engine).head(STREET)).said == {SAID: 11}
    await overwrite_head(store.engine, before)
    await store.change(ITEMS.key(STREET, "i9"), counted("i9"), cause("y"))
    await relay(store.engine, clock)
    report = await verify(store.engine)
    assert (report.problems, report.rows) == ((), 12)


async def test_verify_when_erased_or_still_in_the_outbox_is_fine(
    store: Store, clock: Clock
) -> None:
    await filled(store, clock)
    await store.change(ITEMS.key(STREET, "i2"), counted("i2"), replace(cause("e"), action=ERASE))
    await relay(store.engine, clock)
    await store.erase(ITEMS.key(STREET, "i2"))
    await store.change(ITEMS.key(STREET, "i3"), counted("i3"), cause("later"))
    await store.change(ITEMS.key(STREET, "i7"), counted("i7"), cause("later"))
    await store.change(NOTES.key(OTHER, "n"), counted("n"), cause("later"))
    assert (await verify(store.engine)).ok


async def test_verify_when_others_write_meanwhile_finds_nothing(store: Store, clock: Clock) -> None:
    chain, finished = AuditChain(store.engine), asyncio.Event()

    async def work() -> None:
        for number in range(40):
            key = ITEMS.key(STREET, f"i{number % 7}")
            await store.change(key, counted(key.id), cause(f"c{number}"))
            await relay(store.engine, clock, chain)
        finished.set()

    task = asyncio.create_task(work())
    while not finished.is_set():
        assert (await verify(store.engine)).problems == ()
    await task
    report = await verify(store.engine)
    assert (report.problems, report.rows) == ((), 40)
