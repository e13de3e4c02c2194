"""Who asks: a person read from a bearer token. People on pages: ``chassis.web.sessions``.

In production tokens come from the city's identity provider (OIDC): issuer, audience and signing
keys are settings, and only public-key algorithms are accepted. In demo the system issues tokens
itself; that issuer does not exist in production. Claims: ``sub``, ``name``, and by default
``roles``, ``streets`` (9-digit codes, or ``*``), ``member``, ``community``, ``department``.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import KeySet, OctKey
from joserfc.jws import extract_compact

from chassis.core.errors import NotSignedIn
from chassis.core.settings import Settings, SettingsError
from chassis.web.signing_keys import Fetch, SigningKeys
from contracts.charter import Role

DEMO_ISSUER = "yishi-demo"
ALGORITHMS = ("RS256", "ES256", "EdDSA", "Ed25519")
ACROSS = frozenset({Role.CITY.value, Role.AUDITOR.value, Role.OPS.value})
CLOCK_SKEW = 60
# A visitor's key belongs to "visitor <nonce>" (``keys.asker_of``), so a subject holds no blank.
SUBJECT = re.compile(r"[^\s#]{1,128}")


@dataclass(frozen=True)
class Person:
    """Somebody who asks. ``sub`` is empty for a visitor who is not signed in.

    ``member`` is the assembly's id of a deliberator; ``community`` and ``department`` are where a
    person of that role works, as the identity provider names it.
    """

    sub: str
    name: str
    roles: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    member: str = ""
    community: str = ""
    department: str = ""

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

    @property
    def has_a_place(self) -> bool:
        """Whether the person holds a role in at least one street, or one across all of them."""
        return bool(self.roles) and (self.across or bool(self.streets - {"*"}))

    def has(self, *roles: str) -> bool:
        """Whether the person holds at least one of these roles."""
        return any(role in self.roles for role in roles)


class TokenReader:
    """Verifies tokens: the identity provider's in production, the demo issuer's in demo."""

    def __init__(
        self,
        settings: Settings,
        fetch: Fetch | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.now = now
        self.keys = SigningKeys(settings.oidc_jwks, fetch, now)

    async def read(self, token: str) -> Person:
        """The person behind a token. Raises ``NotSignedIn``, or ``Unavailable`` without keys."""
        try:
            return person_of(await self._claims(token), self.settings)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise bad_token() from None

    async def _claims(self, token: str) -> dict[str, Any]:
        header = extract_compact(token.encode()).headers()
        if self.settings.demo and header.get("alg") == "HS256":
            return self._demo_claims(token)
        return await self.provided(token, self.settings.oidc_audience)

    def _demo_claims(self, token: str) -> dict[str, Any]:
        """Claims of a token that any of the secrets signed that are still good."""
        audience = self.settings.oidc_audience
        for key in demo_keys(self.settings):
            with suppress(BadSignatureError):
                return self._checked(token, key, ["HS256"], DEMO_ISSUER, audience)
        raise bad_token()

    async def provided(self, token: str, audience: str) -> dict[str, Any]:
        """Claims of a token that the provider signed for this audience.

        Raises ``NotSignedIn``, ``JoseError`` or ``ValueError`` where it is not valid, and
        ``Unavailable`` without keys.
        """
        header = extract_compact(token.encode()).headers()
        if not self.settings.oidc_jwks or header.get("alg") not in ALGORITHMS:
            raise bad_token()
        keys = await self.keys.find(str(header.get("kid", "")))
        return self._checked(token, keys, list(ALGORITHMS), self.settings.oidc_issuer, audience)

    def _checked(
        self, token: str, key: OctKey | KeySet, algorithms: list[str], issuer: str, audience: str
    ) -> dict[str, Any]:
        claims = jwt.decode(token, key, algorithms=algorithms).claims
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(self.now()),
            leeway=CLOCK_SKEW,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": audience},
            sub={"essential": True},
            exp={"essential": True},
        )
        registry.validate(claims)
        return claims


def person_of(claims: Mapping[str, Any], settings: Settings) -> Person:
    """The person that verified claims describe; unknown roles are dropped. ``ValueError`` else.

    Which claim says what is a setting (``YISHI_OIDC_CLAIM_…``).
    """
    sub = claims["sub"]
    if not isinstance(sub, str) or not SUBJECT.fullmatch(sub):
        raise ValueError("sub")
    known = {role.value for role in Role}
    roles = _texts(claim(claims, settings.oidc_claim_roles))
    return Person(
        sub=sub,
        name=str(claims.get("name") or claims.get("preferred_username") or sub)[:60],
        roles=frozenset(role for role in roles if role in known),
        streets=frozenset(_texts(claim(claims, settings.oidc_claim_streets))),
        member=_text(claim(claims, settings.oidc_claim_member)),
        community=_text(claim(claims, settings.oidc_claim_community)),
        department=_text(claim(claims, settings.oidc_claim_department)),
    )


def claim(claims: Mapping[str, Any], name: str) -> Any:
    """A claim by its name, else by its path: ``realm_access.roles`` lies in ``realm_access``."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _text(value: object) -> str:
    return value[:200] if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("a list of texts")
    return value


def bad_token() -> NotSignedIn:
    """The one answer to every token that is not valid; it does not say why."""
    return NotSignedIn(
        "bad-token", "登录已失效，请重新登录。", "This sign-in is no longer valid; sign in again."
    )


# ---- the demo issuer -----------------------------------------------------------------------


def demo_keys(settings: Settings) -> list[OctKey]:
    """The demo issuer's keys, one for each secret, the one that signs first.

    Raises ``SettingsError`` in production.
    """
    if not settings.demo:
        raise SettingsError("YISHI_ENV: the demo issuer does not exist in production")
    digests = [hashlib.sha256(f"demo-issuer:{one}".encode()).digest() for one in settings.secrets]
    return [OctKey.import_key(digest) for digest in digests]


def issue_demo_token(
    settings: Settings,
    sub: str,
    name: str,
    roles: Iterable[str],
    streets: Iterable[str],
    member: str = "",
    hours: float = 12,
    department: str = "",
) -> str:
    """A token for a demo person, valid for ``hours``. Raises ``SettingsError`` in production."""
    key = demo_keys(settings)[0]
    issued = int(time.time())
    claims = {
        "iss": DEMO_ISSUER,
        "aud": settings.oidc_audience,
        "sub": sub,
        "name": name,
        settings.oidc_claim_roles: [str(role) for role in roles],
        settings.oidc_claim_streets: list(streets),
        settings.oidc_claim_member: member,
        settings.oidc_claim_department: department,
        "iat": issued,
        "exp": issued + int(hours * 3600),
    }
    return jwt.encode({"alg": "HS256"}, claims, key)
