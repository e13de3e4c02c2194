"""Signs what the chains of one service have come to, and hands it to the witness.

Nothing is signed in a write. A worker signs from time to time, and whoever prints a paper signs
what happened since: at most one statement for each change, and none where nothing moved.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from chassis.audit.chain import HEADS, Head
from chassis.audit.keys import AuditKey
from chassis.audit.statements import (
    STATEMENTS,
    WITNESSED,
    Ledger,
    Mark,
    Statement,
    own_statements,
    statement_id,
    whole_of,
    witness_id,
    witnessed,
)
from chassis.core.catalogue import busy
from chassis.core.errors import NotNow
from chassis.store.engine import Engine
from chassis.store.store import TRIES

PAGE = 200
log = structlog.get_logger(__name__)


class Signer:
    """Statements of one service; without ``key`` it only reads those of others.

    ``witness`` is a database of its own; while it is away statements wait in the service's own.
    ``everyone`` are the names of all services.
    """

    def __init__(
        self,
        service: str,
        engine: Engine,
        witness: Engine,
        key: AuditKey | None,
        now: Callable[[], datetime],
        everyone: Sequence[str] = (),
    ) -> None:
        self.service = service
        self.everyone = tuple(everyone)
        self.witness = witness
        self.key = key
        self._engine = engine
        self._now = now
        self._ledger = Ledger()
        self._others: dict[str, Ledger] = {}
        self._told = 0
        self._turn = asyncio.Lock()

    async def sign(self) -> Ledger:
        """Sign what moved since the last statement, if anything; answers how things stand."""
        async with self._turn:
            for _ in range(TRIES):
                await self._catch_up()
                if await self._signed():
                    break
            else:
                raise busy()
            await self._tell()
            return self._ledger

    async def _signed(self) -> bool:
        """Whether all is signed now; not where another process was first with this number."""
        heads = await heads_of(self._engine)
        if self.key is None or whole_of(self._ledger.heads | heads) == whole_of(self._ledger.heads):
            return True
        draft = self._ledger.following(self.service, heads, self._now())
        statement = draft.model_copy(update={"key": self.key.name}).signed(self.key)
        body = statement.model_dump(mode="json")
        if not await self._engine.insert(STATEMENTS, statement_id(statement.number), body):
            return False
        self._ledger.take(statement)
        return True

    async def _catch_up(self) -> None:
        async for _, statement in own_statements(self._engine, self._ledger.number):
            if statement is not None:
                self._ledger.take(statement)

    async def _tell(self) -> None:
        """Give the witness what it does not have; while it is away, the next time."""
        try:
            page: list[Statement] = []
            async for _, statement in own_statements(self._engine, self._told):
                page += [statement] if statement else []
                if len(page) == PAGE:
                    await self._hand_over(page)
                    page = []
            await self._hand_over(page)
        except NotNow as error:
            log.warning("the witness is away", service=self.service, problem=str(error))

    async def _hand_over(self, page: list[Statement]) -> None:
        if page:
            bodies = {witness_id(one): one.model_dump(mode="json") for one in page}
            await self.witness.fill(WITNESSED, bodies)
            self._told = page[-1].number

    async def marks(self, street: str) -> dict[str, Mark]:
        """The newest signed head of this street in each service, by the service's name."""
        found = {self.service: (await self.sign()).heads.get(street)}
        for name in self.everyone:
            if name != self.service:
                found[name] = (await self._read(name)).heads.get(street)
        return {name: mark for name, mark in found.items() if mark is not None}

    async def _read(self, service: str) -> Ledger:
        ledger = self._others.setdefault(service, Ledger())
        async for _, statement in witnessed(self.witness, service, ledger.number):
            if statement is not None:
                ledger.take(statement)
        return ledger


async def heads_of(engine: Engine) -> dict[str, Mark]:
    """The heads of all chains of a service, by street."""
    found: dict[str, Mark] = {}
    after = ""
    while page := await engine.wholes(HEADS, after, PAGE):
        for whole in page:
            head = Head.model_validate(whole.state, extra="ignore")
            found[whole.street] = Mark(seq=head.seq, hash=head.hash, sm3=head.sm3)
        after = page[-1].doc_id
    return found
