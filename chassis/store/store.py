"""The only way to write a document: ``store.change(key, decide, cause)``.

Load one document, ask the pure ``decide`` what is to become of it, and write its next state, its
version, its outbox and its inbox in one atomic document write, only where the version is still
the one that was read; else read again. Two engines do the writing (``embedded`` on SQLite,
``mongo`` on MongoDB) and pass one suite of tests. What other versions wrote: ``reading``.

A document as it is stored::

    {_id: "<street>/<id>", street, sort, version, schema, state: {…},
     outbox: [not yet sent], inbox: [the last 200 causes], due: when the relay should look}
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.core.catalogue import busy, key_reused, stale
from chassis.core.decision import Cause, Change, S
from chassis.core.documents import Changed, Found, Key, Kind, Listing, Span, Where
from chassis.core.errors import TooLarge
from chassis.core.faults import reached
from chassis.store.engine import Engine, Pending, Raw, Watcher, Write
from chassis.store.entries import entries_of
from chassis.store.reading import Lately, carried, state_of
from chassis.store.search_keys import keys_of
from contracts.envelope import Event

TRIES = 60
PAGE = 50
STREAM_PAGE = 500
MOST = 50_000
"""Documents that may be held in memory at once."""


@dataclass
class Store:
    """A service's own documents. The only way to read or write them."""

    service: str
    engine: Engine
    says: frozenset[type[Event]]
    now: Callable[[], float]
    watcher: Watcher | None = None
    lease: float = 30.0
    _lately: Lately = field(default_factory=Lately)

    async def change(
        self,
        key: Key[S],
        decide: Callable[[S | None], Change[S]],
        cause: Cause,
        if_version: int | None = None,
        *,
        fresh: bool = False,
    ) -> Changed[S]:
        """Change one document as ``decide`` says, once for this cause.

        ``fresh``: most probably there is none, so it is read only where an insert finds one;
        for a ``decide`` that never refuses to begin one.
        Raises what ``decide`` raises, ``Stale`` where ``if_version`` is not the stored version,
        ``Invalid`` where the cause's key was used for another request, ``Busy`` after 60 clashes.
        """
        for attempt in range(TRIES):
            unread = fresh and attempt == 0 and if_version is None
            raw = None if unread else await self.engine.load(key.kind, key.doc_id)
            state = None if raw is None else state_of(key.kind, raw)
            version = 0 if raw is None else raw.version
            if raw is not None and state is not None and _done_before(raw.inbox, cause):
                return Changed(key.id, key.street, version, state, already=True)
            _check_version(version, if_version)
            change = decide(state)
            if change.state == state and not change.events:
                return Changed(key.id, key.street, version, change.state)
            if await self._write(key, change, cause, raw, state):
                return Changed(key.id, key.street, version + 1, change.state)
            if not unread:
                await self._clashed(key, attempt)
        raise busy()

    async def _clashed(self, key: Key[S], attempt: int) -> None:
        if self.watcher:
            self.watcher.clashed(key.kind.name)
        await asyncio.sleep(random.uniform(0, 0.002 * min(attempt + 1, 25)))

    async def _write(
        self, key: Key[S], change: Change[S], cause: Cause, raw: Raw | None, found: S | None
    ) -> bool:
        version = 0 if raw is None else raw.version
        state = carried(key.kind, raw, found, change.state)
        self._check_said(change.events)
        entries = entries_of(self.service, key, version + 1, state, change.events, cause)
        pending = Pending(key.kind.name, key.doc_id, entries)
        # Born claimed: the relay of this process sends at once; a sweep finds it if it dies.
        due = self.now() + (self.lease if self.watcher else 0.0)
        reached("change-before-write", key.kind.name)
        write = Write(
            doc_id=key.doc_id,
            street=key.street,
            sort=key.sort_of(change.state),
            schema=max(key.kind.schema, raw.schema if raw else 0),
            expected=version,
            state=state,
            outbox=entries,
            inbox=f"{cause.fingerprint} {cause.id}",
            due=due,
            search=_keys(key, raw, found, change.state),
        )
        written = await self.engine.write(key.kind, write)
        reached("change-after-write", key.kind.name)
        if written and self.watcher:
            self.watcher.written(pending)
        return written

    def _check_said(self, events: Sequence[Event]) -> None:
        for event in events:
            if type(event) not in self.says:
                raise LookupError(
                    f"{self.service} does not declare that it says {type(event).__name__}"
                )

    async def get(self, key: Key[S]) -> Found[S] | None:
        """One document, or nothing."""
        raw = await self.engine.load(key.kind, key.doc_id)
        if raw is None:
            return None
        return Found(key.id, key.street, raw.version, self._lately.state_of(key.kind, raw))

    async def known(self, key: Key[S]) -> Found[S] | None:
        """As ``get``, for what is read often and seldom changes: a charter, a ballot.

        Where the stored version is the one read last, only that version is asked for.
        """
        before = self._lately.last(key.kind, key.doc_id)
        if before and before[0] == await self.engine.version(key.kind, key.doc_id):
            return Found(key.id, key.street, *before)
        return await self.get(key)

    async def find(
        self,
        kind: Kind[S],
        street: str | None,
        where: Where | None = None,
        *,
        after: str = "",
        until: str = "",
        limit: int = PAGE,
    ) -> Listing[S]:
        """One page of a list by ascending sort key. ``street=None`` only for a ``city`` kind.

        Raises ``LookupError`` where no declared index serves the list.
        """
        where = where or {}
        _check_listed(kind, street, list(where))
        raws = await self.engine.find(kind, street, where, after, until, limit + 1)
        more = raws[limit - 1].sort if len(raws) > limit else ""
        return Listing([_found(kind, raw) for raw in raws[:limit]], more)

    async def along(
        self,
        kind: Kind[S],
        street: str,
        span: Span,
        where: Where | None = None,
        *,
        limit: int = PAGE,
    ) -> Listing[S]:
        """One page of a list along a field of its own; ``next`` is the ``after`` of its span.

        Raises ``LookupError`` where no declared index ends with the field.
        """
        raws = await self.engine.along(kind, street, where or {}, span, limit + 1)
        last = raws[limit - 1] if len(raws) > limit else None
        more = span.cursor(last.state, last.sort) if last else ""
        return Listing([_found(kind, raw) for raw in raws[:limit]], more)

    async def stream(
        self, kind: Kind[S], street: str | None, where: Where | None = None
    ) -> AsyncIterator[Found[S]]:
        """A whole list to its very end, read page by page."""
        after = ""
        while True:
            page = await self.find(kind, street, where, after=after, limit=STREAM_PAGE)
            for found in page.items:
                yield found
            if not (after := page.next):
                return

    async def every(
        self, kind: Kind[S], street: str | None, where: Where | None = None, most: int = MOST
    ) -> list[Found[S]]:
        """A whole list at once. Raises ``TooLarge`` where it has more than ``most`` items."""
        items: list[Found[S]] = []
        async for found in self.stream(kind, street, where):
            if len(items) == most:
                raise TooLarge(
                    "list-too-long",
                    f"这里超过 {most} 项，无法一次列出，请缩小范围。",
                    f"There are more than {most} {kind.name}; ask for fewer.",
                )
            items.append(found)
        return items

    async def count(
        self, kind: Kind[S], street: str | None, where: Where | None = None, by: str = ""
    ) -> dict[str, int]:
        """Number of documents by the values of one field; with ``by=""`` all under ``""``."""
        where = where or {}
        _check_listed(kind, street, [*where, *([by] if by else [])])
        return await self.engine.count(kind, street, where, by)

    async def erase(self, key: Key[S]) -> bool:
        """Remove a document for good (C-07); the audit chain keeps its rows, which hold no text.

        Change it once more before, under the action ``erase``, and let that row travel: the
        verification takes a document whose last row says anything else for stolen.
        """
        self._lately.forget(key.kind.name, key.doc_id)
        return await self.engine.erase(key.kind, key.doc_id)


def _found(kind: Kind[S], raw: Raw) -> Found[S]:
    street, doc_id = raw.doc_id.split("/", 1)
    return Found(doc_id, street, raw.version, state_of(kind, raw))


def _check_listed(kind: Kind[Any], street: str | None, fields: Sequence[str]) -> None:
    kind.index_for(fields)
    if street is None and not kind.city:
        raise LookupError(f"{kind.name} is not listed over all streets")


def _done_before(inbox: Sequence[str], cause: Cause) -> bool:
    for entry in reversed(inbox):
        fingerprint, _, done = entry.partition(" ")  # an id may hold spaces, a fingerprint none
        if done == cause.id:
            if fingerprint != cause.fingerprint:
                raise key_reused()
            return True
    return False


def _keys(key: Key[S], raw: Raw | None, found: S | None, state: S) -> tuple[str, ...] | None:
    """What it is found by from now on; nothing where that stays, as in most changes."""
    kind = key.kind
    if not kind.search:
        return None
    if raw is not None and found is not None and raw.sort == key.sort_of(state):
        words = (text(found) == text(state) for text in kind.search.values())
        return None if all(words) else keys_of(kind, state)
    return keys_of(kind, state)


def _check_version(version: int, if_version: int | None) -> None:
    if if_version is not None and version != if_version:
        raise stale()
