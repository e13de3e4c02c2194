"""A store that cannot be written or is damaged ends in one clear sentence, never in a trace."""

from pathlib import Path

import pytest

from chassis.core.errors import Damaged, Unavailable
from chassis.core.settings import SettingsError, load_settings
from chassis.store.embedded import EmbeddedEngine
from chassis.store.embedded_file import lock_directory
from launch.cli import main
from launch.wiring import patiently
from tests.parity.stores import ITEMS, STREET, Clock, Item, cause, put, store_on

NOWHERE = Path("/sys/kernel/yishi")
"""Nobody can make a directory there, the superuser neither."""


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A file with enough documents to fill many pages."""
    path = tmp_path / "items.sqlite"
    engine = EmbeddedEngine(path)
    await engine.prepare((ITEMS,), ())
    store = store_on(engine, Clock())
    for n in range(60):
        await store.change(ITEMS.key(STREET, f"{n}"), put(Item(title="议" * 900)), cause("new"))
    await engine.close()
    return path


def scramble(path: Path, begin: int) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:begin] + b"\xa5" * (len(content) - begin))


async def test_open_when_the_file_is_no_database_then_says_which(file: Path) -> None:
    scramble(file, 0)
    with pytest.raises(Damaged, match=r"items\.sqlite is damaged"):
        EmbeddedEngine(file)


async def test_read_when_a_page_is_scrambled_then_says_so_and_is_not_ready(file: Path) -> None:
    scramble(file, 4096 * 40)
    engine = EmbeddedEngine(file)
    with pytest.raises(Damaged, match=r"items\.sqlite is damaged"):
        await engine.find(ITEMS, STREET, {}, "", "", 100)
    with pytest.raises(Damaged):
        await engine.ping()
    await engine.close()


async def test_start_when_the_store_is_damaged_then_it_is_not_waited_for() -> None:
    async def work() -> None:
        raise Damaged("store-damaged", "坏", "bad")

    with pytest.raises(Damaged):
        await patiently("store", work)


async def test_ping_when_the_store_can_be_read_but_not_written_then_unavailable(
    file: Path,
) -> None:
    engine = EmbeddedEngine(file)
    await engine.ping()
    await engine._write(lambda c: c.execute("PRAGMA query_only=ON").fetchall())
    assert await engine.load(ITEMS, f"{STREET}/1")
    with pytest.raises(Unavailable):
        await engine.ping()
    await engine.close()


def test_directory_when_it_cannot_be_written_then_the_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    for path in (NOWHERE, tmp_path / "taken"):
        with pytest.raises(SettingsError, match="YISHI_STORE_URL"), lock_directory(path):
            pass
        with pytest.raises(SettingsError, match="YISHI_STORE_URL"):
            load_settings({}, store_url=f"embedded:{path}")


def test_run_when_the_directory_cannot_be_written_then_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("YISHI_STORE_URL", f"embedded:{NOWHERE}")
    monkeypatch.setenv("YISHI_SECRET", "s" * 40)
    with pytest.raises(SystemExit):
        main(["run"])
    told = capsys.readouterr().err
    assert str(NOWHERE) in told
    assert "Traceback" not in told
    assert len(told.splitlines()) == 2
