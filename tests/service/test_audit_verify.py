"""``yishi audit`` over all services: what they prove of each other, anchors, backups, the key."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from chassis.audit.anchor import read_anchors
from chassis.audit.check import AuditCheck
from chassis.core.settings import Settings
from chassis.rooms.copies import CHARTER_COPIES
from chassis.store.engine import Engine, Write
from chassis.store.entries import digest_of
from launch.auditing import Findings, verified
from launch.backup import back_up, restore
from launch.catalogue import SERVICES
from launch.cli import main
from launch.engines import engine_of, kinds_in, kinds_of, plains_in
from launch.signing import key_path, ring_of
from tests.parity.signing import Rows, chain_anew
from tests.service.assembly_world import adopt
from tests.world import DONGTANG, WUJIALING, World, a_world, quick_settings


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A street with its charter heard by all; a copy of that; then a second street. All signed."""
    folder = tmp_path_factory.mktemp("audit") / "store"

    async def play() -> None:
        async with a_world(folder) as world:
            await adopt(world)
            await sign(world)
        shutil.copytree(folder, folder.with_name("earlier"))
        async with a_world(folder) as world:
            world.clock.forward(days=1)
            await adopt(world, "wujialing")
            await sign(world)

    asyncio.run(play())
    return folder


@pytest.fixture
def store(played: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may spoil, with the key beside it."""
    folder = tmp_path / "store"
    shutil.copytree(played, folder)
    for end in ("", ".pub"):
        shutil.copy(f"{played}.audit-key{end}", f"{folder}.audit-key{end}")
    return folder


async def sign(world: World) -> None:
    for part in world.system.parts:
        assert part.context.signer
        await part.context.signer.sign()


async def found_in(folder: Path, anchors: str = "") -> Findings:
    settings = quick_settings(folder)
    given = read_anchors(anchors) if anchors else []
    return await verified(settings, "", given, ring_of(settings))


def told(found: Findings, service: str) -> list[str]:
    return [flaw.en for flaw in found.of(service)]


async def spoil(folder: Path, service: str, how: Callable[[Engine], Awaitable[None]]) -> None:
    """Do this to the database of a service; afterwards its chain and documents still fit."""
    made = next(one for one in SERVICES if one.name == service)
    engine = engine_of(quick_settings(folder), service)
    await engine.prepare(kinds_in(made), plains_in(made))
    try:
        await how(engine)
        report = await AuditCheck(engine, kinds_of(made), made.proofs).verify()
        assert report.problems == ()  # silent
    finally:
        await engine.close()


async def test_verify_when_nothing_was_done_then_it_says_what_it_could_not_see(
    store: Path,
) -> None:
    found = await found_in(store)
    assert found.number == 0
    assert found.heard == 10  # two charters, four hearers; one of them keeps its overview too
    assert {name: report.unsigned for name, report in found.reports.items()} == dict.fromkeys(
        ("assembly", "intake", "screening", "ballot", "supervision"), 0
    )
    assert [en[:21] for _, en in found.unseen()] == ["no anchors were given"]


async def test_charter_copy_when_altered_and_the_chain_made_anew_then_two_say_so(
    store: Path,
) -> None:
    async def alter(engine: Engine) -> None:
        raw = await engine.load(CHARTER_COPIES, f"{DONGTANG}/charter")
        assert raw is not None
        state = {**raw.state, "charter": {**raw.state["charter"], "seats": 9}}
        await engine.erase(CHARTER_COPIES, raw.doc_id)
        write = Write(raw.doc_id, DONGTANG, raw.sort, raw.schema, 0, state, (), raw.inbox[0], 0.0)
        assert await engine.write(CHARTER_COPIES, write)

        def digested(rows: Rows) -> Rows:
            return [row | {"digest": digest_of(state)} for row in rows]

        await chain_anew(engine, digested, DONGTANG)

    await spoil(store, "ballot", alter)
    found = told(await found_in(store), "ballot")
    assert "its copy of the charter is not the charter" in found
    assert any("the trail up to it was made anew" in en for en in found)


async def test_event_when_heard_otherwise_than_it_was_said_then_the_hearers_say_so(
    store: Path,
) -> None:
    async def alter(engine: Engine) -> None:
        await chain_anew(engine, lambda rows: [r | {"bodies": ["0" * 64]} for r in rows], DONGTANG)

    await spoil(store, "assembly", alter)
    for hearer in ("intake", "screening", "ballot", "supervision"):
        (only,) = told(await found_in(store), hearer)
        assert only.startswith("it heard an event otherwise than it was said")


async def test_service_when_set_back_with_the_witness_gone_then_its_hearers_say_so(
    played: Path, store: Path
) -> None:
    """The database of the assembly, and the witness, as they were before the second street."""

    async def nothing(_: Engine) -> None:
        return None

    earlier = played.with_name("earlier")
    for name in ("assembly.sqlite", "witness.sqlite"):
        for end in ("-wal", "-shm"):
            (store / f"{name}{end}").unlink(missing_ok=True)
        shutil.copy(earlier / name, store / name)
    await spoil(store, "assembly", nothing)
    found = await found_in(store)
    for hearer in ("intake", "screening", "ballot", "supervision"):
        assert any("it heard an event that no service said" in en for en in told(found, hearer))


async def anchors_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    capsys.readouterr()
    assert await asyncio.to_thread(run, folder, monkeypatch, "anchor") == 0
    return capsys.readouterr().out


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    """``yishi audit …`` on this store; its exit status."""
    monkeypatch.setenv("YISHI_STORE_URL", f"embedded:{folder}")
    with pytest.raises(SystemExit) as ended:
        main(["audit", *words])
    return ended.value.code


async def test_backup_when_an_older_one_is_restored_then_anchors_and_witness_name_it(
    played: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    earlier, old, new = tmp_path / "earlier", tmp_path / "old.zip", tmp_path / "new"
    shutil.copytree(played.with_name("earlier"), earlier)
    assert await back_up(quick_settings(earlier), old) == 0
    later = tmp_path / "later"
    shutil.copytree(played, later)
    for end in ("", ".pub"):
        for folder in (later, new):
            shutil.copy(f"{played}.audit-key{end}", f"{folder}.audit-key{end}")
    anchors = await anchors_of(later, monkeypatch, capsys)
    assert [one.street for one in read_anchors(anchors)] == [WUJIALING, DONGTANG, "ALL"]
    assert await restore(quick_settings(new), old) == 0
    assert (await found_in(new)).number == 0  # a restored store is whole in itself
    found = await found_in(new, anchors)
    assert any("the chain ends with row 0, the anchor of" in en for en in told(found, "assembly"))
    assert any("it is not the statement of the anchor" in en for en in told(found, "ballot"))
    shutil.copy(later / "witness.sqlite", new / "witness.sqlite")
    assert any("it was set back or emptied" in en for en in told(await found_in(new), "intake"))


def test_commands_when_typed_say_it_in_words_json_and_exit_status(
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(store, monkeypatch, "anchor") == 0
    lines = capsys.readouterr().out
    kept = tmp_path / "anchors.txt"
    kept.write_text(lines)
    assert run(store, monkeypatch, "verify", "--anchors", str(kept), "--strict") == 0
    assert "anchors: 3" in capsys.readouterr().out
    assert run(store, monkeypatch, "verify", "--strict") == 3
    capsys.readouterr()
    typed = lines.splitlines()[0].partition(" KEY:")[0].lower()
    kept.write_text(f"# from the paper of the session\n{typed}\n")
    assert run(store, monkeypatch, "verify", "--anchors", str(kept), "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["ok"], report["services"]["assembly"]["rows"]) == (True, 2)
    assert "is not signed" in report["unseen"][0]["en"]
    kept.write_text(lines.replace(":1:", ":2:", 1))
    assert run(store, monkeypatch, "verify", "--anchors", str(kept)) == 1
    assert "the signature of the anchor" in capsys.readouterr().out
    kept.write_text("nothing of that kind")
    assert run(store, monkeypatch, "verify", "--anchors", str(kept)) == 2
    assert "there is no anchor in it" in capsys.readouterr().err


def test_verify_when_a_word_is_misspelt_then_nothing_passes_unseen(
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(store, monkeypatch, "verify", "--street", "no-such-street") == 2
    assert "没有这个街道" in capsys.readouterr().err
    assert run(store, monkeypatch, "anchor", "--street", WUJIALING) == 0
    typed, kept = capsys.readouterr().out.partition(" KEY:")[0], tmp_path / "anchor.txt"
    kept.write_text(typed)
    given = ("--anchors", str(kept))
    assert run(store, monkeypatch, "verify", "--street", WUJIALING, *given) == 0
    assert "of other streets" not in capsys.readouterr().out
    assert run(store, monkeypatch, "verify", "--street", DONGTANG, *given) == 0
    assert "some anchors are of other streets" in capsys.readouterr().out
    kept.write_text(typed.replace("BALLOT:", "BAL1OT:"))
    assert run(store, monkeypatch, "verify", *given) == 2
    assert "BAL1OT" in capsys.readouterr().err


def test_key_when_made_shown_changed_and_lost_then_each_says_what_it_is(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(store, monkeypatch, "key") == 0
    first = capsys.readouterr().out.split()[0]
    path = key_path(quick_settings(store))
    assert path is not None
    assert path.stat().st_mode & 0o777 == 0o600
    assert run(store, monkeypatch, "key", "--make") == 2  # never over one that is there
    assert run(store, monkeypatch, "key", "--rotate") == 0
    shown = capsys.readouterr().out
    assert first in shown
    assert first != shown.split()[0]
    assert run(store, monkeypatch, "verify") == 0
    monkeypatch.setenv("YISHI_AUDIT_KEY", str(store / "no.key"))
    assert run(store, monkeypatch, "anchor") == 2
    assert "YISHI_AUDIT_KEY: 审计密钥无法读取" in capsys.readouterr().err


def test_settings_when_the_witness_is_elsewhere_then_it_is_a_store_like_others() -> None:
    assert Settings(audit_store_url="mongodb://elsewhere/").audit_store_url
    with pytest.raises(ValueError, match="takes embedded"):
        Settings(audit_store_url="elsewhere")
