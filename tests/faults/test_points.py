"""Fault points: what arms them, where they count, and that production never has them."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from chassis.core import faults
from chassis.core.faults import Planted, arm, reached
from chassis.core.settings import SettingsError, load_settings

PRODUCTION = {
    "YISHI_ENV": "production",
    "YISHI_SECRET": "x" * 40,
    "YISHI_OIDC_ISSUER": "https://login.example",
    "YISHI_OIDC_JWKS": "https://login.example/keys",
}


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm("")


def test_point_when_nothing_is_armed_then_nothing_happens() -> None:
    arm("")
    assert faults._armed is None
    reached("change-before-write", "members")


def test_point_when_armed_to_fail_then_fails_from_its_time_on() -> None:
    arm("consume-before-act:2:fail")
    reached("consume-before-act", "intake.leg-opened")
    reached("consume-after-act", "intake.leg-opened")
    for _ in range(2):
        with pytest.raises(Planted):
            reached("consume-before-act", "intake.leg-opened")


def test_point_when_narrowed_then_counts_only_what_it_names() -> None:
    arm("consume-before-act/intake.leg-opened:1:fail")
    reached("consume-before-act", "intake.leg-closed")
    with pytest.raises(Planted):
        reached("consume-before-act", "intake.leg-opened")


def test_point_when_armed_to_kill_then_the_process_is_killed_that_time() -> None:
    code = (
        "from chassis.core.faults import arm, reached\n"
        "arm('relay-after-sent:2'); reached('relay-after-sent'); print('once', flush=True)\n"
        "reached('relay-after-sent'); print('twice', flush=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout == "once\n"


@pytest.mark.parametrize("text", ["nowhere:1", "relay-after-sent", "relay-after-sent:0", "a:1:x"])
def test_setting_when_it_names_no_point_then_the_start_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="YISHI_FAULT"):
        load_settings({"YISHI_FAULT": text, "YISHI_SECRET": "s"})


def test_setting_when_in_production_then_the_start_is_refused() -> None:
    load_settings(PRODUCTION)
    with pytest.raises(SettingsError, match="refused in production"):
        load_settings(PRODUCTION | {"YISHI_FAULT": "relay-after-sent:1"})
