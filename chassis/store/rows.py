"""Reading the rows of a plain collection, page by page."""

from collections.abc import AsyncIterator
from typing import Any

from chassis.core.documents import Plain
from chassis.store.engine import Engine

PAGE = 2_000


async def every_row(
    engine: Engine, plain: Plain, prefix: str = "", after: str = "", page: int = PAGE
) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    """Id and body of each row whose id begins with ``prefix``, by id, behind the id ``after``.

    ``page`` rows are read at a time. Rows may be removed meanwhile.
    """
    while found := await engine.rows(plain, prefix, after, page):
        for row in found:
            yield row
        after = found[-1][0]
