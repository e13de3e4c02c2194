"""What a provider may answer that must not sign anybody in, and a provider that is away."""

import time
from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from chassis.core.errors import NotAllowed, NotSignedIn, Unavailable
from chassis.core.settings import Settings, SettingsError, load_settings
from chassis.web.auth import TokenReader
from chassis.web.sign_in import SignIn
from chassis.web.sign_in_flow import Flow
from tests.unit.test_auth import RSA, Provider, b64

ISSUER = "https://id.example.cn/realms/yishi"
FLOW = Flow("the-state", "the-nonce", "v" * 43, "/streets/430111005/desk")
TOLD = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": f"{ISSUER}/token",
    "end_session_endpoint": f"{ISSUER}/logout?from=yishi",
}


def settings(**given: object) -> Settings:
    usual = {
        "env": "production",
        "secret": "s" * 40,
        "base_url": "https://yishi.example.cn/",
        "oidc_issuer": ISSUER,
        "oidc_jwks": f"{ISSUER}/keys",
        "oidc_client_id": "pages",
    }
    return load_settings({}, **(usual | given))


def claims(**given: object) -> dict[str, Any]:
    now = int(time.time())
    usual = {
        "iss": ISSUER,
        "aud": "pages",
        "sub": "u-1",
        "nonce": "the-nonce",
        "iat": now,
        "exp": now + 300,
        "roles": ["CHAIR"],
        "streets": ["430111005"],
    }
    return {name: value for name, value in (usual | given).items() if value is not None}


def signed(key: RSAKey = RSA, **given: object) -> str:
    return jwt.encode({"alg": "RS256", "kid": "rsa-1"}, claims(**given), key)


class Endpoints:
    """A provider whose answers a test chooses; counts what is asked."""

    def __init__(self, id_token: str = "", told: Mapping[str, Any] = TOLD, **more: Any) -> None:
        self.token = {"access_token": "a", "token_type": "Bearer", "id_token": id_token}
        self.told = dict(told)
        self.userinfo: dict[str, Any] = {}
        self.status = 200
        self.away = False
        self.asked: list[httpx.Request] = []
        self.clock = [time.time()]
        provider = SignIn(
            settings(**more),
            TokenReader(settings(**more), Provider(RSA)),
            httpx.MockTransport(self._answer),
            lambda: self.clock[0],
        )
        self.sign_in = provider

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.away:
            raise httpx.ConnectTimeout("away")
        path = request.url.path.rpartition("/")[2]
        if path == "token":
            return httpx.Response(self.status, json=self.token)
        return httpx.Response(200, json=self.userinfo if path == "me" else self.told)

    def times(self, end: str) -> int:
        return sum(request.url.path.endswith(end) for request in self.asked)


# ---- ID tokens -----------------------------------------------------------------------------


async def test_finish_when_all_holds_then_the_person_and_the_code_goes_with_its_verifier() -> None:
    provider = Endpoints(signed())
    welcome = await provider.sign_in.finish(FLOW, "the-code")
    assert (welcome.person.sub, welcome.person.roles) == ("u-1", {"CHAIR"})
    sent = parse_qs(provider.asked[-1].content.decode())
    assert sent == {
        "grant_type": ["authorization_code"],
        "code": ["the-code"],
        "code_verifier": ["v" * 43],
        "redirect_uri": ["https://yishi.example.cn/sign-in/callback"],
        "client_id": ["pages"],
    }


@pytest.mark.parametrize(
    ("wrong", "given"),
    [
        ("nonce", {"nonce": "another"}),
        ("no nonce", {"nonce": None}),
        ("audience", {"aud": "another"}),
        ("the audience of the APIs", {"aud": "yishi"}),
        ("several audiences and no azp", {"aud": ["pages", "another"]}),
        ("azp", {"aud": ["pages", "another"], "azp": "another"}),
        ("expired", {"exp": 1_600_000_000}),
        ("without an end", {"exp": None}),
        ("issued at no time", {"iat": None}),
        ("issuer", {"iss": "https://evil.example"}),
        ("nobody", {"sub": None}),
        ("roles that are no list", {"roles": "CHAIR"}),
    ],
)
async def test_finish_when_a_claim_is_wrong_then_refused(wrong: str, given: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn, match="sign-in-refused"):
        await Endpoints(signed(**given)).sign_in.finish(FLOW, "code")


@pytest.mark.parametrize(
    "token",
    [
        f"{b64({'alg': 'none', 'typ': 'JWT'})}.{b64(claims())}.",
        f"{b64({'alg': 'none'})}.{b64(claims())}.{signed().rpartition('.')[2]}",
        signed(RSAKey.generate_key(2048, {"kid": "rsa-1"})),
        signed()[:-4] + "AAAA",
        "",
        "rubbish",
    ],
    ids=["none", "none with a signature", "another key", "changed", "empty", "rubbish"],
)
async def test_finish_when_the_signature_does_not_hold_then_refused(token: str) -> None:
    with pytest.raises(NotSignedIn, match="sign-in-refused"):
        await Endpoints(token).sign_in.finish(FLOW, "code")


async def test_finish_when_the_code_is_refused_or_no_id_token_comes_then_refused() -> None:
    provider = Endpoints(signed())
    provider.status = 400
    with pytest.raises(NotSignedIn):
        await provider.sign_in.finish(FLOW, "code")
    bare = Endpoints()
    del bare.token["id_token"]
    with pytest.raises(NotSignedIn):
        await bare.sign_in.finish(FLOW, "code")


async def test_finish_when_userinfo_is_about_somebody_else_then_refused() -> None:
    provider = Endpoints(signed(), TOLD | {"userinfo_endpoint": f"{ISSUER}/me"})
    provider.userinfo = {"sub": "u-2", "roles": ["CHAIR"]}
    with pytest.raises(NotSignedIn):
        await provider.sign_in.finish(FLOW, "code")


async def test_finish_when_userinfo_says_more_then_the_id_token_has_the_last_word() -> None:
    provider = Endpoints(signed(), TOLD | {"userinfo_endpoint": f"{ISSUER}/me"})
    provider.userinfo = {"sub": "u-1", "roles": ["AUDITOR"], "member": "m-7", "iss": "x"}
    person = (await provider.sign_in.finish(FLOW, "code")).person
    assert (person.roles, person.member) == ({"CHAIR"}, "m-7")


@pytest.mark.parametrize(
    "given", [{"roles": []}, {"roles": ["offline_access"]}, {"streets": []}, {"streets": ["*"]}]
)
async def test_finish_when_no_role_in_any_street_then_not_allowed(given: dict[str, Any]) -> None:
    with pytest.raises(NotAllowed, match="no-role-anywhere"):
        await Endpoints(signed(**given)).sign_in.finish(FLOW, "code")


async def test_claims_when_named_by_settings_then_found_by_name_or_path() -> None:
    where: dict[str, Any] = {
        "oidc_claim_roles": "realm_access.roles",
        "oidc_claim_streets": "https://yishi.example.cn/streets",
        "oidc_claim_department": "office",
    }
    told: dict[str, Any] = {
        "roles": ["AUDITOR"],
        "realm_access": {"roles": ["DEPARTMENT", "uma_authorization"]},
        "https://yishi.example.cn/streets": ["430105006"],
        "office": "城管办",
    }
    person = (await Endpoints(signed(**told), **where).sign_in.finish(FLOW, "code")).person
    assert (person.roles, person.streets) == ({"DEPARTMENT"}, {"430105006"})
    assert person.department == "城管办"


# ---- the provider itself -------------------------------------------------------------------


async def test_provider_when_away_then_one_clear_sentence_and_known_endpoints_go_on() -> None:
    provider = Endpoints(signed())
    provider.away = True
    with pytest.raises(Unavailable, match="identity-provider"):
        await provider.sign_in.address(FLOW)
    with pytest.raises(Unavailable):
        await provider.sign_in.finish(FLOW, "code")
    assert await provider.sign_in.goodbye("token") == ""
    provider.away = False
    await provider.sign_in.address(FLOW)
    provider.away = True
    provider.clock[0] += 3700
    assert (await provider.sign_in.address(FLOW)).startswith(f"{ISSUER}/auth?")
    with pytest.raises(Unavailable):
        await provider.sign_in.finish(FLOW, "code")


async def test_discovery_when_read_then_kept_for_an_hour() -> None:
    provider = Endpoints(signed())
    for seconds, times in ((0, 1), (3000, 1), (700, 2)):
        provider.clock[0] += seconds
        await provider.sign_in.address(FLOW)
        assert provider.times("openid-configuration") == times


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://id.example.cn/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"end_session_endpoint": "http://id.example.cn/logout"},
        {"token_endpoint": None},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_discovery_when_it_is_not_our_issuers_or_unprotected_then_no_sign_in(
    change: dict[str, Any],
) -> None:
    with pytest.raises(Unavailable):
        await Endpoints(told=TOLD | change).sign_in.address(FLOW)


async def test_goodbye_when_the_provider_has_an_end_then_with_the_id_token() -> None:
    address = httpx.URL(await Endpoints().sign_in.goodbye("the-token"))
    assert dict(address.params) == {
        "from": "yishi",
        "id_token_hint": "the-token",
        "post_logout_redirect_uri": "https://yishi.example.cn/",
    }
    without = {name: value for name, value in TOLD.items() if name != "end_session_endpoint"}
    assert await Endpoints(told=without).sign_in.goodbye("the-token") == ""


async def test_client_when_it_has_a_secret_then_it_shows_it_as_the_standard_says() -> None:
    provider = Endpoints(signed(), oidc_client_secret="a b%")
    await provider.sign_in.finish(FLOW, "code")
    shown = provider.asked[-1].headers["authorization"]
    assert b64decode(shown.removeprefix("Basic ")) == b"pages:a+b%25"


# ---- settings ------------------------------------------------------------------------------


def test_client_when_something_is_missing_or_shared_with_the_apis_then_refused_at_start() -> None:
    for given in ({"base_url": ""}, {"oidc_client_id": "yishi"}):
        with pytest.raises(SettingsError, match="YISHI_OIDC_CLIENT_ID"):
            settings(**given)


def test_scopes_when_listed_then_read() -> None:
    assert load_settings({"YISHI_OIDC_SCOPES": "openid,yishi"}).oidc_scopes == ("openid", "yishi")
