"""What the suites of signed heads do: a service with a witness and a key, and an expert at work."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from chassis.audit.chain import AUDIT, HEADS, AuditChain, Head, hash_of, row_id
from chassis.audit.check import AuditCheck
from chassis.audit.evidence import Expected, Sources
from chassis.audit.keys import AuditKey, make_key
from chassis.audit.signing import Signer
from chassis.audit.statements import STATEMENTS, WITNESSED, Statement, statement_id, witness_id
from chassis.core.documents import Plain
from chassis.store.embedded import EmbeddedEngine
from chassis.store.engine import Engine, Write
from chassis.store.entries import digest_of
from chassis.store.mongo import MongoEngine
from chassis.store.store import Store
from tests.parity.stores import AT, ITEMS, NOTES, STREET, Clock, Place, cause, counted, store_on
from tests.parity.trails import filled, relay

SERVICE = "stores"
Rows = list[dict[str, Any]]


@dataclass
class House:
    """One service that signs, its witness, and its key file."""

    engine: Engine
    witness: Engine
    store: Store
    key: AuditKey
    clock: Clock
    signed: int = 0
    anchors: list[tuple[str, str, Expected]] = field(default_factory=list)

    def now(self) -> Any:
        """Statements are made an hour apart, each after what it covers."""
        self.signed += 1
        return AT + timedelta(hours=self.signed)

    def signer(self, key: AuditKey | None = None) -> Signer:
        """Another process that signs."""
        return Signer(SERVICE, self.engine, self.witness, key or self.key, self.now, (SERVICE,))

    async def sign(self) -> None:
        await self.signer().sign()

    async def count(self, item: str, cause_id: str) -> None:
        """One change more, in its chain."""
        await self.store.change(ITEMS.key(STREET, item), counted(item), cause(cause_id))
        await relay(self.engine, self.clock)

    async def silent(self) -> None:
        """What was done is not seen by the chain and the documents alone."""
        report = await AuditCheck(self.engine, (ITEMS, NOTES)).verify()
        assert report.problems == ()

    async def flaws(self, *, witness: bool = True, **given: Any) -> list[tuple[str, str]]:
        sources = Sources(
            given.get("ring", self.key.ring), self.witness if witness else None, self.anchors
        )
        check = AuditCheck(self.engine, (ITEMS, NOTES), service=SERVICE, sources=sources)
        return [(flaw.at, flaw.en) for flaw in (await check.verify()).problems]


@asynccontextmanager
async def a_house(place: Place, tmp_path: Path) -> AsyncIterator[House]:
    """Five items with two versions each in a signed chain; three more changes, signed again."""
    clock = Clock()
    engine = await place.open()
    await engine.prepare((), (STATEMENTS,))
    witness: Engine
    if place.engine == "embedded":
        witness = EmbeddedEngine(tmp_path / "witness.sqlite")
    else:
        witness = MongoEngine(place.url, f"{place.database}_witness", place.engine)  # type: ignore[arg-type]
    await witness.prepare((), (WITNESSED,))
    key = make_key(tmp_path / "audit.key", AT)
    house = House(engine, witness, store_on(engine, clock), key, clock)
    try:
        await filled(house.store, clock)
        await house.sign()
        for number in range(3):
            await house.count(f"i{number}", "later")
        await house.sign()
        yield house
    finally:
        await witness.close()
        await place.close()
        if place.engine != "embedded":
            with MongoClient[dict[str, Any]](place.url) as client:
                client.drop_database(f"{place.database}_witness")


# ---- an expert, who knows how everything is made -------------------------------------------


async def chain_anew(engine: Engine, edit: Callable[[Rows], Rows], street: str = STREET) -> None:
    """Make the chain of a street anew over edited rows, with its head: every hash fits."""
    rows = [row async for _, row in AuditChain(engine).rows(street)]
    for row in rows:
        await engine.remove(AUDIT, row_id(street, row["seq"]))
    prev, said = "", dict[str, int]()
    for seq, row in enumerate(edit(rows), 1):
        row |= {"seq": seq, "prev": prev}
        row["hash"] = prev = hash_of(row)
        for event in row["events"]:
            said[event] = said.get(event, 0) + 1
        assert await engine.insert(AUDIT, row_id(street, seq), row)
        last = seq
    await engine.erase(HEADS, f"{street}/head")
    await put_head(engine, Head(seq=last, hash=prev, said=said), street)


async def put_head(engine: Engine, head: Head, street: str) -> None:
    state = head.model_dump(mode="json")
    write = Write(f"{street}/head", street, f"head/{street}/head", 1, 0, state, (), "", 0.0)
    assert await engine.write(HEADS, write)


async def edit_item(engine: Engine, item: str, **values: Any) -> str:
    """Edit a document at its version; answers the digest of its new state."""
    raw = await engine.load(ITEMS, f"{STREET}/{item}")
    assert raw is not None
    await engine.erase(ITEMS, raw.doc_id)
    state = raw.state | values
    for version in range(values.pop("_version", raw.version)):
        await engine.write(
            ITEMS, Write(raw.doc_id, STREET, raw.sort, 1, version, state, (), "", 0.0)
        )
    return digest_of(state)


async def statements(engine: Engine, plain: Plain = STATEMENTS) -> list[Statement]:
    return [Statement.model_validate(body) for _, body in await engine.rows(plain, "", "", 500)]


async def emptied(engine: Engine, plain: Plain) -> None:
    for name, _ in await engine.rows(plain, "", "", 500):
        await engine.remove(plain, name)


async def put_statements(house: House, kept: Sequence[Statement], *, everywhere: bool) -> None:
    """These statements and no others, with the witness too where ``everywhere``."""
    await emptied(house.engine, STATEMENTS)
    for one in kept:
        await house.engine.insert(STATEMENTS, statement_id(one.number), one.model_dump(mode="json"))
    if everywhere:
        await emptied(house.witness, WITNESSED)
        for one in kept:
            await house.witness.insert(WITNESSED, witness_id(one), one.model_dump(mode="json"))
