"""``yishi webhook``: add, list, test, disable, enable, remove, on the files of a stopped system."""

from pathlib import Path

import pytest

from launch import webhooks
from launch.cli import main
from tests.service.receiver import Receiver


def yishi(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["webhook", *words])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YISHI_STORE_URL", f"embedded:{tmp_path}")
    monkeypatch.setenv("YISHI_WEBHOOK_PRIVATE", "1")


def added(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[str, str]:
    assert yishi("add", *words) == 0
    webhook_id, secret = capsys.readouterr().out.split()
    return webhook_id, secret


def test_webhook_when_added_then_listed_where_its_event_is_said_without_its_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = "https://example.org/in"
    webhook_id, secret = added(capsys, url, "--type", "SuggestionAnswered", "BallotAnnounced")
    assert secret.startswith("whsec_")
    assert yishi("list") == 0
    shown = capsys.readouterr().out
    assert [line.split()[:3] for line in shown.splitlines()] == [
        [webhook_id, "intake", "ACTIVE"],
        [webhook_id, "ballot", "ACTIVE"],
    ]
    assert secret not in shown


def test_webhook_when_disabled_enabled_and_removed_then_the_list_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    webhook_id, _ = added(capsys, "https://example.org/in", "--street", "430111005")
    assert yishi("disable", webhook_id) == 0
    yishi("list")
    assert capsys.readouterr().out.count("DISABLED by-hand") == 5
    assert yishi("enable", webhook_id) == 0
    yishi("list")
    assert capsys.readouterr().out.count("ACTIVE") == 5
    assert yishi("remove", webhook_id) == 0
    capsys.readouterr()
    yishi("list")
    assert capsys.readouterr().out == ""
    assert yishi("enable", webhook_id) == 1


def test_webhook_when_others_were_removed_then_there_is_room_again(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "MOST_DESTINATIONS", 2)
    wanted = ("https://example.org/in", "--type", "SuggestionAnswered")
    for _ in range(3):
        webhook_id, _ = added(capsys, *wanted)
        assert yishi("remove", webhook_id) == 0
        capsys.readouterr()
    kept, _ = added(capsys, *wanted)
    off, _ = added(capsys, *wanted)
    assert yishi("disable", off) == 0
    capsys.readouterr()
    yishi("list")
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} == {kept, off}
    assert yishi("add", *wanted) == 1
    assert "2" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("ftp://example.org/in",),
        ("https://example.org/in", "--type", "NoSuchEvent"),
        ("https://example.org/in", "--street", "../x"),
    ],
)
def test_webhook_when_it_cannot_be_meant_then_refused(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert yishi("add", *words) == 1
    assert "yishi:" in capsys.readouterr().err


async def test_webhook_when_tested_then_the_receiver_gets_a_signed_message(
    capsys: pytest.CaptureFixture[str],
) -> None:
    import asyncio

    receiver = Receiver("")
    await receiver.appear()
    _, receiver.secret = webhook = await asyncio.to_thread(added, capsys, receiver.url)
    assert await asyncio.to_thread(yishi, "test", webhook[0]) == 0
    assert receiver.got[0]["type"] == "yishi.outbound.test.v1"
    receiver.answers = [500]
    assert await asyncio.to_thread(yishi, "test", webhook[0]) == 1
    await receiver.vanish()
