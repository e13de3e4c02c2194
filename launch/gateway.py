"""One door for services that run as processes of their own: a path's first name → its process.

For a laptop and for tests; an installation has nginx (``deploy/gateway``), which bounds what comes
in as well. The rules are the same: everything of a service lies under its name, the rest is the
assembly's; who is away is answered by 503; a request is never sent twice. Nothing is logged.
"""

from collections.abc import Mapping

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

PORTAL = "assembly"
HIDDEN = frozenset({"/metrics", "/readyz"})
# What concerns one connection only, and what a client may not say about itself.
LEFT_OUT = frozenset(
    {
        b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"te",
        b"trailers", b"transfer-encoding", b"upgrade", b"content-length", b"forwarded",
        b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host",
    }
)  # fmt: skip
COMING_BACK = (
    "系统正在恢复，请过一分钟再试；已提交的内容不会丢失。\n"
    "The system is coming back; try again in a minute. Nothing that was submitted is lost.\n"
)


class Gateway:
    """An ASGI application; ``services`` are base URLs by service name. ``close`` it at the end.

    ``patience`` bounds in seconds how long a service may take to answer.
    """

    def __init__(self, services: Mapping[str, str], patience: float = 60.0) -> None:
        self._services = dict(services)
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self._http = httpx.AsyncClient(timeout=httpx.Timeout(patience, connect=3.0), limits=limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        answer = await self._answer(Request(scope, receive))
        await answer(scope, receive, send)

    async def close(self) -> None:
        """Let go of all connections."""
        await self._http.aclose()

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        if path == "/healthz":
            return PlainTextResponse("ok\n")
        if path in HIDDEN:
            return PlainTextResponse("", status_code=404)
        try:
            return await self._passed_on(request)
        except httpx.TransportError:
            return PlainTextResponse(COMING_BACK, status_code=503)

    async def _passed_on(self, request: Request) -> Response:
        asked = self._http.build_request(
            request.method,
            self._address(request),
            headers=_told(request),
            content=await request.body(),
        )
        found = await self._http.send(asked, stream=True)
        answer = StreamingResponse(
            found.aiter_raw(), found.status_code, background=BackgroundTask(found.aclose)
        )
        answer.raw_headers = [
            (name.lower(), value)
            for name, value in found.headers.raw
            if name.lower() not in LEFT_OUT or name.lower() == b"content-length"
        ]
        return answer

    def _address(self, request: Request) -> str:
        name = request.url.path.split("/", 2)[1]
        base = self._services.get(name) or self._services[PORTAL]
        raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
        query: bytes = request.scope.get("query_string") or b""
        return base + raw.decode("ascii") + (f"?{query.decode('ascii')}" if query else "")


def _told(request: Request) -> list[tuple[bytes, bytes]]:
    """The client's headers, with its address; its own word about that never passes."""
    client = request.client.host if request.client else ""
    passed = [(name, value) for name, value in request.headers.raw if name not in LEFT_OUT]
    forwarded = (b"x-forwarded-proto", request.url.scheme.encode())
    return [*passed, (b"x-forwarded-for", client.encode()), forwarded]
