"""Signing people in at the organisation's OpenID Connect provider: the login client.

Authorization code flow with PKCE (S256), state and nonce; authlib builds the requests and checks
the ID token. Whose keys count, the issuer and the claims are the settings that bearer tokens use.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
from authlib.oauth2.auth import ClientAuth  # type: ignore[import-untyped]
from authlib.oauth2.rfc6749.parameters import (  # type: ignore[import-untyped]
    prepare_grant_uri,
    prepare_token_request,
)
from authlib.oauth2.rfc7636 import create_s256_code_challenge  # type: ignore[import-untyped]
from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from fastapi import Request
from joserfc.errors import JoseError

from chassis.core.catalogue import provider_away
from chassis.core.errors import NotAllowed, NotSignedIn, Unavailable
from chassis.core.settings import Settings
from chassis.web.auth import CLOCK_SKEW, Person, TokenReader, person_of
from chassis.web.sign_in_flow import Flow

CALLBACK = "/sign-in/callback"
DISCOVERY = "/.well-known/openid-configuration"
DISCOVERY_LIVES = 3600.0
TIMEOUT = 5.0
NEEDED = ("authorization_endpoint", "token_endpoint")
ENDPOINTS = (*NEEDED, "userinfo_endpoint", "end_session_endpoint")


@dataclass(frozen=True)
class Welcome:
    """Who signed in at the provider, with the ID token that signs them out there again."""

    person: Person
    id_token: str


class SignIn:
    """The provider as this process knows it. ``transport`` stands in for the network in tests."""

    def __init__(
        self,
        settings: Settings,
        reader: TokenReader,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self.reader = reader
        self.transport = transport
        self.now = now
        self.found: dict[str, str] = {}
        self.looked = float("-inf")

    @property
    def offered(self) -> bool:
        """Whether people can sign in here by a provider."""
        return bool(self.settings.oidc_client_id)

    @property
    def callback(self) -> str:
        """The one redirect URI, exactly as it is registered at the provider."""
        return self.settings.base_url.rstrip("/") + CALLBACK

    async def address(self, flow: Flow, *, another: bool = False) -> str:
        """Where the browser goes to sign in; ``another`` account asks for the password again.

        Raises ``Unavailable`` where the provider does not answer.
        """
        endpoints = await self._endpoints()
        address = prepare_grant_uri(
            endpoints["authorization_endpoint"],
            self.settings.oidc_client_id,
            "code",
            redirect_uri=self.callback,
            scope=" ".join(self.settings.oidc_scopes),
            state=flow.state,
            nonce=flow.nonce,
            code_challenge=create_s256_code_challenge(flow.verifier),
            code_challenge_method="S256",
            prompt="login" if another else None,
        )
        return str(address)

    async def finish(self, flow: Flow, code: str) -> Welcome:
        """Exchange the code that came back for a person.

        Raises ``NotSignedIn`` where the code or the ID token is not valid, ``NotAllowed`` for
        somebody without a role in any street, ``Unavailable`` where the provider is away.
        """
        try:
            token = await self._token(flow, code)
            claims = await self._id_claims(flow, token)
            person = person_of({**await self._more(token, claims), **claims}, self.settings)
        except (JoseError, NotSignedIn, ValueError, TypeError, KeyError):
            raise refused() from None
        if not person.has_a_place:
            raise no_place()
        return Welcome(person, str(token["id_token"]))

    async def goodbye(self, id_token: str) -> str:
        """Where the browser goes to sign out at the provider too; empty where it cannot."""
        try:
            end = (await self._endpoints()).get("end_session_endpoint", "")
        except Unavailable:
            return ""
        back = self.settings.base_url.rstrip("/") + "/"
        asked = urlencode({"id_token_hint": id_token, "post_logout_redirect_uri": back})
        return f"{end}{'&' if '?' in end else '?'}{asked}" if end else ""

    # ---- what is asked of the provider -------------------------------------------------------

    async def _token(self, flow: Flow, code: str) -> dict[str, Any]:
        asked = prepare_token_request(
            "authorization_code",
            redirect_uri=self.callback,
            code=code,
            code_verifier=flow.verifier,
        )
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        address, headers, body = self._client().prepare(
            "POST", (await self._endpoints())["token_endpoint"], form, asked
        )
        return await self._ask("POST", address, headers, body)

    async def _id_claims(self, flow: Flow, token: Mapping[str, Any]) -> dict[str, Any]:
        client_id = self.settings.oidc_client_id
        claims = await self.reader.provided(str(token["id_token"]), client_id)
        expected = {"nonce": flow.nonce, "client_id": client_id}
        CodeIDToken(claims, {}, {}, expected).validate(int(self.now()), CLOCK_SKEW)
        return claims

    async def _more(self, token: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
        """Claims that the provider tells only at its userinfo endpoint, about the same person."""
        endpoint = (await self._endpoints()).get("userinfo_endpoint", "")
        if not endpoint:
            return {}
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        found = await self._ask("GET", endpoint, bearer)
        if found.get("sub") != known["sub"]:
            raise refused()
        return found

    async def _endpoints(self) -> dict[str, str]:
        """The discovery document, kept for an hour; the last one where none comes."""
        if self.now() - self.looked > DISCOVERY_LIVES:
            try:
                self.found = self._checked(await self._ask("GET", self._discovery()))
                self.looked = self.now()
            except Unavailable:
                if not self.found:
                    raise
        return self.found

    def _discovery(self) -> str:
        return self.settings.oidc_discovery or self.settings.oidc_issuer.rstrip("/") + DISCOVERY

    def _checked(self, told: Mapping[str, Any]) -> dict[str, str]:
        """The endpoints of our issuer, none of them less protected than it is."""
        found = {name: told[name] for name in ENDPOINTS if isinstance(told.get(name), str)}
        tls = urlsplit(self.settings.oidc_issuer).scheme == "https"
        schemes = ("https://",) if tls else ("https://", "http://")
        complete = all(name in found for name in NEEDED)
        if told.get("issuer") != self.settings.oidc_issuer or not complete:
            raise provider_away()
        if not all(address.startswith(schemes) for address in found.values()):
            raise provider_away()
        return found

    async def _ask(
        self,
        method: str,
        address: str,
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
    ) -> dict[str, Any]:
        """One request to the provider; raises ``Unavailable``, or ``NotSignedIn`` for its no."""
        try:
            async with httpx.AsyncClient(transport=self.transport, timeout=TIMEOUT) as client:
                answer = await client.request(method, address, headers=headers, content=body)
            found = answer.json() if answer.is_success else {}
        except (httpx.HTTPError, ValueError):
            raise provider_away() from None
        if body is not None and answer.is_client_error:
            raise refused()
        if not answer.is_success or not isinstance(found, dict):
            raise provider_away()
        return found

    def _client(self) -> Any:
        client_id, secret = self.settings.oidc_client_id, self.settings.oidc_client_secret
        if not secret:
            return ClientAuth(client_id, None, "none")
        # As the standard says for a header: both are written as in a form (RFC 6749, 2.3.1).
        return ClientAuth(quote_plus(client_id), quote_plus(secret), "client_secret_basic")


def sign_in_of(request: Request) -> SignIn:
    """The login client that the application was built with."""
    found = request.app.state.sign_in
    assert isinstance(found, SignIn)
    return found


# ---- what can go wrong ---------------------------------------------------------------------


def refused() -> NotSignedIn:
    """The one answer to every code and ID token that is not valid; it does not say why."""
    return NotSignedIn(
        "sign-in-refused",
        "这次登录没有通过核验，请重新登录。",
        "This sign-in could not be verified; please sign in again.",
    )


def no_place() -> NotAllowed:
    """The provider knows the person, but names no role of theirs in any street."""
    return NotAllowed(
        "no-role-anywhere",
        "您的账号已核实，但还没有在任何街道担任角色。请联系街道人大工委的经办人。",
        "Your account is verified but holds no role in any street. "
        "Ask the clerk of the street's NPC committee.",
    )
