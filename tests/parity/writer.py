"""A process that writes until it is killed: `python -m tests.parity.writer <file>`.

Prints the name of each change once the store has acknowledged it.
"""

import asyncio
import sys
from pathlib import Path

from chassis.audit.chain import AUDIT, HEADS
from chassis.store.embedded import EmbeddedEngine
from tests.parity.stores import ITEMS, STREET, Clock, cause, counted, store_on


async def main(path: Path) -> None:
    engine = EmbeddedEngine(path)
    await engine.prepare((ITEMS, HEADS), (AUDIT,))
    store = store_on(engine, Clock())

    async def write(lane: int) -> None:
        for number in range(100_000):
            key = ITEMS.key(STREET, f"{lane}-{number // 5}")
            await store.change(key, counted(key.id), cause(f"{lane}-{number}"))
            print(f"{lane}-{number}", flush=True)

    await asyncio.gather(*(write(lane) for lane in range(8)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
