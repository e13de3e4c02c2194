"""What a change and a list cost as a collection grows: the same work on files of three sizes."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from bench.events import at_a_time, suggestion
from bench.houses import STREET, cause_of
from chassis.core.decision import Change, existing
from chassis.store.embedded import EmbeddedEngine
from chassis.store.embedded_file import connect
from chassis.store.embedded_sql import KindTable, text_of
from chassis.store.store import Store
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.suggestion import Suggestion

SIZES = (1_000, 30_000, 300_000)
INDEXES = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
ROW = (
    "INSERT INTO kind_suggestions (id, street, sort, version, schema, state, outbox, inbox)"
    " VALUES (?, ?, ?, 1, 1, ?, '[]', '[]')"
)


class Collection:
    """Intake's suggestions in one file: changes, lists and look-ups through the store."""

    def __init__(self, folder: str, size: int) -> None:
        self.path = Path(folder) / "intake.sqlite"
        self.size = size
        self.turn = 0

    async def start(self) -> dict[str, Any]:
        """Fill the file (not flushed: nobody measures that), open it as the house does."""
        connection = connect(self.path, "PRAGMA synchronous=OFF")
        table = KindTable(SUGGESTIONS.name)
        connection.execute("BEGIN")
        table.create(connection, SUGGESTIONS)
        for (index,) in connection.execute(INDEXES).fetchall():
            connection.execute(f'DROP INDEX "{index}"')  # made in one go it is ten times faster
        connection.executemany(ROW, self.rows())
        table.create(connection, SUGGESTIONS)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        self.engine = EmbeddedEngine(self.path)
        await self.engine.prepare((SUGGESTIONS,), ())
        self.store = Store("intake", self.engine, frozenset(), time.time)
        where = {"cycle": "2025", "status": "ACCEPTED"}
        return {"plan": await self.engine.explain(SUGGESTIONS, STREET, where, "")}

    def rows(self) -> Iterator[tuple[str, str, str, str]]:
        """Documents spread over ten cycles of one street, as its years go by."""
        state = suggestion(uuid4().hex)[0].model_dump(mode="json")
        for number in range(self.size):
            key = self.key(number)
            state["no"], state["receipt"] = str(number), f"{number:064d}"
            state["cycle"] = str(2025 - number % 10)
            yield f"{STREET}/{key}", STREET, f"{number:06d}/{key}", text_of(state)

    def key(self, number: int) -> str:
        """An id that is spread over the file like any other."""
        return UUID(int=number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128).hex

    async def run(self, number: int, flight: int) -> None:
        """``flight`` says what: 1 changes, 2 pages of a list, 3 look-ups by receipt, 4 new ones."""
        work = {1: self.change, 2: self.page, 3: self.look_up, 4: self.add}[flight]
        await at_a_time(1, number, work)

    def next(self) -> int:
        """Another document each time, here and there."""
        self.turn += 7_919
        return self.turn % self.size

    async def change(self) -> None:
        """Load one, decide, write."""
        title = f"路灯 {self.turn}"

        def decide(found: Suggestion) -> Change[Suggestion]:
            return Change(found.with_(title=title))

        key = SUGGESTIONS.key(STREET, self.key(self.next()))
        await self.store.change(key, existing(decide), cause_of("correct"))

    async def page(self) -> None:
        """Fifty of the cycle with one status, from somewhere within."""
        where = {"cycle": "2025", "status": "ACCEPTED"}
        after = str(self.next() // 2).zfill(6)
        found = await self.store.find(SUGGESTIONS, STREET, where, after=after)
        if len(found.items) != 50:
            raise RuntimeError("a short page")

    async def look_up(self) -> None:
        """The suggestion behind a receipt."""
        receipt = f"{self.next():064d}"
        found = await self.store.find(SUGGESTIONS, STREET, {"receipt": receipt})
        if len(found.items) != 1:
            raise RuntimeError("not found")

    async def add(self) -> None:
        """One more."""
        key = uuid4().hex
        state, _ = suggestion(key)
        await self.store.change(
            SUGGESTIONS.key(STREET, key), lambda _: Change(state), cause_of("enter")
        )

    async def quiet(self) -> None:
        """Nothing is on its way."""

    async def stop(self) -> None:
        """Close the file."""
        await self.engine.close()
