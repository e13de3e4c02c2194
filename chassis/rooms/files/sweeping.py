"""The sweep: what was uploaded a day ago and belongs to no document is erased."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from chassis.core.documents import Kind
from chassis.rooms.files.reference import FileRef, Owner
from chassis.rooms.files.store import FileStore
from chassis.service import Context

GRACE = timedelta(days=1)
MOST_PAGES = 50


@dataclass(frozen=True)
class Kept:
    """A kind whose documents own files, and where in their state these stand."""

    kind: Kind[Any]
    files: Callable[[Any], Sequence[FileRef]]

    def owner(self, street: str, doc_id: str) -> Owner:
        """The owner that one document is."""
        return Owner(self.kind.name, street, doc_id)


def sweep_files(*kept: Kept) -> Callable[[Context], Awaitable[None]]:
    """The action of an ``Every``: looks at every upload and erasure that is a day old, once.

    Bounded: a run looks at no more than 50 pages, the next one goes on.
    """
    by_kind = {one.kind.name: one for one in kept}

    async def sweep(ctx: Context) -> None:
        store = FileStore(ctx.store.engine)
        for _ in range(MOST_PAGES):
            checks = await store.checks(ctx.now() - GRACE)
            for check in checks:
                if not await _is_wanted(ctx, by_kind[check.owner.kind], check.owner, check.file):
                    await store.erase_content(check.owner, check.file)
                await store.checked(check)
            if not checks:
                return

    return sweep


async def _is_wanted(ctx: Context, kept: Kept, owner: Owner, file: str) -> bool:
    found = await ctx.store.get(kept.kind.key(owner.street, owner.id))
    return found is not None and any(one.id == file for one in kept.files(found.state))
