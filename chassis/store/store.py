"""The one verb of this house: ``store.change(key, decide, cause)``.

Load one document, ask the pure ``decide`` what is to become of it, and write its next state, its
version, its outbox and its inbox in one atomic document write, only where the version is still
the one that was read; else read again. Two engines do the writing, on SQLite and on MongoDB.
A document as it is stored::

    {_id: "<street>/<id>", street, sort, version, schema, state: {…},
     outbox: [not yet sent], inbox: [the last 200 causes], due: when the relay should look}
"""

import asyncio
import hashlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from chassis.core.decision import Cause, Change, S
from chassis.core.documents import Changed, Found, Key, Kind, Listing, Where
from chassis.core.errors import Busy, Invalid, Stale
from chassis.core.faults import reached
from chassis.store.engine import Engine, Pending, Raw, Watcher, Write
from chassis.store.search_keys import keys_of
from contracts.envelope import Envelope, Event

INBOX_SIZE = 200
TRIES = 60
PAGE = 50
LATELY = 128
Lately = tuple[int, dict[str, Any], Any]  # version, state as it is stored, state as it is read
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Store:
    """A service's own documents. The only way to read or write them."""

    service: str
    engine: Engine
    says: frozenset[type[Event]]
    now: Callable[[], float]
    watcher: Watcher | None = None
    lease: float = 30.0
    _lately: dict[tuple[str, str], Lately] = field(default_factory=dict)

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
            state = None if raw is None else key.kind.model.model_validate(raw.state)
            version = 0 if raw is None else raw.version
            if raw is not None and state is not None and _done_before(raw.inbox, cause):
                return Changed(key.id, key.street, version, state, already=True)
            _check_version(version, if_version)
            change = decide(state)
            if change.state == state and not change.events:
                return Changed(key.id, key.street, version, change.state)
            if await self._write(key, change, cause, version):
                return Changed(key.id, key.street, version + 1, change.state)
            if not unread:
                await self._clashed(key, attempt)
        raise Busy(
            "busy", "这一项正被多人同时修改，请稍后再试。", "Too many changes at once; try again."
        )

    async def _clashed(self, key: Key[S], attempt: int) -> None:
        if self.watcher:
            self.watcher.clashed(key.kind.name)
        await asyncio.sleep(random.uniform(0, 0.002 * min(attempt + 1, 25)))

    async def _write(self, key: Key[S], change: Change[S], cause: Cause, version: int) -> bool:
        state = change.state.model_dump(mode="json")
        entries = self._entries(key, change, cause, version + 1, state)
        pending = Pending(key.kind.name, key.doc_id, entries)
        # Born claimed: the relay of this process sends at once; a sweep finds it if it dies.
        due = self.now() + (self.lease if self.watcher else 0.0)
        reached("change-before-write", key.kind.name)
        written = await self.engine.write(
            key.kind,
            Write(
                doc_id=key.doc_id,
                street=key.street,
                sort=key.kind.sort(key.id, change.state),
                schema=key.kind.schema,
                expected=version,
                state=state,
                outbox=entries,
                inbox=f"{cause.fingerprint} {cause.id}",
                due=due,
                search=keys_of(key.kind, change.state) if key.kind.search else None,
            ),
        )
        reached("change-after-write", key.kind.name)
        if written and self.watcher:
            self.watcher.written(pending)
        return written

    def _entries(
        self, key: Key[S], change: Change[S], cause: Cause, version: int, state: dict[str, Any]
    ) -> tuple[dict[str, Any], ...]:
        subject = f"{key.kind.name}/{key.id}"
        envelopes = [
            self._envelope(key, event, cause, version, index)
            for index, event in enumerate(change.events)
        ]
        row = audit_row(self.service, key.street, subject, version, state, cause, envelopes)
        return (
            row,
            *({"id": e.id, "type": e.type, "body": e.model_dump_json()} for e in envelopes),
        )

    def _envelope(
        self, key: Key[S], event: Event, cause: Cause, version: int, index: int
    ) -> Envelope:
        if type(event) not in self.says:
            raise LookupError(
                f"{self.service} does not declare that it says {type(event).__name__}"
            )
        name = f"{self.service}/{key.kind.name}/{key.doc_id}/{version}/{index}"
        return Envelope(
            id=str(uuid5(NAMESPACE_OID, name)),
            source=f"/yishi/{self.service}",
            type=event.wire_type(),
            subject=f"{key.kind.name}/{key.id}",
            time=cause.at,
            sequence=version,
            correlationid=cause.correlation,
            causationid=cause.causation,
            street=key.street,
            data=event.model_dump(mode="json"),
        )

    async def get(self, key: Key[S]) -> Found[S] | None:
        """One document, or nothing."""
        raw = await self.engine.load(key.kind, key.doc_id)
        if raw is None:
            return None
        return Found(key.id, key.street, raw.version, self._read(key, raw))

    async def known(self, key: Key[S]) -> Found[S] | None:
        """As ``get``, for what is read often and seldom changes: a charter, a ballot.

        Where the stored version is the one read last, only that version is asked for.
        """
        before = self._lately.get((key.kind.name, key.doc_id))
        if before and before[0] == await self.engine.version(key.kind, key.doc_id):
            return Found(key.id, key.street, before[0], before[2])
        return await self.get(key)

    def _read(self, key: Key[S], raw: Raw) -> S:
        """The state of a document; the one made before, which may serve many, where it is alike."""
        name = (key.kind.name, key.doc_id)
        before = self._lately.pop(name, None)
        same = before is not None and before[1] == raw.state
        state: S = before[2] if before and same else key.kind.model.model_validate(raw.state)
        self._lately[name] = raw.version, raw.state, state
        if len(self._lately) > LATELY:
            del self._lately[next(iter(self._lately))]
        return state

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

    async def every(
        self, kind: Kind[S], street: str | None, where: Where | None = None, limit: int = 5000
    ) -> list[Found[S]]:
        """A whole list, read page by page; never more than ``limit`` items."""
        items: list[Found[S]] = []
        after = ""
        while len(items) < limit:
            page = await self.find(kind, street, where, after=after, limit=500)
            items += page.items
            after = page.next
            if not after:
                break
        return items[:limit]

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
        self._lately.pop((key.kind.name, key.doc_id), None)
        return await self.engine.erase(key.kind, key.doc_id)


def audit_row(
    service: str,
    street: str,
    subject: str,
    version: int,
    state: Mapping[str, Any],
    cause: Cause,
    envelopes: Sequence[Envelope],
) -> dict[str, Any]:
    """The audit row of one committed version: who did what when, no private text.

    ``digest`` is the SHA-256 of the state, so a later edit behind the machinery shows.
    """
    change_id = f"{street}/{subject}/{version}"
    return {
        "id": str(uuid5(NAMESPACE_OID, f"audit/{service}/{change_id}")),
        "audit": {
            "change": change_id,
            "street": street,
            "subject": subject,
            "version": version,
            "action": cause.action,
            "actor": cause.actor,
            "roles": list(cause.roles),
            "note": cause.note,
            "at": cause.at.isoformat(),
            "correlation": cause.correlation,
            "digest": digest_of(state),
            "events": [envelope.type for envelope in envelopes],
        },
    }


def digest_of(state: Mapping[str, Any]) -> str:
    """SHA-256 of a JSON value in canonical form (sorted keys, no spaces, UTF-8), in hex."""
    return hashlib.sha256(_CANONICAL.encode(state).encode()).hexdigest()


def _found(kind: Kind[S], raw: Raw) -> Found[S]:
    street, doc_id = raw.doc_id.split("/", 1)
    return Found(doc_id, street, raw.version, kind.model.model_validate(raw.state))


def _check_listed(kind: Kind[Any], street: str | None, fields: Sequence[str]) -> None:
    kind.index_for(fields)
    if street is None and not kind.city:
        raise LookupError(f"{kind.name} is not listed over all streets")


def _done_before(inbox: Sequence[str], cause: Cause) -> bool:
    for entry in reversed(inbox):
        fingerprint, _, done = entry.partition(" ")  # an id may hold spaces, a fingerprint none
        if done == cause.id:
            if fingerprint != cause.fingerprint:
                raise Invalid(
                    "idempotency-key-reused",
                    "同一个 Idempotency-Key 不能用于不同的请求。",
                    "This Idempotency-Key was used for another request.",
                )
            return True
    return False


def _check_version(version: int, if_version: int | None) -> None:
    if if_version is not None and version != if_version:
        raise Stale(
            "stale",
            "这一项刚被别人修改过，请刷新后再试。",
            "Somebody changed this item since you read it; reload and try again.",
        )
