"""What a look for similar suggestions costs as they grow: ``python -m bench.likeness [SIZE …]``.

Texts are sentences of the two cases, put together anew, so that pairs of letters are as common
as in life. Printed for each size: milliseconds of CPU of a look (median of 20) and documents read.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from python_calamine import CalamineWorkbook

from bench.events import suggestion
from bench.growing import ROW
from bench.houses import STREET
from chassis.audit.chain import HEADS
from chassis.store.embedded import EmbeddedEngine
from chassis.store.embedded_file import connect
from chassis.store.embedded_search import SearchTable
from chassis.store.embedded_sql import KindTable, text_of
from chassis.store.search_keys import keys_of
from chassis.store.store import Store
from launch.demo.case import EXAMPLES
from services.intake.kinds import SUGGESTIONS
from services.intake.similar.finding import similar_to
from services.intake.similar.texts import Message
from services.intake.suggestion.domain.suggestion import Suggestion

SIZES = (1_000, 10_000, 30_000)
LOOKS = 20


def sentences() -> list[str]:
    """Every sentence of the suggestions of both cases."""
    found: list[str] = []
    for case in ("dongtang", "wujialing"):
        book = CalamineWorkbook.from_path(EXAMPLES / case / "suggestions.xlsx")
        header, *rows = book.get_sheet_by_index(0).to_python()
        at = header.index("建议内容")
        found += [one for row in rows for one in str(row[at]).split("。") if one]
    return found


def rows(size: int) -> Iterator[tuple[str, Suggestion]]:
    """So many suggestions of one street, each of two sentences."""
    known, dice = sentences(), random.Random(7)
    template = suggestion("0" * 32)[0]
    for number in range(size):
        first, second = dice.sample(known, 2)
        text = f"{first}。{second}。"
        given = {"no": str(number), "title": first[:30], "content": text, "public_text": text}
        yield f"{STREET}/{number:032x}", template.model_copy(update=given | {"cycle": "2025"})


def fill(path: Path, size: int) -> None:
    """Write documents and search keys; nobody measures that."""
    connection = connect(path, "PRAGMA synchronous=OFF", "PRAGMA cache_size=-500000")
    KindTable(SUGGESTIONS.name).create(connection, SUGGESTIONS)
    search = SearchTable(SUGGESTIONS.name)
    search.create(connection)
    connection.execute("BEGIN")
    for number, (doc_id, state) in enumerate(rows(size)):
        sort = f"{int(state.no):06d}/{doc_id}"
        connection.execute(ROW, (doc_id, STREET, sort, text_of(state.model_dump(mode="json"))))
        search.enter(connection, doc_id, 1, keys_of(SUGGESTIONS, state))
        if number % 1_000 == 999:
            search.spread(connection)
    search.spread(connection)
    connection.execute("COMMIT")
    connection.close()


async def measured(folder: str, size: int) -> tuple[float, float]:
    """Median milliseconds of CPU of a look, and documents read by one."""
    path = Path(folder) / f"intake{size}.sqlite"
    fill(path, size)
    engine = EmbeddedEngine(path)
    await engine.prepare((SUGGESTIONS, HEADS), ())
    store = Store("intake", engine, frozenset(), time.time)
    ctx: Any = SimpleNamespace(store=store, tallies={}, written=defaultdict(int))
    dice, took, read, get = random.Random(9), [], 0, store.get

    async def counting(key: Any) -> Any:
        nonlocal read
        read += 1
        return await get(key)

    ctx.store.get = counting
    for _ in range(LOOKS + 1):
        text = "。".join(dice.sample(sentences(), 2))
        began = time.process_time()
        await similar_to(ctx, STREET, Message("", "", text), staff=False)
        took.append(1000 * (time.process_time() - began))
    await engine.close()
    return statistics.median(took[1:]), read / (LOOKS + 1)


async def main(sizes: tuple[int, ...]) -> None:
    """One line for each size, with its ratio to the first."""
    first = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            took, read = await measured(folder, size)
            first = first or took
            sys.stdout.write(
                f"{size:>8}: {took:6.1f} ms, {read:4.0f} documents, {took / first:.2f} times\n"
            )


if __name__ == "__main__":
    asyncio.run(main(tuple(map(int, sys.argv[1:])) or SIZES))
