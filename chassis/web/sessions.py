"""Sessions of people on pages: kept on the server, so that they end there.

The browser holds an opaque id, signed; the record lies in a database of its own (``sessions``)
that every web process reads with each request of a signed-in person. Signing out removes the
record: from then on a copied cookie is worth nothing, in every process. Decision 0011.
"""

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer

from chassis.core.decision import State
from chassis.core.documents import Kind
from chassis.core.settings import Settings
from chassis.store.engine import Engine, Raw, Write
from chassis.store.reading import state_of
from chassis.web.auth import Person

SESSION_COOKIE = "yishi_session"
DATABASE = "sessions"
SEEN_PARTS = 10
"""A session that is used is written again after this part of the idle limit."""
FORGET_AT_ONCE = 50


class SessionRecord(State):
    """One signed-in browser. ``ends`` and ``seen`` are seconds since 1970."""

    sub: str
    name: str
    roles: tuple[str, ...]
    streets: tuple[str, ...]
    member: str
    community: str
    department: str
    id_token: str
    ends: int
    seen: int

    def person(self) -> Person:
        """Who is signed in, as the provider described them at sign-in."""
        return Person(
            self.sub,
            self.name,
            frozenset(self.roles),
            frozenset(self.streets),
            self.member,
            self.community,
            self.department,
        )


SESSIONS = Kind("sessions", SessionRecord, sort=lambda doc_id, one: f"{one.ends:012d}/{doc_id}")


@dataclass
class Sessions:
    """All sessions of the installation. ``now`` is the machine's clock in seconds."""

    engine: Engine
    settings: Settings
    now: Callable[[], float] = time.time

    async def prepare(self) -> None:
        """Make the table where it is missing."""
        await self.engine.prepare((SESSIONS,), ())

    async def open(self, person: Person, id_token: str = "") -> str:
        """Begin a session under a new id, which only the browser is told."""
        session, now = secrets.token_urlsafe(32), int(self.now())
        record = SessionRecord(
            sub=person.sub,
            name=person.name,
            roles=tuple(sorted(person.roles)),
            streets=tuple(sorted(person.streets)),
            member=person.member,
            community=person.community,
            department=person.department,
            id_token=id_token,
            ends=now + int(self.settings.session_limit),
            seen=now,
        )
        await self._forget_ended(now)
        await self._write(_doc_id(session), record, 0)
        return session

    async def person(self, session: str) -> Person | None:
        """Who is signed in by this session; nobody where it has ended."""
        raw = await self.engine.load(SESSIONS, _doc_id(session))
        record = self._lasting(raw)
        if raw is None or record is None:
            return None
        now = int(self.now())
        if now - record.seen > self.settings.session_idle / SEEN_PARTS:
            # Only where the version is unchanged: what was ended meanwhile does not come back.
            await self._write(raw.doc_id, record.model_copy(update={"seen": now}), raw.version)
        return record.person()

    async def end(self, session: str) -> str:
        """End a session everywhere; answers its ID token, for signing out at the provider."""
        raw = await self.engine.load(SESSIONS, _doc_id(session)) if session else None
        if raw is None:
            return ""
        await self.engine.erase(SESSIONS, raw.doc_id)
        return state_of(SESSIONS, raw).id_token

    def _lasting(self, raw: Raw | None) -> SessionRecord | None:
        if raw is None:
            return None
        record = state_of(SESSIONS, raw)
        idle_since = self.now() - self.settings.session_idle
        return record if self.now() < record.ends and record.seen > idle_since else None

    async def _forget_ended(self, now: int) -> None:
        """Each sign-in removes more records than it makes, so the table stays small."""
        ended = await self.engine.find(SESSIONS, "", {}, "", f"{now:012d}", FORGET_AT_ONCE)
        for raw in ended:
            await self.engine.erase(SESSIONS, raw.doc_id)

    async def _write(self, doc_id: str, record: SessionRecord, expected: int) -> None:
        write = Write(
            doc_id=doc_id,
            street="",
            sort=SESSIONS.sort(doc_id, record),
            schema=SESSIONS.schema,
            expected=expected,
            state=record.model_dump(mode="json"),
            outbox=(),
            inbox="",
            due=0.0,
        )
        await self.engine.write(SESSIONS, write)


def sessions_of(request: Request) -> Sessions:
    """The sessions that the application was built with."""
    found = request.app.state.sessions
    assert isinstance(found, Sessions)
    return found


def _doc_id(session: str) -> str:
    # Who reads the database finds no id that a browser could send.
    return SESSIONS.key("", hashlib.sha256(session.encode()).hexdigest()).doc_id


# ---- the cookie ----------------------------------------------------------------------------


def set_session(response: Response, settings: Settings, session: str) -> None:
    """Give the browser its session's id: signed, HttpOnly, SameSite=Lax."""
    response.set_cookie(
        SESSION_COOKIE,
        str(_signer(settings).dumps(session)),
        max_age=int(settings.session_limit),
        httponly=True,
        samesite="lax",
        secure=over_tls(settings),
    )


def clear_session(response: Response, settings: Settings) -> None:
    """Let the browser forget its session's id."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=over_tls(settings))


def read_session(request: Request, settings: Settings) -> str:
    """The id in the session cookie, empty where there is none or its signature fails."""
    cookie = request.cookies.get(SESSION_COOKIE, "")
    if not cookie:
        return ""
    try:
        return str(_signer(settings).loads(cookie))
    except BadSignature:
        return ""


def _signer(settings: Settings) -> URLSafeSerializer:
    # The last one signs, all of them verify.
    return URLSafeSerializer(list(reversed(settings.secrets)), salt="yishi-session")


def over_tls(settings: Settings) -> bool:
    """Whether cookies are kept to TLS."""
    # A plain intranet says so with its base URL; production without one is taken as https.
    return settings.base_url.startswith("https://") or not (settings.demo or settings.base_url)
