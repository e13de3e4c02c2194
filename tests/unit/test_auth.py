"""Tokens that must not hold, the demo issuer that must not exist, and the session cookie."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from chassis.core.errors import NotSignedIn, Unavailable
from chassis.core.settings import Settings, SettingsError, load_settings
from chassis.web.auth import (
    DEMO_ISSUER,
    Person,
    TokenReader,
    demo_keys,
    issue_demo_token,
)

ISSUER = "https://id.example.cn/realms/yishi"
RSA = RSAKey.generate_key(2048, {"kid": "rsa-1"})
SECRET = "s" * 40


def production(**given: object) -> Settings:
    values = {"oidc_issuer": ISSUER, "oidc_jwks": "https://id.example.cn/keys", "secret": SECRET}
    return load_settings({}, env="production", **(values | given))


def demo() -> Settings:
    return load_settings({}, secret=SECRET)


class Provider:
    """A key set that can change or go away; counts how often it is asked."""

    def __init__(self, *keys: Any) -> None:
        self.keys = list(keys)
        self.asked = 0
        self.away = False

    async def __call__(self, source: str) -> dict[str, Any]:
        self.asked += 1
        if self.away:
            raise httpx.ConnectError("away")
        return {"keys": [key.as_dict(private=False) for key in self.keys]}


@dataclass(frozen=True)
class FromNow:
    """So many seconds from when a token is made, not from when this file was read."""

    seconds: int

    def unix(self) -> int:
        return int(time.time()) + self.seconds


def claims(**given: object) -> dict[str, Any]:
    usual = {
        "iss": ISSUER,
        "aud": "yishi",
        "sub": "u-1",
        "name": "王芳",
        "roles": ["NPC_COMMITTEE", "offline_access"],
        "streets": ["430111005"],
        "exp": FromNow(600),
    }
    told = {name: value for name, value in (usual | given).items() if value is not None}
    return {n: v.unix() if isinstance(v, FromNow) else v for n, v in told.items()}


def signed(key: Any = RSA, alg: str = "RS256", **given: object) -> str:
    header = {"alg": alg, "kid": key.kid} if getattr(key, "kid", None) else {"alg": alg}
    algorithms = ["RS256", "ES256", "EdDSA", "Ed25519", "HS256", "PS256", "none"]
    return jwt.encode(header, claims(**given), key, algorithms=algorithms)


async def test_read_when_token_of_the_provider_is_valid_then_person() -> None:
    person = await TokenReader(production(), Provider(RSA)).read(signed(member="m-7"))
    assert person == Person(
        "u-1", "王芳", frozenset({"NPC_COMMITTEE"}), frozenset({"430111005"}), "m-7"
    )


@pytest.mark.parametrize(
    ("key", "alg"),
    [
        (ECKey.generate_key("P-256", {"kid": "ec"}), "ES256"),
        (OKPKey.generate_key("Ed25519", {"kid": "ed"}), "Ed25519"),
    ],
)
async def test_read_when_elliptic_key_then_person(key: Any, alg: str) -> None:
    person = await TokenReader(production(), Provider(key)).read(signed(key, alg))
    assert person.sub == "u-1"


@pytest.mark.parametrize(
    "given",
    [
        {"exp": FromNow(-300)},
        {"exp": None},
        {"nbf": FromNow(900)},
        {"aud": "another"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": DEMO_ISSUER},
        {"sub": None},
        {"sub": ""},
        {"sub": "two words"},
        {"sub": 7},
        {"roles": "CHAIR"},
        {"streets": {"430111005": True}},
    ],
    ids=str,
)
async def test_read_when_claims_do_not_hold_then_refused(given: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        await TokenReader(production(), Provider(RSA)).read(signed(**given))


def b64(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.mark.parametrize("alg", ["none", "None", "NONE", ""])
@pytest.mark.parametrize("settings", [production(), demo()], ids=["production", "demo"])
async def test_read_when_algorithm_is_none_then_refused(settings: Settings, alg: str) -> None:
    token = f"{b64({'alg': alg, 'typ': 'JWT'})}.{b64(claims())}."
    with pytest.raises(NotSignedIn):
        await TokenReader(settings, Provider(RSA)).read(token)


async def test_read_when_signed_with_the_public_key_as_secret_then_refused() -> None:
    """HS confusion: the public key is known to all, so it must never count as a shared secret."""
    pem = RSA.as_pem(private=False)
    signing = f"{b64({'alg': 'HS256', 'kid': 'rsa-1'})}.{b64(claims())}"
    token = f"{signing}.{b64(hmac.digest(pem, signing.encode(), 'sha256'))}"
    with pytest.raises(NotSignedIn):
        await TokenReader(production(), Provider(RSA)).read(token)


async def test_read_when_key_set_holds_a_shared_secret_then_refused() -> None:
    shared = OctKey.import_key("x" * 32, {"kid": "oct"})
    with pytest.raises(NotSignedIn):
        await TokenReader(production(), Provider(RSA, shared)).read(signed(shared, "HS256"))


async def test_read_when_signed_by_another_key_of_the_same_id_then_refused() -> None:
    other = RSAKey.generate_key(2048, {"kid": "rsa-1"})
    with pytest.raises(NotSignedIn):
        await TokenReader(production(), Provider(RSA)).read(signed(other))


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "....", "é.é.é", "e30.e30.", "1" * 9000])
async def test_read_when_rubbish_then_refused(token: str) -> None:
    for settings in (production(), demo()):
        with pytest.raises(NotSignedIn):
            await TokenReader(settings, Provider(RSA)).read(token)


async def test_read_when_header_carries_its_own_key_then_refused() -> None:
    own = RSAKey.generate_key(2048, {"kid": "own"})
    header = {"alg": "RS256", "kid": "own", "jwk": own.as_dict(private=False)}
    with pytest.raises(NotSignedIn):
        await TokenReader(production(), Provider(RSA)).read(jwt.encode(header, claims(), own))


# ---- keys that change ----------------------------------------------------------------------


async def test_keys_when_provider_rotates_then_fetched_again_but_not_by_every_request() -> None:
    clock = [time.time()]
    provider = Provider(RSA)
    reader = TokenReader(production(), provider, now=lambda: clock[0])
    await reader.read(signed())
    await reader.read(signed())
    assert provider.asked == 1
    fresh = RSAKey.generate_key(2048, {"kid": "rsa-2"})
    provider.keys.append(fresh)
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            await reader.read(signed(fresh))
    assert provider.asked == 1
    clock[0] += 31
    assert (await reader.read(signed(fresh))).sub == "u-1"
    assert provider.asked == 2


async def test_keys_when_provider_is_away_then_known_keys_go_on_counting() -> None:
    clock = [time.time()]
    provider = Provider(RSA)
    reader = TokenReader(production(), provider, now=lambda: clock[0])
    await reader.read(signed())
    provider.away = True
    clock[0] += 4000
    later = signed(exp=int(clock[0]) + 60)
    assert (await reader.read(later)).sub == "u-1"


async def test_keys_when_provider_never_answered_then_unavailable() -> None:
    provider = Provider(RSA)
    provider.away = True
    reader = TokenReader(production(), provider)
    for _ in range(3):
        with pytest.raises(Unavailable):
            await reader.read(signed())
    assert provider.asked == 1


async def test_keys_when_in_a_file_then_read(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [RSA.as_dict(private=False)]}), encoding="utf-8")
    reader = TokenReader(production(oidc_jwks=str(path)))
    assert (await reader.read(signed())).sub == "u-1"


# ---- the demo issuer -----------------------------------------------------------------------


async def test_demo_token_when_issued_then_read() -> None:
    token = issue_demo_token(demo(), "wang", "王芳", ["CHAIR"], ["430111005"], member="m-1")
    person = await TokenReader(demo()).read(token)
    assert (person.sub, person.member, person.roles) == ("wang", "m-1", frozenset({"CHAIR"}))


async def test_demo_token_when_the_secret_was_replaced_then_the_old_one_still_verifies() -> None:
    token = issue_demo_token(demo(), "wang", "王芳", ["CHAIR"], ["430111005"])
    overlapping = load_settings({}, secret="t" * 40, secret_old=SECRET)
    assert (await TokenReader(overlapping).read(token)).sub == "wang"
    with pytest.raises(NotSignedIn):
        await TokenReader(load_settings({}, secret="t" * 40)).read(token)


async def test_demo_token_when_expired_then_refused() -> None:
    token = issue_demo_token(demo(), "wang", "王芳", [], [], hours=-1)
    with pytest.raises(NotSignedIn):
        await TokenReader(demo()).read(token)


def test_demo_issuer_when_production_then_does_not_exist() -> None:
    with pytest.raises(SettingsError):
        demo_keys(production())
    with pytest.raises(SettingsError):
        issue_demo_token(production(), "wang", "王芳", [], [])


async def test_demo_token_when_production_has_the_same_secret_then_refused() -> None:
    token = issue_demo_token(demo(), "wang", "王芳", ["CHAIR"], ["*"])
    with pytest.raises(NotSignedIn):
        await TokenReader(production(), Provider(RSA)).read(token)


async def test_demo_token_when_secret_differs_then_refused() -> None:
    token = issue_demo_token(load_settings({}, secret="t" * 40), "wang", "王芳", [], [])
    with pytest.raises(NotSignedIn):
        await TokenReader(demo()).read(token)
