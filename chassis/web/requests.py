"""What was answered under an ``Idempotency-Key``, kept apart from the documents, for a time.

One small row for each key of each asker: a keyed fingerprint and the whole answer, written
after the change and before the answer leaves. So a request sent again is answered alike, also
after its document has changed many times, and also with what is told only once (a receipt).

The answer is encrypted under asker and key, which are not kept: whoever has only the database
cannot read it, and it does not hang on ``YISHI_SECRET``. That holds for keys nobody can guess, so
the answer to a key shorter than ``GUESSABLE`` is not kept; the inbox alone guards.

Where the process dies between the change and this row, the inbox of the document still guards its
last 200 changes; after more than those, and only then, the request would be done again.

Rows lie under the first day of their period of ``YISHI_REQUEST_DAYS`` days, and live until the
period after it has ended.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import structlog
from cryptography.fernet import Fernet, InvalidToken
from fastapi import FastAPI, Request, Response
from starlette.types import Message

from chassis.core.catalogue import key_reused
from chassis.core.documents import Plain
from chassis.core.errors import NotNow
from chassis.service import Context

REQUESTS = Plain("requests")
"""``<first day of the period>/<name>`` → ``{"fingerprint", "answer"}``."""

GUESSABLE = 16
"""A key with fewer characters can be guessed: it protects nothing that is stored under it."""
MOST_BYTES = 64_000
"""A longer answer is not kept; then the inbox alone guards."""
KEPT_HEADERS = ("content-type", "etag", "location", "content-disposition", "content-language")
PURGE_AT_ONCE = 500

log = structlog.get_logger("yishi.requests")


@dataclass(frozen=True)
class Answer:
    """What was answered; ``headers`` only those that belong to the content."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Replayed(Exception):
    """This request was answered before; ``answer`` is to be given again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("answered before")
        self.answer = answer


def name_of(asker: str, key: str) -> str:
    """One name for a key of an asker (see ``keys.asker_of``), for no other pair."""
    return _digest("request", asker, key).hex()[:40]


def fingerprint_key(asker: str, key: str) -> bytes:
    """What keys a fingerprint: from it nobody learns the content without asker and key (C-07)."""
    return _digest("fingerprint", asker, key)


def _digest(what: str, asker: str, key: str) -> bytes:
    return hashlib.sha256(json.dumps([what, asker, key]).encode()).digest()


@dataclass(frozen=True)
class Requests:
    """The answers that a service keeps."""

    ctx: Context

    async def answered(self, asker: str, key: str, fingerprint: str) -> Answer | None:
        """The answer to this request. Raises ``Invalid`` where the key was for another one."""
        for period in self._periods():
            row = await self.ctx.store.engine.row(REQUESTS, f"{period}/{name_of(asker, key)}")
            if row is None:
                continue
            if row["fingerprint"] != fingerprint:
                raise key_reused()
            return _opened(row["answer"], asker, key)
        return None

    async def keep(self, asker: str, key: str, fingerprint: str, answer: Answer) -> None:
        """Keep an answer; the first one under a key stays."""
        row = {"fingerprint": fingerprint, "answer": _sealed(answer, asker, key)}
        row_id = f"{self._periods()[0]}/{name_of(asker, key)}"
        await self.ctx.store.engine.insert(REQUESTS, row_id, row)

    async def purge(self) -> None:
        """Remove what lies in periods before the last one."""
        engine, last = self.ctx.store.engine, self._periods()[1]
        while True:
            rows = await engine.rows(REQUESTS, "", "", PURGE_AT_ONCE)
            over = [row_id for row_id, _ in rows if row_id < last]
            for row_id in over:
                await engine.remove(REQUESTS, row_id)
            if len(over) < PURGE_AT_ONCE:
                return

    def _periods(self) -> tuple[str, str]:
        """The first days of this period and of the one before."""
        days, today = self.ctx.settings.request_days, self.ctx.now().date()
        first = today - timedelta(days=today.toordinal() % days)
        return _day(first), _day(first - timedelta(days=days))


def _day(day: date) -> str:
    return day.isoformat()


def _cipher(asker: str, key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_digest("answer", asker, key)))


def _sealed(answer: Answer, asker: str, key: str) -> str:
    body = base64.b64encode(answer.body).decode()
    told = json.dumps([answer.status, dict(answer.headers), body])
    return _cipher(asker, key).encrypt(told.encode()).decode()


def _opened(sealed: str, asker: str, key: str) -> Answer | None:
    try:
        status, headers, body = json.loads(_cipher(asker, key).decrypt(sealed.encode()))
    except InvalidToken:
        return None  # somebody touched it: the inbox guards
    return Answer(status, headers, base64.b64decode(body))


def answer_replays(app: FastAPI) -> None:
    """Give again what was answered before, and say that it was."""

    async def again(_: Request, error: Exception) -> Response:
        assert isinstance(error, Replayed)
        kept = error.answer
        headers = {**kept.headers, "Idempotency-Replayed": "true"}
        return Response(kept.body, kept.status, headers)

    app.add_exception_handler(Replayed, again)


@dataclass
class Keeping:
    """Holds back the messages of one answer until it is kept; refusals pass at once."""

    requests: Requests
    asker: str
    key: str
    fingerprint: str
    held: list[Message] = field(default_factory=list)
    size: int = 0
    over: bool = False

    async def take(self, message: Message) -> list[Message]:
        """What may be sent now."""
        if self.over:
            return [message]
        self.held.append(message)
        if message["type"] == "http.response.start":
            return self._let_go() if message["status"] >= 400 else []
        self.size += len(message.get("body", b""))
        if self.size > MOST_BYTES:
            return self._let_go()
        if message.get("more_body"):
            return []
        await self._keep()
        return self._let_go()

    def _let_go(self) -> list[Message]:
        self.over = True
        held, self.held = self.held, []
        return held

    async def _keep(self) -> None:
        start, *parts = self.held
        headers = {name.decode("latin-1").lower(): v for name, v in start["headers"]}
        kept = {n: headers[n].decode("latin-1") for n in KEPT_HEADERS if n in headers}
        body = b"".join(part.get("body", b"") for part in parts)
        answer = Answer(start["status"], kept, body)
        try:
            await self.requests.keep(self.asker, self.key, self.fingerprint, answer)
        except NotNow as problem:  # the change is made, and the inbox guards it
            log.warning("an answer is not kept", problem=problem.code)
