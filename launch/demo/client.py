"""How the people of a case talk to the services: HTTP with the token of their role."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from contracts.charter import Role

Json = dict[str, Any]
Tokens = Callable[[str, Role, str, str], str]
"""``tokens(sub, role, member, department) -> bearer token``."""

PATIENCE = 120.0
AWAY = (502, 503, 504)
"""What a gateway, or a service whose store is away, answers: the same later can succeed."""


class PlayError(Exception):
    """The case cannot go on; the message says which step and what the service answered.

    ``code`` is the problem's, empty where there was no problem+json.
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class Api:
    """The services as one street's people reach them. Every call names who makes it.

    A service that is started again is waited for. A command keeps its ``Idempotency-Key`` over
    all tries, so that one whose answer was lost is done once.
    """

    def __init__(self, http: httpx.AsyncClient, street: str, tokens: Tokens) -> None:
        self.http = http
        self.street = street
        self._tokens = tokens
        self._run = uuid4().hex
        self._commands = count(1)

    def path(self, service: str, rest: str) -> str:
        """``/<service>/api/streets/<street>/<rest>``."""
        return f"/{service}/api/streets/{self.street}/{rest}".rstrip("/")

    def bearer(
        self, role: Role | None, sub: str = "", member: str = "", department: str = ""
    ) -> dict[str, str]:
        """The header of a person in this role, of nobody for ``None``."""
        if role is None:
            return {}
        token = self._tokens(
            sub or f"demo-{role.lower().replace('_', '-')}", role, member, department
        )
        return {"Authorization": f"Bearer {token}"}

    async def get(self, service: str, rest: str, role: Role | None = None, **params: Any) -> Json:
        """Read as this role."""
        return await self._call("GET", service, rest, role, params=params)

    async def post(
        self,
        service: str,
        rest: str,
        role: Role | None,
        body: Json | None = None,
        *,
        sub: str = "",
        member: str = "",
        department: str = "",
    ) -> Json:
        """Ask for something as this role."""
        return await self._call(
            "POST",
            service,
            rest,
            role,
            json=body or {},
            sub=sub,
            member=member,
            department=department,
        )

    async def put(self, service: str, rest: str, role: Role, body: Json) -> Json:
        """Set something as this role."""
        return await self._call("PUT", service, rest, role, json=body)

    async def patch(self, service: str, rest: str, role: Role, body: Json, version: int) -> Json:
        """Correct something as this role, only if nobody did so in between."""
        headers = {"If-Match": f'"{version}"'}
        return await self._call("PATCH", service, rest, role, json=body, headers=headers)

    async def upload(self, service: str, rest: str, role: Role, name: str, data: bytes) -> Json:
        """Hand in a workbook as this role."""
        return await self._call("POST", service, rest, role, files={"file": (name, data)})

    async def hand_in(
        self,
        service: str,
        rest: str,
        role: Role,
        fields: dict[str, str],
        *,
        sub: str = "",
        member: str = "",
        department: str = "",
        **files: tuple[str, bytes],
    ) -> Json:
        """Hand in a form of fields as this role, with (name, content) of files."""
        sent: Json = {"data": fields, "files": files or None}
        sent |= {"sub": sub, "member": member, "department": department}
        return await self._call("POST", service, rest, role, **sent)

    async def hand_in_files(
        self,
        service: str,
        rest: str,
        role: Role,
        files: list[tuple[str, tuple[str, bytes, str]]],
        *,
        department: str = "",
    ) -> Json:
        """Hand in several files of one field as this role: (field, (name, content, type))."""
        return await self._call("POST", service, rest, role, files=files, department=department)

    async def listed(
        self, service: str, rest: str, role: Role | None = None, **where: str
    ) -> list[Json]:
        """A whole list, page by page; ``where`` are its filters."""
        items: list[Json] = []
        after = ""
        while True:
            page = await self.get(service, rest, role, limit=200, after=after, **where)
            items += page["items"]
            after = page.get("next") or ""
            if not after:
                return items

    async def _call(
        self,
        method: str,
        service: str,
        rest: str,
        role: Role | None,
        *,
        sub: str = "",
        member: str = "",
        department: str = "",
        headers: dict[str, str] | None = None,
        **given: Any,
    ) -> Json:
        path = self.path(service, rest)
        sent = self.bearer(role, sub, member, department) | (headers or {})
        if method != "GET":
            sent["Idempotency-Key"] = self.new_key()
        answer, _ = await self.send(method, path, headers=sent, **given)
        if answer.is_error:
            raise refused(answer)
        found: Json = answer.json()
        return found

    def new_key(self) -> str:
        """An ``Idempotency-Key`` for one more command of this play."""
        return f"{self._run}-{next(self._commands)}"

    async def send(self, method: str, path: str, **given: Any) -> tuple[httpx.Response, int]:
        """One request, again while nobody answers it; its answer and how often it was sent.

        Raises ``PlayError`` after two minutes without an answer.
        """
        deadline = time.monotonic() + PATIENCE
        pause, tries = 0.05, 0
        while True:
            tries += 1
            try:
                answer = await self.http.request(method, path, **given)
                if answer.status_code not in AWAY:
                    return answer, tries
                problem = f"{answer.status_code} {answer.text[:200]}"
            except httpx.TransportError as error:
                problem = repr(error)
            if time.monotonic() > deadline:
                raise PlayError(f"{method} {path} was not answered: {problem}")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 1.0)


def refused(answer: httpx.Response) -> PlayError:
    """What went wrong with a request, for whoever reads the play's last words."""
    method, path = answer.request.method, answer.request.url.path
    return PlayError(f"{method} {path} → {answer.status_code} {answer.text[:600]}", code_of(answer))


def code_of(answer: httpx.Response) -> str:
    """The code of the problem that was answered, empty where it is none."""
    kind = answer.headers.get("content-type", "")
    return str(answer.json().get("code", "")) if "problem+json" in kind else ""


async def until(
    read: Callable[[], Awaitable[Json]], ready: Callable[[Json], bool], what: str
) -> Json:
    """Read again and again until it is ready: the services meet in events, a moment later.

    Raises ``PlayError`` after two minutes.
    """
    deadline = time.monotonic() + PATIENCE
    pause = 0.02
    while True:
        found = await read()
        if ready(found):
            return found
        if time.monotonic() > deadline:
            raise PlayError(f"waited in vain for {what}: {str(found)[:400]}")
        await asyncio.sleep(pause)
        pause = min(pause * 1.5, 0.5)
