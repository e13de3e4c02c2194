"""A process of its own that reads one workbook several times at once, and tells its memory.

``python -m tests.unit.sheet_reader <file> <times>`` prints kilobytes: before, and at the highest.
"""

import asyncio
import io
import re
import sys
from pathlib import Path

from fastapi import UploadFile

from chassis.core.errors import Invalid
from chassis.rooms.sheets import Column, read_upload

COLUMNS = [Column(f"c{n}", f"列{n}", max_length=200) for n in range(10)]


async def read_at_once(data: bytes, times: int) -> list[object]:
    """What each reader answers."""
    uploads = [UploadFile(io.BytesIO(data), filename="a.xlsx") for _ in range(times)]
    reads = [read_upload(one, COLUMNS, max_rows=1000) for one in uploads]
    return await asyncio.gather(*reads, return_exceptions=True)


def highest() -> int:
    """The most memory this process ever held, in kilobytes."""
    # Not getrusage: what that tells begins with the memory of the parent process.
    told = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    assert told is not None
    return int(told[1])


if __name__ == "__main__":
    before = highest()
    answers = asyncio.run(read_at_once(Path(sys.argv[1]).read_bytes(), int(sys.argv[2])))
    assert all((isinstance(a, list) and len(a) == 1000) or isinstance(a, Invalid) for a in answers)
    print(before, highest())
