"""The consumer brings events to a service's actions, and decides what becomes of those that fail.

=====================  =============================================================
``Refused``            dead letter at once: trying again changes nothing
``NotNow``             some quick tries in place, then the ladder, then a dead letter
unreadable, unknown    dead letter at once
a bug                  its stack trace in the log, the ladder, then a dead letter
=====================  =============================================================
"""

import asyncio
import re
import time
from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from pydantic import ValidationError
from structlog.contextvars import bound_contextvars

from chassis.bus.bus import Bus, Handle, Later, Subscription, dead_queue
from chassis.core.decision import Cause
from chassis.core.errors import NotNow, Problem, Refused
from chassis.core.faults import reached
from chassis.core.metrics import Metrics
from chassis.core.settings import Settings
from chassis.flow.dead_letters import NO_STREET, Burial, DeadLetters
from chassis.service import Action, Context, Service
from chassis.store.entries import content_digest
from contracts.envelope import Envelope, Event, Heard

# What may stand in a document's key; a stranger's envelope can hold anything.
STREET = re.compile(r"[0-9A-Za-z-]{1,32}")

log = structlog.get_logger(__name__)


class Unreadable(Exception):
    """A message is not an event this hearer knows. ``envelope`` is there where it was readable."""

    def __init__(self, code: str, problem: str, envelope: Envelope | None = None) -> None:
        super().__init__(f"{code}: {problem}")
        self.code = code
        self.problem = problem
        self.envelope = envelope


class Consumer:
    """Hears every queue of one service."""

    def __init__(
        self,
        service: Service,
        context: Context,
        bus: Bus,
        settings: Settings,
        metrics: Metrics,
        dead_letters: DeadLetters,
    ) -> None:
        self._service = service
        self._context = context
        self._bus = bus
        self._settings = settings
        self._metrics = metrics
        self._dead_letters = dead_letters
        self._in_hand = 0
        self._heard: set[str] = set()

    async def start(self) -> None:
        """Begin to hear all queues. Raises ``Unavailable`` where bus or store is away.

        Called again after that, it goes on with the queues not heard yet.
        """
        await self._dead_letters.measure()
        for sub in self._service.subscriptions():
            handle = partial(self._handle, sub, self._service.hears[sub.event])
            await self._hear(sub.queue, handle, self._settings.prefetch)
        dead = dead_queue(self._service.name)
        await self._hear(dead, partial(self._given_up, dead), 1)

    async def _hear(self, queue: str, handle: Handle, prefetch: int) -> None:
        if queue not in self._heard:
            await self._bus.consume(queue, handle, prefetch)
            self._heard.add(queue)

    def idle(self) -> bool:
        """Whether no message is in hand."""
        return self._in_hand == 0

    # ---- one message -----------------------------------------------------------------------

    async def _handle(
        self, sub: Subscription, action: Action, body: bytes, attempt: int
    ) -> Later | None:
        self._in_hand += 1
        started = time.perf_counter()
        try:
            outcome, answer = await self._read_and_act(sub, action, body, attempt)
        finally:
            self._in_hand -= 1
        labels = (self._service.name, sub.routing_key)
        self._metrics.handling.labels(*labels).observe(time.perf_counter() - started)
        self._metrics.handled.labels(*labels, outcome).inc()
        return answer

    async def _read_and_act(
        self, sub: Subscription, action: Action, body: bytes, attempt: int
    ) -> tuple[str, Later | None]:
        try:
            heard = read(sub.event, body)
        except Unreadable as problem:
            burial = _unread(sub.queue, body, attempt, problem)
            return await self._bury(burial)
        envelope = heard.envelope
        told = {"correlation": envelope.correlationid, "event_id": envelope.id, "queue": sub.queue}
        with bound_contextvars(**told):
            try:
                reached("consume-before-act", sub.queue)
                await self._act(action, heard)
                reached("consume-after-act", sub.queue)
            except Exception as error:
                return await self._failed(sub, heard, body, attempt, error)
        age = (self._context.now() - envelope.time).total_seconds()
        self._metrics.age.labels(self._service.name, sub.routing_key).observe(max(0.0, age))
        return "done", None

    async def _act(self, action: Action, heard: Heard[Any]) -> None:
        """Call the action, and again after each quick pause while it says ``NotNow``."""
        for pause in self._settings.quick_tries:
            try:
                return await action(self._context, heard, self._cause(action, heard.envelope))
            except NotNow:
                await asyncio.sleep(pause)
        return await action(self._context, heard, self._cause(action, heard.envelope))

    def _cause(self, action: Action, envelope: Envelope) -> Cause:
        return Cause(
            id=envelope.id,
            actor=f"event:{envelope.type}",
            action=getattr(action, "__name__", type(action).__name__),
            at=self._context.now(),
            correlation=envelope.correlationid,
            causation=envelope.id,
            heard=content_digest(envelope),
        )

    # ---- one that failed -------------------------------------------------------------------

    async def _failed(
        self, sub: Subscription, heard: Heard[Any], body: bytes, attempt: int, error: Exception
    ) -> tuple[str, Later | None]:
        _tell(error, attempt)
        if not isinstance(error, Refused) and attempt < len(self._settings.retry_rungs):
            return "later", Later(attempt)
        code, problem = described(error)
        return await self._bury(_burial(sub.queue, body, attempt, code, problem, heard.envelope))

    async def _bury(self, burial: Burial) -> tuple[str, Later | None]:
        """Store as a dead letter; where that fails, schedule a retry. Nothing is dropped."""
        try:
            await self._dead_letters.put(burial)
        except Exception:
            log.exception("cannot bury", queue=burial.queue, code=burial.code)
            if not self._settings.retry_rungs:
                raise
            return "later", Later(len(self._settings.retry_rungs) - 1)
        log.warning("dead letter", queue=burial.queue, code=burial.code, event_id=burial.event_id)
        return "dead", None

    async def _given_up(self, dead: str, body: bytes, attempt: int) -> Later | None:
        """A message that the bus delivered again and again without an answer."""
        problem = "Its handler died, or gave no answer, at every delivery."
        self._in_hand += 1
        try:
            queue, envelope = self._home(dead, body)
            burial = _burial(queue, body, attempt, "no-answer", problem, envelope)
            return (await self._bury(burial))[1]
        finally:
            self._in_hand -= 1

    def _home(self, dead: str, body: bytes) -> tuple[str, Envelope | None]:
        try:
            envelope = Envelope.model_validate_json(body)
        except ValidationError:
            return dead, None
        queues = {sub.routing_key: sub.queue for sub in self._service.subscriptions()}
        return queues.get(envelope.type, dead), envelope


def read(event: type[Event], body: bytes) -> Heard[Any]:
    """The event in a body. Raises ``Unreadable``."""
    try:
        envelope = Envelope.model_validate_json(body)
    except ValidationError as error:
        raise Unreadable("unreadable", faults(error)) from None
    if envelope.type != event.wire_type():
        raise Unreadable("unknown-type", f"This queue takes {event.wire_type()}.", envelope)
    try:
        # A newer speaker may add fields: they are not this hearer's business.
        return Heard(envelope, event.model_validate(envelope.data, extra="ignore"))
    except ValidationError as error:
        raise Unreadable("unreadable", faults(error), envelope) from None


def faults(error: ValidationError) -> str:
    """Which fields are wrong and how, without what was in them."""
    found: list[Mapping[str, Any]] = list(error.errors(include_input=False, include_url=False))
    return "; ".join(f"{'.'.join(map(str, f['loc'])) or 'body'}: {f['type']}" for f in found[:10])


def described(error: Exception) -> tuple[str, str]:
    """Code and problem of an error for a dead letter. A bug's message may hold data: left out."""
    if isinstance(error, Problem):
        return error.code, error.en
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace is not None else None
    where = f" in {code.co_name} line {trace.tb_lineno}" if trace is not None and code else ""
    return "bug", f"{type(error).__name__}{where}"


def _tell(error: Exception, attempt: int) -> None:
    if isinstance(error, Problem):
        log.info("not handled", code=error.code, attempt=attempt)
    else:
        log.error("bug in an action", attempt=attempt, exc_info=error)


def _unread(queue: str, body: bytes, attempt: int, problem: Unreadable) -> Burial:
    return _burial(queue, body, attempt, problem.code, problem.problem, problem.envelope)


def _burial(
    queue: str, body: bytes, attempt: int, code: str, problem: str, envelope: Envelope | None
) -> Burial:
    return Burial(
        queue=queue,
        body=body,
        code=code,
        problem=problem,
        attempts=attempt + 1,
        event_type=envelope.type if envelope else "",
        event_id=envelope.id if envelope else "",
        street=envelope.street if envelope and STREET.fullmatch(envelope.street) else NO_STREET,
        correlation=envelope.correlationid if envelope else "",
    )
