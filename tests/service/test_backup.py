"""The drill: play, back up, restore elsewhere, and it goes on as if nothing had happened."""

import asyncio
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chassis.bus.local import LocalBus
from chassis.bus.rabbit import RabbitBus
from chassis.core.decision import Change
from chassis.core.settings import Settings, SettingsError
from chassis.store.store import Store
from contracts.charter import Role
from contracts.supervision import ProjectReclassed
from launch.backup import back_up, restore
from launch.cli import main
from launch.running import half_played
from launch.stock import Stock, opened
from services.ballot.kinds import PAPERS
from services.supervision.kinds import MEMBERS
from services.supervision.member.domain import MemberCopy
from tests.drivers.speaker import enveloped
from tests.parity.stores import cause
from tests.service.supervision_world import Supervised, announced
from tests.world import DONGTANG, a_world, quick_settings

UNSENT = "c" * 8


async def play(folder: Path) -> None:
    """Projects with inspections, ballot papers, an event that nobody has sent and one unheard."""
    async with a_world(folder) as world:
        town = Supervised(world)
        await town.projects(3)
        for name in ("b", "a", "c"):
            row = f"{DONGTANG}/ballot1/1/{name}"
            await world.context("ballot").store.engine.insert(PAPERS, row, {"marks": [name]})
    settings = quick_settings(folder)
    async with opened(settings) as stock:
        await leave_unsent(stock)
        await stock.bus.redeliver("supervision.ballot-announced", result_of_2026())


async def leave_unsent(stock: Stock) -> None:
    """A change whose event lies in its outbox, as a crash would leave it."""
    engine = stock.engines["supervision"]
    store = Store("supervision", engine, frozenset({ProjectReclassed}), lambda: 1.0)
    said = ProjectReclassed(project=UNSENT, cycle="2025", project_class="ECONOMY", group="经济")
    copy = MemberCopy(name="周敏", active=True, sequence=1)
    await store.change(MEMBERS.key(DONGTANG, "m1"), lambda _: Change(copy, [said]), cause("left"))


def result_of_2026() -> bytes:
    event = announced(1, ballot="b26", cycle="2026")
    return enveloped(event, 9, time=datetime(2026, 4, 1, tzinfo=UTC)).to_bytes()


async def contents(settings: Settings) -> dict[str, list[bytes]]:
    """Every line of every collection."""
    async with opened(settings) as stock:
        found = {s.member: [line async for line in stock.lines(s)] for s in stock.sections()}
        assert found["ballot/rows/papers.jsonl"]
        return found


async def head_hashes(settings: Settings) -> dict[str, str]:
    async with opened(settings) as stock:
        return {name: head.hash for name, head in (await stock.heads()).items()}


def mongo_settings(folder: Path, url: str) -> Settings:
    head, _, query = url.partition("?")
    name = f"backup{uuid4().hex[:8]}"
    # The embedded bus beside MongoDB is refused as a setting: here it stands in for a broker.
    made = quick_settings(folder, bus_url="amqp://nobody", store_url=f"{head}{name}?{query}")
    return made.model_copy(update={"bus_url": "local:"})


async def test_restore_into_another_embedded_store_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "all.zip"
    await play(old)
    assert await back_up(quick_settings(old), file) == 0
    assert file.stat().st_mode & 0o777 == 0o600
    assert await restore(quick_settings(new), file) == 0
    assert "恢复完成" in capsys.readouterr().out
    assert not half_played(new)  # `run --demo` would forget it
    before, after = await contents(quick_settings(old)), await contents(quick_settings(new))
    assert before == after
    assert await head_hashes(quick_settings(old)) == await head_hashes(quick_settings(new))
    await goes_on(new)


async def goes_on(folder: Path) -> None:
    """What was on its way arrives, what is asked is done, and the trail holds."""
    async with a_world(folder) as world:
        await world.settle()
        store = world.context("supervision").store
        member = await store.engine.load(MEMBERS, f"{DONGTANG}/m1")
        assert member.outbox == ()  # sent
        listed = await Supervised(world).listed("projects", cycle="2026")
        assert [one["no"] for one in listed] == [1]  # heard
        (first, *_) = await Supervised(world).listed("projects", cycle="2025")
        reclass = {"project_class": "ECONOMY", "reason": "更正"}
        if first["project_class"] == "ECONOMY":
            reclass["project_class"] = "GOVERNANCE"
        path = f"projects/{first['id']}/reclass"
        await world.post("supervision", path, Role.NPC_COMMITTEE, reclass)
        await world.settle()
    async with opened(quick_settings(folder)) as stock:
        assert await stock.flaws() == []


async def test_restore_into_mongodb_and_back_holds_the_same(
    tmp_path: Path, mongodb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, file = tmp_path / "old", tmp_path / "all.zip"
    await play(old)
    assert await back_up(quick_settings(old), file) == 0
    production = mongo_settings(tmp_path / "bus", mongodb_url)
    again, third = tmp_path / "again.zip", tmp_path / "third"
    with monkeypatch.context() as patched:
        patched.setattr("launch.stock.bus_of", lambda _: LocalBus(tmp_path / "bus"))
        assert await restore(production, file) == 0
        assert await contents(production) == contents_of(file)
        assert await back_up(production, again) == 0
    assert await restore(quick_settings(third), again) == 0
    assert await contents(quick_settings(third)) == contents_of(file)
    await goes_on(third)


def contents_of(file: Path) -> dict[str, list[bytes]]:
    with zipfile.ZipFile(file) as archive:
        names = [n for n in archive.namelist() if n.endswith(".jsonl") and "/messages/" not in n]
        return {name: archive.read(name).splitlines(keepends=True) for name in names}


async def test_backup_file_when_read_says_what_it_holds_and_no_order_of_papers(
    tmp_path: Path,
) -> None:
    file = tmp_path / "all.zip"
    await play(tmp_path / "old")
    await back_up(quick_settings(tmp_path / "old"), file)
    with zipfile.ZipFile(file) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        papers = archive.read("ballot/rows/papers.jsonl").decode()
        assert {info.date_time for info in archive.infolist() if info.filename != "manifest.json"}
        assert len({info.date_time for info in archive.infolist()}) == 1
    counts = {f"{s['service']}/{s['holds']}/{s['name']}": s["count"] for s in manifest["sections"]}
    assert counts["supervision/documents/projects"] == 3
    assert counts["supervision/documents/inspections"] == 9
    assert counts["supervision/messages/supervision.ballot-announced"] == 1
    assert manifest["format"] == "yishi-backup/1"
    assert manifest["product"]
    assert [json.loads(line)["id"][-1] for line in papers.splitlines()] == ["a", "b", "c"]
    assert f"supervision/{DONGTANG}" in manifest["heads"]


async def test_restore_when_the_store_is_not_empty_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "old", tmp_path / "all.zip"
    await play(folder)
    await back_up(quick_settings(folder), file)
    before = await contents(quick_settings(folder))
    assert await restore(quick_settings(folder), file) == 1
    assert "Not empty" in capsys.readouterr().err
    assert await contents(quick_settings(folder)) == before


@pytest.mark.parametrize("damage", ["changed", "cut", "no-manifest", "no-zip"])
async def test_restore_when_the_file_is_damaged_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    file, bad, new = tmp_path / "all.zip", tmp_path / "bad.zip", tmp_path / "new"
    await play(tmp_path / "old")
    await back_up(quick_settings(tmp_path / "old"), file)
    _damage(file, bad, damage)
    assert await restore(quick_settings(new), bad, check=True) == 1
    assert await restore(quick_settings(new), bad) == 1
    assert capsys.readouterr().err.count("yishi restore:") == 2
    assert not list(new.glob("*.sqlite"))
    assert await restore(quick_settings(new), file, check=True) == 0
    assert not list(new.glob("*.sqlite"))


def _damage(file: Path, bad: Path, how: str) -> None:
    if how == "no-zip":
        bad.write_text("not a backup")
        return
    with zipfile.ZipFile(file) as good, zipfile.ZipFile(bad, "w") as out:
        for info in good.infolist():
            body = good.read(info)
            if info.filename.endswith("projects.jsonl"):
                if how == "changed":
                    body = body.replace("项目1".encode(), "项目9".encode(), 1)
                elif how == "cut":
                    body = body[: body.rindex(b"\n", 0, -1) + 1]
            if not (how == "no-manifest" and info.filename == "manifest.json"):
                out.writestr(info, body)


async def test_backup_when_somebody_writes_meanwhile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "old", tmp_path / "all.zip"
    await play(folder)
    heads = Stock.heads

    async def write_between(stock: Stock) -> Any:
        await stock.engines["ballot"].insert(PAPERS, f"{DONGTANG}/ballot1/1/d", {"marks": []})
        return await heads(stock)

    monkeypatch.setattr(Stock, "heads", write_between)
    assert await back_up(quick_settings(folder), file) == 1
    assert "ballot/rows/papers.jsonl" in capsys.readouterr().err
    assert not left_of(file)


def left_of(file: Path) -> list[Path]:
    return list(file.parent.glob(f"{file.name}*"))


async def test_backup_while_the_services_run_is_refused(tmp_path: Path) -> None:
    async with a_world(tmp_path / "old"):
        with pytest.raises(SettingsError, match="another process"):
            await back_up(quick_settings(tmp_path / "old"), tmp_path / "all.zip")


async def test_backup_when_events_wait_on_a_broker_is_refused_unless_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "old", tmp_path / "all.zip"
    await play(folder)

    async def unheard(_: Stock) -> dict[str, int]:
        return {"screening.leg-closed": 2}

    monkeypatch.setattr(Stock, "unheard", unheard)
    assert await back_up(quick_settings(folder), file) == 1
    assert "screening.leg-closed 2" in capsys.readouterr().err
    assert await back_up(quick_settings(folder), file, allow_unheard=True) == 0
    with zipfile.ZipFile(file) as archive:
        assert json.loads(archive.read("manifest.json"))["unheard"] == {"screening.leg-closed": 2}


async def test_unheard_on_a_broker_counts_queues_and_rungs(
    tmp_path: Path, rabbitmq_url: str, mongodb_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefix = f"{uuid4().hex[:8]}."
    monkeypatch.setattr("launch.stock.bus_of", lambda _: RabbitBus(rabbitmq_url, prefix=prefix))
    async with opened(mongo_settings(tmp_path, mongodb_url)) as stock:
        assert await stock.unheard() == {}  # nothing was declared yet
        await stock.bus.declare(stock.topology)
        await stock.bus.redeliver("screening.leg-closed", b"{}")
        assert await stock.unheard() == {"screening.leg-closed": 1}


def test_commands_when_typed_do_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(play(tmp_path / "old"))
    file = str(tmp_path / "all.zip")
    for folder, command in (
        ("old", ["backup", "--to", file]),
        ("new", ["restore", "--from", file, "--check"]),
        ("new", ["restore", "--from", file, "--into-empty"]),
    ):
        monkeypatch.setenv("YISHI_STORE_URL", f"embedded:{tmp_path / folder}")
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert ended.value.code == 0
    assert "supervision" in capsys.readouterr().out
    monkeypatch.setenv("YISHI_STORE_URL", f"embedded:{tmp_path / 'none'}")
    with pytest.raises(SystemExit) as ended:
        main(["backup", "--to", str(tmp_path / "other.zip")])
    assert ended.value.code == 2
