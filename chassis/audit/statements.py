"""A statement: what all chains of one service have come to, numbered, chained and signed.

It names the head of each street that moved since the statement before, and a digest over the heads
of all streets: so the statements together are the inventory of a service, and one taken out, or a
street taken out, leaves a hole. Statements lie in the service's own database and, beside it, with
the witness (decision 0016).
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import Field, ValidationError

from chassis.audit.keys import AuditKey, Ring, read_signature, text_of
from chassis.core.decision import State
from chassis.core.documents import Plain
from chassis.store.engine import Engine
from chassis.store.entries import digest_of
from chassis.store.rows import every_row

STATEMENTS = Plain("audit_statements")
"""Statements of the service under ``<number, 12 digits>``. Flushed: what one names is on the disk
before anybody sees it, as it was written before."""

WITNESSED = Plain("audit_witness")
"""The same of all services under ``<service>/<number>/<digest, 16 digits>``: two that bear one
number both stay."""

WITNESS_DATABASE = "witness"
PAGE = 500


class Mark(State):
    """The head of one street's chain: its last row's number and hash."""

    seq: int
    hash: str
    sm3: str = ""


class Statement(State):
    """One statement. ``whole``: digest over the heads of all ``streets`` streets after it."""

    service: str
    number: int
    prev: str
    at: datetime
    heads: dict[str, Mark] = Field(default_factory=dict)
    whole: str
    streets: int
    key: str
    signature: str = ""

    def message(self) -> bytes:
        """What is signed: everything but the signature."""
        return f"yishi audit statement\n{digest_of(_body(self, signed=False))}".encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the whole statement."""
        return digest_of(_body(self))

    def signed(self, key: AuditKey) -> "Statement":
        """The same, signed."""
        return self.model_copy(update={"signature": text_of(key.sign(self.message()))})

    def holds(self, ring: Ring) -> bool:
        """Whether a key of this ring signed it."""
        key = ring.find(self.key)
        return bool(key and key.holds(self.message(), read_signature(self.signature)))


def _body(statement: Statement, *, signed: bool = True) -> dict[str, Any]:
    body = statement.model_dump(mode="json")
    return body if signed else {name: body[name] for name in body if name != "signature"}


def whole_of(heads: Mapping[str, Mark]) -> str:
    """The digest over the heads of all streets."""
    return digest_of({street: [mark.seq, mark.hash] for street, mark in heads.items()})


@dataclass
class Ledger:
    """The statements of one service as far as they were read: the last one, all heads."""

    number: int = 0
    digest: str = ""
    at: datetime | None = None
    heads: dict[str, Mark] = field(default_factory=dict)

    def take(self, statement: Statement) -> None:
        """The next one."""
        self.number, self.digest, self.at = statement.number, statement.digest, statement.at
        self.heads.update(statement.heads)

    def following(self, service: str, heads: Mapping[str, Mark], at: datetime) -> Statement:
        """The statement after these, over these heads; not signed yet."""
        moved = {street: mark for street, mark in heads.items() if self.heads.get(street) != mark}
        all_heads = self.heads | moved
        return Statement(
            service=service,
            number=self.number + 1,
            prev=self.digest,
            at=at,
            heads=dict(sorted(moved.items())),
            whole=whole_of(all_heads),
            streets=len(all_heads),
            key="",
        )


def statement_id(number: int) -> str:
    """Its id in the service's own database."""
    return f"{number:012d}"


def witness_id(statement: Statement) -> str:
    """Its id with the witness."""
    return f"{statement.service}/{statement.number:012d}/{statement.digest[:16]}"


def read_statement(body: Mapping[str, Any]) -> Statement | None:
    """A statement as it was stored; nothing where it is none any more."""
    try:
        return Statement.model_validate(body)
    except ValidationError:
        return None


async def own_statements(
    engine: Engine, after: int = 0
) -> AsyncIterator[tuple[str, Statement | None]]:
    """Ids and statements in a service's own database, behind a number."""
    async for name, body in every_row(engine, STATEMENTS, after=statement_id(after), page=PAGE):
        yield name, read_statement(body)


async def witnessed(
    witness: Engine, service: str, after: int = 0
) -> AsyncIterator[tuple[str, Statement | None]]:
    """Ids and statements of one service with the witness, behind a number."""
    first = f"{service}/{statement_id(after + 1)}"
    async for name, body in every_row(witness, WITNESSED, f"{service}/", first, PAGE):
        yield name, read_statement(body)
