"""Persons, their streets, and the cookie that keeps a browser signed in."""

import pytest
from fastapi import Request, Response

from chassis.core.settings import Settings, SettingsError, load_settings
from chassis.web.auth import Person
from chassis.web.sessions import (
    clear_session,
    read_session,
    set_session,
)

ISSUER = "https://id.example.cn/realms/yishi"
SECRET = "s" * 40


def production(**given: object) -> Settings:
    values = {"oidc_issuer": ISSUER, "oidc_jwks": "https://id.example.cn/keys", "secret": SECRET}
    return load_settings({}, env="production", **(values | given))


def demo() -> Settings:
    return load_settings({}, secret=SECRET)


# ---- persons and streets -------------------------------------------------------------------


def test_in_street_when_star_then_only_to_read_and_only_for_roles_across_streets() -> None:
    city = Person("c", "", frozenset({"CITY"}), frozenset({"*"}))
    assert city.in_street("430111005")
    assert not city.in_street("430111005", writing=True)
    chair = Person("h", "", frozenset({"CHAIR"}), frozenset({"*"}))
    assert not chair.in_street("430111005")
    granted = Person("c", "", frozenset({"CITY"}), frozenset({"*", "430111005"}))
    assert granted.in_street("430111005", writing=True)
    assert not granted.in_street("430105006", writing=True)


def test_nobody_when_asked_then_not_signed_in() -> None:
    assert not Person.nobody().signed_in
    assert not Person.nobody().has("CHAIR")


# ---- the session cookie --------------------------------------------------------------------


def request_with(cookie: str) -> Request:
    headers = [(b"cookie", f"yishi_session={cookie}".encode())]
    return Request({"type": "http", "headers": headers})


def cookie_of(settings: Settings) -> tuple[str, str]:
    response = Response()
    set_session(response, settings, "an-opaque-id")
    header = response.headers["set-cookie"]
    return header, header.split(";")[0].removeprefix("yishi_session=")


def test_session_when_set_then_httponly_lax_signed_and_read_again() -> None:
    header, value = cookie_of(demo())
    assert "HttpOnly" in header
    assert "SameSite=lax" in header
    assert "Secure" not in header
    assert read_session(request_with(value), demo()) == "an-opaque-id"


def test_session_when_tampered_or_of_another_secret_then_empty() -> None:
    _, value = cookie_of(demo())
    assert read_session(request_with(value[:-2] + "xx"), demo()) == ""
    assert read_session(request_with(value), load_settings({}, secret="t" * 40)) == ""
    assert read_session(request_with(""), demo()) == ""


def test_session_when_the_secret_is_changed_then_what_the_old_one_signed_still_holds() -> None:
    _, value = cookie_of(demo())
    both = load_settings({}, secret="t" * 40, secret_old=SECRET)
    assert read_session(request_with(value), both) == "an-opaque-id"
    _, fresh = cookie_of(both)
    assert read_session(request_with(fresh), load_settings({}, secret="t" * 40)) == "an-opaque-id"


def test_secrets_when_listed_then_the_one_that_signs_comes_first() -> None:
    assert demo().secrets == (SECRET,)
    assert load_settings({}, secret="t" * 40, secret_old=SECRET).secrets == ("t" * 40, SECRET)


def test_secret_old_when_short_in_production_then_refused() -> None:
    with pytest.raises(SettingsError, match="YISHI_SECRET_OLD"):
        production(secret_old="short")


def test_session_when_production_then_secure_unless_the_base_url_is_plain() -> None:
    assert "Secure" in cookie_of(production())[0]
    assert "Secure" in cookie_of(production(base_url="https://yishi.example.cn"))[0]
    assert "Secure" not in cookie_of(production(base_url="http://10.0.0.5:8000"))[0]


def test_session_when_cleared_then_browser_forgets() -> None:
    response = Response()
    clear_session(response, demo())
    assert "Max-Age=0" in response.headers["set-cookie"]
