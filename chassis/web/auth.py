"""Who asks: a person read from a bearer token, or from the session cookie that holds one.

In production tokens come from the city's identity provider (OIDC): issuer, audience and signing
keys are settings, and only public-key algorithms are accepted. In demo the house issues tokens
itself; that issuer does not exist in production. Claims: ``sub``, ``name``, ``roles``,
``streets`` (9-digit codes, or ``*``), ``member`` (the assembly's id of a deliberator).
"""

import asyncio
import hashlib
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from fastapi import Request, Response
from itsdangerous import BadSignature, URLSafeSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey
from joserfc.jws import extract_compact

from chassis.core.errors import NotSignedIn, Unavailable
from chassis.core.settings import Settings, SettingsError
from contracts.charter import Role

DEMO_ISSUER = "yishi-demo"
SESSION_COOKIE = "yishi_session"
ALGORITHMS = ("RS256", "ES256", "EdDSA", "Ed25519")
ACROSS = frozenset({Role.CITY.value, Role.AUDITOR.value, Role.OPS.value})
KEYS_LIVE = 3600.0
KEYS_REFETCH = 30.0
CLOCK_SKEW = 60
# The inbox of a document keeps "<sub>:<key> <fingerprint>", so a subject holds no blank.
SUBJECT = re.compile(r"[^\s#]{1,128}")

Fetch = Callable[[str], Awaitable[dict[str, Any]]]
"""Reads a key set (JWKS) from an address or a file."""


@dataclass(frozen=True)
class Person:
    """Somebody who asks. ``sub`` is empty for a visitor who is not signed in."""

    sub: str
    name: str
    roles: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    member: str = ""

    @classmethod
    def nobody(cls) -> "Person":
        """A visitor who is not signed in: no roles, no streets."""
        return cls("", "")

    @property
    def signed_in(self) -> bool:
        """Whether a valid token stands behind this person."""
        return bool(self.sub)

    def in_street(self, code: str, *, writing: bool = False) -> bool:
        """Whether this street is within the person's scope (C-13).

        ``*`` lets ``CITY``, ``AUDITOR`` and ``OPS`` read in every street; writing needs the
        street itself among the person's streets.
        """
        return code in self.streets or (not writing and self.across)

    def reads_as(self, code: str, *roles: str) -> bool:
        """Whether the person reads in this street as one of these roles (C-13).

        Across streets (``*``) only a role made for all of them counts, never another one that
        the same person holds in a street of their own.
        """
        if code in self.streets:
            return self.has(*roles)
        return "*" in self.streets and self.has(*(role for role in roles if role in ACROSS))

    @property
    def across(self) -> bool:
        """Whether this person reads across streets."""
        return "*" in self.streets and bool(self.roles & ACROSS)

    def has(self, *roles: str) -> bool:
        """Whether the person holds at least one of these roles."""
        return any(role in self.roles for role in roles)


class TokenReader:
    """Verifies tokens: the identity provider's in production, the demo issuer's in demo.

    Keys are kept for an hour and fetched again where a token names an unknown one, at most every
    30 seconds; where the provider does not answer, the keys that are known go on counting.
    """

    def __init__(
        self,
        settings: Settings,
        fetch: Fetch | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.fetch = fetch or fetch_keys
        self.now = now
        self.keys: dict[str, Any] = {}
        self.fetched = float("-inf")
        self.lock = asyncio.Lock()

    async def read(self, token: str) -> Person:
        """The person behind a token. Raises ``NotSignedIn``, or ``Unavailable`` without keys."""
        try:
            claims = await self._claims(token)
            return person_of(claims)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise bad_token() from None

    async def _claims(self, token: str) -> dict[str, Any]:
        header = extract_compact(token.encode()).headers()
        if self.settings.demo and header.get("alg") == "HS256":
            key: OctKey | KeySet = demo_key(self.settings)
            return self._checked(token, key, ["HS256"], DEMO_ISSUER)
        if not self.settings.oidc_jwks or header.get("alg") not in ALGORITHMS:
            raise bad_token()
        keys = await self._keys_with(str(header.get("kid", "")))
        return self._checked(token, keys, list(ALGORITHMS), self.settings.oidc_issuer)

    def _checked(
        self, token: str, key: OctKey | KeySet, algorithms: list[str], issuer: str
    ) -> dict[str, Any]:
        claims = jwt.decode(token, key, algorithms=algorithms).claims
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(self.now()),
            leeway=CLOCK_SKEW,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": self.settings.oidc_audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        registry.validate(claims)
        return claims

    async def _keys_with(self, kid: str) -> KeySet:
        async with self.lock:
            age = self.now() - self.fetched
            if age > KEYS_LIVE or (age > KEYS_REFETCH and not self._known(kid)):
                await self._refetch()
        if not self.keys:
            raise Unavailable(
                "identity-provider", "身份认证服务暂时不可用。", "The identity provider is away."
            )
        return KeySet.import_key_set(self.keys)  # type: ignore[arg-type]

    def _known(self, kid: str) -> bool:
        return any(key.get("kid", "") == kid for key in self.keys.get("keys", []))

    async def _refetch(self) -> None:
        # Marked before the answer: a provider that is away is not asked again by every request.
        self.fetched = self.now()
        try:
            self.keys = await self.fetch(self.settings.oidc_jwks)
        except (httpx.HTTPError, OSError, ValueError):
            return


async def fetch_keys(source: str) -> dict[str, Any]:
    """Read a JWKS from an https address (5 s) or from a file. Raises ``OSError`` and kin."""
    if source.startswith(("https://", "http://")):
        async with httpx.AsyncClient(timeout=5.0) as client:
            answer = await client.get(source)
        answer.raise_for_status()
        found = answer.json()
    else:
        found = json.loads(await asyncio.to_thread(Path(source).read_text, "utf-8"))
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise ValueError("not a key set")
    return found


def person_of(claims: Mapping[str, Any]) -> Person:
    """The person that verified claims describe; unknown roles are dropped. ``ValueError`` else."""
    sub = claims["sub"]
    if not isinstance(sub, str) or not SUBJECT.fullmatch(sub):
        raise ValueError("sub")
    known = {role.value for role in Role}
    return Person(
        sub=sub,
        name=str(claims.get("name") or claims.get("preferred_username") or sub)[:60],
        roles=frozenset(role for role in _texts(claims.get("roles")) if role in known),
        streets=frozenset(_texts(claims.get("streets"))),
        member=str(claims.get("member") or ""),
    )


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("a list of texts")
    return value


def bad_token() -> NotSignedIn:
    """The one answer to every token that does not hold; it does not say why."""
    return NotSignedIn(
        "bad-token", "登录已失效，请重新登录。", "This sign-in does not hold; sign in again."
    )


# ---- the demo issuer -----------------------------------------------------------------------


def demo_key(settings: Settings) -> OctKey:
    """The demo issuer's key, derived from the secret. ``SettingsError`` in production."""
    if not settings.demo:
        raise SettingsError("YISHI_ENV: the demo issuer does not exist in production")
    digest = hashlib.sha256(f"demo-issuer:{settings.secret}".encode()).digest()
    return OctKey.import_key(digest)


def issue_demo_token(
    settings: Settings,
    sub: str,
    name: str,
    roles: Iterable[str],
    streets: Iterable[str],
    member: str = "",
    hours: float = 12,
) -> str:
    """A token for a demo person, valid for ``hours``. Raises ``SettingsError`` in production."""
    key = demo_key(settings)
    issued = int(time.time())
    claims = {
        "iss": DEMO_ISSUER,
        "aud": settings.oidc_audience,
        "sub": sub,
        "name": name,
        "roles": [str(role) for role in roles],
        "streets": list(streets),
        "member": member,
        "iat": issued,
        "exp": issued + int(hours * 3600),
    }
    return jwt.encode({"alg": "HS256"}, claims, key)


# ---- the session cookie of pages -----------------------------------------------------------


def set_session(response: Response, settings: Settings, token: str, hours: float = 12) -> None:
    """Keep a token in the browser: signed, HttpOnly, SameSite=Lax."""
    response.set_cookie(
        SESSION_COOKIE,
        str(_signer(settings).dumps(token)),
        max_age=int(hours * 3600),
        httponly=True,
        samesite="lax",
        secure=_https(settings),
    )


def clear_session(response: Response, settings: Settings) -> None:
    """Sign out of this browser."""
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=_https(settings))


def read_session(request: Request, settings: Settings) -> str:
    """The token in the session cookie, empty where there is none or its signature fails."""
    try:
        return str(_signer(settings).loads(request.cookies.get(SESSION_COOKIE, "")))
    except BadSignature:
        return ""


def _signer(settings: Settings) -> URLSafeSerializer:
    # The last one signs, all of them verify.
    return URLSafeSerializer(list(reversed(settings.secrets)), salt="yishi-session")


def _https(settings: Settings) -> bool:
    # A plain intranet says so with its base URL; production without one is taken as https.
    return settings.base_url.startswith("https://") or not (settings.demo or settings.base_url)
