"""What the embedded pair keeps on disk is for its own user alone."""

from pathlib import Path

from chassis.bus.local import LocalBus
from chassis.core.settings import load_settings
from chassis.store.embedded import EmbeddedEngine
from chassis.store.embedded_file import lock_directory


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_directory_when_made_for_its_secret_then_nobody_else_may_look(tmp_path: Path) -> None:
    settings = load_settings({}, store_url=f"embedded:{tmp_path / 'data'}")
    assert settings.directory is not None
    assert mode(settings.directory) == 0o700
    assert mode(settings.directory / "secret") == 0o600


async def test_directory_when_made_for_store_or_bus_then_nobody_else_may_look(
    tmp_path: Path,
) -> None:
    with lock_directory(tmp_path / "locked"):
        assert mode(tmp_path / "locked") == 0o700
    engine = EmbeddedEngine(tmp_path / "store" / "intake.sqlite")
    await engine.prepare((), ())
    await engine.close()
    bus = LocalBus(tmp_path / "bus")
    assert await bus.depth("nothing") == 0
    await bus.close()
    assert [mode(tmp_path / name) for name in ("store", "bus")] == [0o700, 0o700]
