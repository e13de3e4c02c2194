"""What every request passes through, as plain ASGI: who and which id, figures, log, headers.

A request whose route is tagged ``unlogged`` (casting a vote) leaves no line, no figure, no cookie
and no id behind (C-11): who watches the log may not learn that or when somebody voted.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol
from uuid import uuid4

import structlog
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.core.errors import Busy, NotSignedIn, Problem
from chassis.core.settings import Settings
from chassis.pages import secure_headers
from chassis.web.ask import is_unlogged
from chassis.web.auth import Person, TokenReader
from chassis.web.incoming import Incoming
from chassis.web.problems import answer, bug
from chassis.web.requests import Keeping
from chassis.web.sessions import Sessions, read_session

CORRELATION = "x-correlation-id"
VALID_ID = re.compile(r"[A-Za-z0-9._:-]{8,100}")
MAX_FIELDS_BYTES = 500_000
MOST_UPLOADS = 2
"""Uploads that may come in at once: each lies in the temporary folder, which is small.

One address may send one of them, so that a single sender does not keep out all others.
"""
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

SECURE = tuple((name.lower().encode(), value.encode()) for name, value in secure_headers().items())

log = structlog.get_logger("yishi.web")


class Meter(Protocol):
    """The figures this floor tells; ``chassis.core.metrics`` counts them."""

    def observe_http(
        self, service: str, method: str, route: str, status: int, seconds: float
    ) -> None:
        """A request was answered; ``route`` is the template, never the path itself."""

    def refused(self, service: str, code: str) -> None:
        """A request was answered with a problem of this code."""

    def exposition(self) -> bytes:
        """All figures of the process as Prometheus text."""


class Passage:
    """The middleware around all routes; an exception of a route becomes an answer here."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        token_reader: TokenReader,
        sessions: Sessions | None,
        meter: Meter,
        services: Mapping[str, str],
        unlogged: Callable[[Scope], bool],
        uploads: Callable[[Scope], bool],
    ) -> None:
        self.app = app
        self.settings = settings
        self.token_reader = token_reader
        self.sessions = sessions
        self.meter = meter
        self.services = services
        self.unlogged = unlogged
        self.uploads = uploads
        self.uploading: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        upload = _is_multipart(scope) and self.uploads(scope)
        limit, seconds = self._limit(scope, upload), self.settings.body_seconds
        incoming = Incoming(scope, receive, limit, seconds)
        outgoing = _Outgoing(scope, send)
        try:
            with self._place(scope, upload) as free:
                await self._known(scope, incoming, outgoing, free)
        finally:
            self._tell(scope, outgoing.status, time.perf_counter() - started)
            structlog.contextvars.clear_contextvars()

    @contextmanager
    def _place(self, scope: Scope, upload: bool) -> Iterator[bool]:
        """Hold a place for an upload; whether there is one. Other requests need none."""
        address = scope["client"][0] if scope.get("client") else "unknown"
        if not upload:
            yield True
        elif address in self.uploading or len(self.uploading) >= MOST_UPLOADS:
            yield False
        else:
            self.uploading.add(address)
            try:
                yield True
            finally:
                self.uploading.discard(address)

    def _limit(self, scope: Scope, upload: bool) -> int:
        """Bytes that a body may have: many for files, few where fields are checked one by one."""
        if upload:
            return self.settings.max_upload_bytes
        most = self.settings.max_body_bytes
        return most if _is_multipart(scope) else min(most, MAX_FIELDS_BYTES)

    async def _known(self, scope: Scope, receive: Receive, send: "_Outgoing", free: bool) -> None:
        request = Request(scope, receive)
        request.state.correlation = _correlation(request)
        request.state.person = None
        scope["yishi.service"] = self._service(scope["path"])
        scope["yishi.unlogged"] = self.unlogged(scope)
        structlog.contextvars.clear_contextvars()
        try:
            if not scope["yishi.unlogged"]:
                structlog.contextvars.bind_contextvars(correlation=request.state.correlation)
                request.state.person = await self._person(request)
            if not free:
                raise _uploads_busy()
            await self.app(scope, receive, send)
        except Problem as problem:
            await answer(request, problem)(scope, receive, send)
        except Exception as error:
            await self._stumbled(error, request, receive, send)

    async def _stumbled(
        self, error: Exception, request: Request, receive: Receive, send: "_Outgoing"
    ) -> None:
        if is_unlogged(request.scope):
            # The kind only: the message of an error can quote what was sent.
            log.error("unexpected error in an unlogged route", kind=type(error).__name__)
        else:
            log.exception("unexpected error", route=route_of(request.scope))
        if not send.status:
            await answer(request, bug())(request.scope, receive, send)

    async def _person(self, request: Request) -> Person | None:
        # A request that brings its own token is never helped out by the browser's cookie.
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme:
            person = await self._bearer(token.strip()) if scheme.lower() == "bearer" else None
        elif session := self._session(request):
            person = await self.sessions.person(session) if self.sessions else None
        else:
            return None
        # A public page still opens; a route that wants a person says why there is none.
        request.state.token_refused = person is None
        return person

    async def _bearer(self, token: str) -> Person | None:
        try:
            return await self.token_reader.read(token)
        except NotSignedIn:
            return None

    def _session(self, request: Request) -> str:
        path = request.url.path
        alike = path in QUIET or path.startswith("/static/")
        return "" if alike else read_session(request, self.settings)

    def _service(self, path: str) -> str:
        return self.services.get(path.split("/", 2)[1], self.services.get("", ""))

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        if is_unlogged(scope):
            return
        service, route = scope.get("yishi.service", ""), route_of(scope)
        self.meter.observe_http(service, _method(scope), route, status, seconds)
        code = scope["state"].get("problem", "")
        if code:
            self.meter.refused(service, code)
        if route in QUIET or route.startswith("/static"):
            return
        log.info(
            "request",
            service=service,
            method=_method(scope),
            route=route,
            status=status,
            seconds=round(seconds, 4),
            correlation=scope["state"]["correlation"],
            **({"code": code} if code else {}),
        )


def _is_multipart(scope: Scope) -> bool:
    kind = Headers(scope=scope).get("content-type", "").lower()
    return kind.startswith("multipart/form-data")


class _Outgoing:
    """``send`` that adds the headers of every answer, and notes the status."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.send = send
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            headers = MutableHeaders(scope=message)
            there = {name for name, _ in headers.raw}
            headers.raw.extend(pair for pair in SECURE if pair[0] not in there)
            self._identify(headers)
        keeping: Keeping | None = self.scope["state"].get("keeping")
        for one in [message] if keeping is None else await keeping.take(message):
            await self.send(one)

    def _identify(self, headers: MutableHeaders) -> None:
        if is_unlogged(self.scope):
            del headers["set-cookie"]
            headers["Cache-Control"] = "no-store"
            return
        if self.scope["state"].get("person") is not None:
            headers.setdefault("Cache-Control", "no-store")
        headers["X-Correlation-ID"] = self.scope["state"]["correlation"]


def _correlation(request: Request) -> str:
    given = request.headers.get(CORRELATION, "")
    return given if VALID_ID.fullmatch(given) else uuid4().hex


def _uploads_busy() -> Busy:
    return Busy(
        "uploads-busy",
        "同时上传的人较多，请稍后再试。",
        "Several uploads are coming in; try again in a moment.",
    )


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(scope: Mapping[str, Any]) -> str:
    # Anybody can invent methods; a label takes the known ones only.
    return scope["method"] if scope["method"] in METHODS else "OTHER"


def route_of(scope: Mapping[str, Any]) -> str:
    """The template of the matched route: bounded, and without anything private."""
    return str(getattr(scope.get("route"), "path", "") or "(none)")
