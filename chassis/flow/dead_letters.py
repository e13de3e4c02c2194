"""Dead letters (死信): messages nobody could handle, for a person to look at, replay or discard.

They are documents of the service that heard them, so that every step leaves its audit row.
"""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from uuid import NAMESPACE_OID, uuid4, uuid5

from chassis.bus.bus import Bus
from chassis.core.decision import Cause, Change, State, StateTable, existing
from chassis.core.documents import Changed, Found, Key, Kind, Listing
from chassis.core.errors import Invalid, WrongState
from chassis.core.metrics import Metrics
from chassis.store.store import Store

NO_STREET = "none"
BODY_MOST = 1_000_000
"""A longer body is kept cut, to be read but not replayed: a document must stay storable."""


class Status(StrEnum):
    """What became of a dead letter."""

    WAITING = "waiting"
    REPLAYED = "replayed"
    DISCARDED = "discarded"


LETTERS = StateTable(
    name="dead letter",
    start=Status.WAITING,
    moves={
        (Status.WAITING, "bury"): Status.WAITING,
        (Status.REPLAYED, "bury"): Status.WAITING,
        (Status.DISCARDED, "bury"): Status.DISCARDED,
        (Status.WAITING, "replay"): Status.REPLAYED,
        (Status.WAITING, "discard"): Status.DISCARDED,
    },
    zh={Status.WAITING: "待处理", Status.REPLAYED: "已重投", Status.DISCARDED: "已丢弃"},
)


class DeadLetter(State):
    """One message of one queue. ``code`` and ``problem`` say why, without private data.

    ``body`` is the text as it came, or base64 where ``text`` is false (not UTF-8); ``cut`` where
    it was too long to keep. ``attempts`` counts deliveries over all its lives. Times are UTC.
    """

    queue: str
    event_type: str
    event_id: str
    street: str
    body: str
    text: bool
    cut: bool
    code: str
    problem: str
    attempts: int
    first_at: datetime
    last_at: datetime
    status: Status = Status.WAITING


def _sort(doc_id: str, state: DeadLetter) -> str:
    return f"{state.first_at.isoformat()} {doc_id}"


DEAD_LETTERS: Kind[DeadLetter] = Kind(
    name="dead_letters",
    model=DeadLetter,
    indexes=(("status",), ("queue", "status")),
    sort=_sort,
    city=True,
)


@dataclass(frozen=True)
class Burial:
    """A message to bury: where it came from, what is known of it, and why.

    ``event_type`` and ``event_id`` may be empty and ``street`` ``none`` where it is unreadable.
    """

    queue: str
    body: bytes
    code: str
    problem: str
    attempts: int
    event_type: str = ""
    event_id: str = ""
    street: str = NO_STREET
    correlation: str = ""

    @property
    def key(self) -> Key[DeadLetter]:
        """The same message in the same queue is the same letter, however often it dies."""
        message = self.event_id or hashlib.sha256(self.body).hexdigest()
        name = uuid5(NAMESPACE_OID, f"dead/{self.queue}/{message}").hex
        return DEAD_LETTERS.key(self.street, name)


@dataclass(frozen=True)
class DeadLetters:
    """The dead letters of one service. Its manifest's kinds must include ``DEAD_LETTERS``."""

    service: str
    store: Store
    bus: Bus
    metrics: Metrics
    now: Callable[[], datetime]

    async def put(self, burial: Burial) -> None:
        """Keep a message; one that was replayed and died again waits again."""
        at = self.now()
        cause = Cause(
            # A burial is never a repetition of another: it may follow a replay at once.
            id=f"bury/{uuid4().hex}",
            actor=f"event:{burial.event_type or 'unreadable'}",
            action="bury",
            at=at,
            correlation=burial.correlation or burial.key.id,
            causation=burial.event_id,
            note=burial.code,
        )
        await self.store.change(burial.key, lambda letter: _bury(letter, burial, at), cause)
        self.metrics.buried.labels(self.service, burial.queue).inc()
        await self.measure()

    async def get(self, street: str, letter_id: str) -> Found[DeadLetter] | None:
        """One dead letter, or nothing."""
        return await self.store.get(DEAD_LETTERS.key(street, letter_id))

    async def page(
        self, street: str | None = None, status: Status = Status.WAITING, after: str = ""
    ) -> Listing[DeadLetter]:
        """One page, oldest first, of a street or of all."""
        return await self.store.find(DEAD_LETTERS, street, {"status": status}, after=after)

    async def replay(self, street: str, letter_id: str, cause: Cause) -> Changed[DeadLetter]:
        """Deliver it once more, only to the queue it died in.

        Raises ``WrongState`` unless it waits and is whole, ``Unavailable`` without the bus. It is
        delivered before it is marked: after a crash in between it comes twice, not never.
        """
        key = DEAD_LETTERS.key(street, letter_id)
        found = await self.store.get(key)
        seen = found.state if found else None
        if seen and seen.status == Status.WAITING and not seen.cut:
            await self.bus.redeliver(seen.queue, _bytes(seen))
        decide = existing(partial(_replay, attempts=seen.attempts if seen else 0))
        changed = await self.store.change(key, decide, cause)
        await self.measure()
        return changed

    async def discard(self, street: str, letter_id: str, cause: Cause) -> Changed[DeadLetter]:
        """Give it up; ``cause.note`` is the reason and goes into the audit trail.

        Raises ``WrongState`` unless it waits, ``Invalid`` without a reason.
        """
        if not cause.note:
            raise Invalid("reason-required", "请写明丢弃的原因。", "Say why it is discarded.")
        changed = await self.store.change(
            DEAD_LETTERS.key(street, letter_id), existing(_discard), cause
        )
        await self.measure()
        return changed

    async def waiting(self) -> int:
        """How many letters wait, in all streets."""
        by_status = await self.store.count(DEAD_LETTERS, None, by="status")
        return by_status.get(Status.WAITING, 0)

    async def measure(self) -> None:
        """Tell the metrics how many wait; called after every step and at start."""
        self.metrics.waiting.labels(self.service).set(await self.waiting())


def _bury(letter: DeadLetter | None, burial: Burial, at: datetime) -> Change[DeadLetter]:
    if letter is None:
        return Change(_new_letter(burial, at))
    again = {
        "status": Status(LETTERS.move(letter.status, "bury")),
        "code": burial.code,
        "problem": burial.problem,
        "attempts": letter.attempts + burial.attempts,
        "last_at": at,
    }
    return Change(letter.model_copy(update=again))


def _new_letter(burial: Burial, at: datetime) -> DeadLetter:
    body = burial.body[:BODY_MOST]
    try:
        shown, text = body.decode(), True
    except UnicodeDecodeError:
        shown, text = base64.b64encode(body).decode("ascii"), False
    return DeadLetter(
        queue=burial.queue,
        event_type=burial.event_type,
        event_id=burial.event_id,
        street=burial.street,
        body=shown,
        text=text,
        cut=len(burial.body) > BODY_MOST,
        code=burial.code,
        problem=burial.problem,
        attempts=burial.attempts,
        first_at=at,
        last_at=at,
    )


def _replay(letter: DeadLetter, attempts: int) -> Change[DeadLetter]:
    if letter.cut:
        raise WrongState(
            "dead-letter-cut",
            "这条消息过长，未完整保存，不能重投。",
            "This message was too long to be kept whole; it cannot be replayed.",
        )
    if letter.attempts != attempts:
        # Delivered and dead again before this was written: it waits again, rightly.
        return Change(letter)
    status = Status(LETTERS.move(letter.status, "replay"))
    return Change(letter.model_copy(update={"status": status}))


def _discard(letter: DeadLetter) -> Change[DeadLetter]:
    status = Status(LETTERS.move(letter.status, "discard"))
    return Change(letter.model_copy(update={"status": status}))


def _bytes(letter: DeadLetter) -> bytes:
    return letter.body.encode() if letter.text else base64.b64decode(letter.body)
