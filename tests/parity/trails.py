"""What the audit suites do: relay, verify, and what an intruder would do."""

from typing import Any

from chassis.audit.chain import AUDIT, HEADS, AuditChain, Head
from chassis.audit.check import AuditCheck, Report
from chassis.store.engine import Engine, Pending, Write
from chassis.store.store import Store
from tests.parity.stores import ITEMS, NOTES, STREET, Clock, cause, counted

SAID = "yishi.stores.item-counted.v1"


async def claimed(engine: Engine, clock: Clock) -> list[Pending]:
    return [p for kind in (ITEMS, NOTES) for p in await engine.claim(kind, clock.now, 30, 500)]


async def relay(engine: Engine, clock: Clock, chain: AuditChain | None = None) -> None:
    """Do what the relay does: append what is due, then take it out of the outboxes."""
    pending = await claimed(engine, clock)
    await (chain or AuditChain(engine)).append([e for one in pending for e in one.entries])
    for kind in {one.kind for one in pending}:
        done = [one for one in pending if one.kind == kind]
        await engine.sent(kind, {one.doc_id: [e["id"] for e in one.entries] for one in done})


async def filled(store: Store, clock: Clock, street: str = STREET) -> None:
    """Five items with two versions each, all in the chain."""
    for number in range(2):
        for item in range(5):
            key = ITEMS.key(street, f"i{item}")
            await store.change(key, counted(key.id), cause(f"c{number}"))
    await relay(store.engine, clock)


async def verify(engine: Engine, street: str | None = None) -> Report:
    return await AuditCheck(engine, (ITEMS, NOTES, HEADS)).verify(street)


async def flaws(engine: Engine) -> list[tuple[str, str]]:
    return [(flaw.at, flaw.en) for flaw in (await verify(engine)).problems]


async def replace(engine: Engine, name: str, **values: Any) -> None:
    """Edit a row behind the machinery."""
    row = await engine.row(AUDIT, name)
    assert row is not None
    await engine.remove(AUDIT, name)
    assert await engine.insert(AUDIT, name, {**row, **values})


async def overwrite_head(engine: Engine, head: Head) -> None:
    raw = await engine.load(HEADS, f"{STREET}/head")
    assert raw is not None
    state = head.model_dump(mode="json")
    assert await engine.write(
        HEADS, Write(f"{STREET}/head", STREET, "head", 1, raw.version, state, (), "", 0.0)
    )


async def edit(engine: Engine, doc_id: str, **values: Any) -> None:
    """Edit a document behind the machinery, keeping its version."""
    raw = await engine.load(ITEMS, doc_id)
    assert raw is not None
    await engine.erase(ITEMS, doc_id)
    street, _, name = doc_id.partition("/")
    for version in range(raw.version):
        state = {**raw.state, **values}
        await engine.write(ITEMS, Write(doc_id, street, name, 1, version, state, (), "", 0.0))
