"""SHA-256 always, SM3 beside it where it is asked for."""

import hashlib
from typing import Any

import pytest

from chassis.core.digests import Digests, digests, grouped, sm3_there
from chassis.core.settings import SettingsError, load_settings

# The two examples of GB/T 32905.
ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
ABCD_16 = "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_digests_when_sm3_is_asked_for_then_both_are_named_and_as_the_standard_says() -> None:
    found = digests(b"abc", sm3=True)
    assert found == Digests(hashlib.sha256(b"abc").hexdigest(), ABC)
    assert digests(b"abcd" * 16, sm3=True).sm3 == ABCD_16
    assert [name for name, _ in found.named()] == ["SHA-256", "SM3"]
    assert digests(b"abc").named() == (("SHA-256", found.sha256),)
    assert grouped(ABC)[:18] == "66c7f0f4 62eeedd9 "


def test_setting_when_this_openssl_has_no_sm3_then_the_start_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given: dict[str, Any] = {"secret": "s"}
    assert load_settings({"YISHI_HASH": "sm3"}, **given).sm3
    assert not load_settings({}, **given).sm3

    def without(name: str, data: bytes = b"") -> Any:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", without)
    assert not sm3_there()
    with pytest.raises(SettingsError, match=r"YISHI_HASH: .*SM3.*sha256"):
        load_settings({"YISHI_HASH": "sm3"}, **given)
    assert not load_settings({}, **given).sm3
