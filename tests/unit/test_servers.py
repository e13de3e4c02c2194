"""The rule for missing servers: skipped on a laptop, a failure in CI, nothing installed unasked."""

from pathlib import Path

import pytest

from tests import conftest, servers
from tests.servers import Need, NotStarted, needs, unavailable


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without servers, whose user may not install any."""
    monkeypatch.setattr(needs, "RABBITMQ_SBIN", tmp_path)
    monkeypatch.setattr(needs, "SECANTUS", tmp_path / "secantusd-py")
    monkeypatch.setattr(needs, "PROVIDER", tmp_path)
    monkeypatch.setattr(needs, "node_program", lambda: None)
    monkeypatch.setattr(needs, "may_install", lambda: False)


@pytest.fixture
def policy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / "policy-rc.d"
    monkeypatch.setattr(needs, "POLICY", path)
    return path


@pytest.mark.parametrize("said", ["", "false", "0"])
def test_unavailable_when_on_a_laptop_then_skips(said: str) -> None:
    with pytest.raises(pytest.skip.Exception, match="no broker"):
        unavailable("no broker", {"CI": said})


@pytest.mark.parametrize("said", ["true", "True", "1"])
def test_unavailable_when_in_ci_then_fails(said: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="no broker"):
        unavailable("no broker", {"CI": said})


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize(
    "need", [conftest.need_broker, conftest.need_mongodb, conftest.need_provider]
)
@pytest.mark.parametrize(
    ("said", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)]
)
def test_server_when_not_installed_then_skips_or_fails_by_ci(
    monkeypatch: pytest.MonkeyPatch, need, said: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", said)
    with pytest.raises(outcome):
        need()


@pytest.mark.usefixtures("nothing_installed")
@pytest.mark.parametrize(("said", "code"), [("", 0), ("true", 1)])
def test_install_when_not_allowed_then_names_the_package_and_fails_only_in_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str, code: int
) -> None:
    monkeypatch.setenv("CI", said)
    assert servers.report() == code
    assert "apt-get install --no-install-recommends rabbitmq-server" in capsys.readouterr().out


def test_install_when_all_is_there_then_runs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needs.subprocess, "run", lambda *a, **k: pytest.fail("ran something"))
    assert servers.install(Need("here", lambda: True)) == []


def test_services_held_back_when_no_policy_then_forbids_starts_and_leaves_none(
    policy: Path,
) -> None:
    with servers.services_held_back():
        assert policy.read_text().endswith("exit 101\n")
        assert policy.stat().st_mode & 0o111
    assert not policy.exists()


def test_services_held_back_when_a_policy_exists_then_keeps_it(policy: Path) -> None:
    policy.write_text("the owner's own\n")
    with servers.services_held_back():
        assert policy.read_text() == "the owner's own\n"
    assert policy.read_text() == "the owner's own\n"


@pytest.mark.usefixtures("nothing_installed")
def test_node_when_not_installed_then_says_so_and_leaves_nothing() -> None:
    node = servers.BrokerNode()
    with pytest.raises(NotStarted, match="not installed"):
        node.start()
    node.close()
    assert not node.folder.exists()


def test_server_when_it_ends_by_itself_then_its_last_words_are_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    process = servers.spawn(["sh", "-c", "echo port taken; exit 3"], log, {"PATH": "/usr/bin:/bin"})
    with pytest.raises(NotStarted, match="port taken"):
        servers.await_ready(process, lambda: False, log, seconds=20)
