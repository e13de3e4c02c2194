"""A rehearsal: a whole session with its vote on a copy; the real records stay byte by byte."""

import io
import os
import socket
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import structlog

from chassis.core.errors import NotFound
from chassis.core.settings import SettingsError, load_settings
from contracts.charter import Role
from launch.rehearsal import copies_of, place, rehearsal
from tests.drivers.html import Page
from tests.drivers.visitor import visitor
from tests.service.ballot_world import CHIEF, Hall, a_hall
from tests.world import Clock, World

NOWHERE = "999999999"


def everything(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a store: documents, outboxes, queues, audit rows and heads."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for path in sorted(folder.glob("*.sqlite")):
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in tables.fetchall():
                rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
                found[f"{path.name} {name}"] = sorted(rows, key=repr)
    return found


async def hold(hall: Hall) -> None:
    """A whole session: check-in, vote, count, result."""
    await hall.begin(present=8, members=8, items=4)
    for code in hall.codes:
        assert (await hall.cast(code, "p01", "p02")).is_success
    await hall.close()
    await hall.count()
    await hall.sign()
    await hall.post(f"ballots/{hall.ballot}/certify", Role.CHIEF_SCRUTINEER, sub=CHIEF)
    await hall.post(f"ballots/{hall.ballot}/announce", Role.NPC_COMMITTEE)
    await hall.post(f"sessions/{hall.session}/close", Role.CHAIR)


async def test_rehearsal_when_a_whole_session_is_held_then_the_real_records_are_as_before(
    tmp_path: Path,
) -> None:
    async with a_hall(tmp_path) as real:
        await real.furnish(members=8, items=4, seats=2, seats_of_street=8)
        await real.call(["真实的会议"])
        await real.world.settle()
        before, heard = everything(tmp_path), real.world.system.bus
        settings = real.world.settings.model_copy(update={"port": 0})
        with place() as folder, structlog.testing.capture_logs():
            copies = await copies_of(settings, real.street)
            clock = Clock()
            async with rehearsal(settings, copies, folder, clock) as (system, url):
                assert system.bus is not heard
                async with httpx.AsyncClient(base_url=url, timeout=30) as http:
                    copy = Hall(World(system, http, system.settings, clock))
                    assert (await copy.get("sessions"))["items"] == []
                    await hold(copy)
                    await marked(copy)
                    held = everything(Path(folder) / "store")
                    assert held["ballot.sqlite plain_papers"]
        assert not os.path.exists(folder)  # noqa: ASYNC240 - one look
        assert everything(tmp_path) == before
        assert [one["venue"] for one in (await real.get("sessions"))["items"]] == ["街道会议室"]


async def test_rehearsal_when_begun_and_ended_from_the_page_then_held_apart_and_nothing_is_left(
    tmp_path: Path,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    async with a_hall(tmp_path, rehearsal_port=port) as real:
        await real.furnish(members=5, items=2, seats=1, seats_of_street=5)
        page = f"/ballot/streets/{real.street}/rehearsal"
        chair = visitor(real.world, Role.CHAIR, sub="chair", street=real.street)
        assert "开始演练" in await chair.read(page)
        before = everything(tmp_path)
        assert (await chair.send(page, f"{page}/start")).status_code == 303
        shown = await chair.read(page)
        assert f":{port}/sign-in" in shown
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as copy:
            sessions = await copy.get(f"/ballot/streets/{real.street}")
            assert "演练" in sessions.text
            assert "还没有召开会议" in sessions.text
            again = await chair.http.post(f"{page}/start", data=_guards(shown))
            assert "已有一场演练在进行" in again.text
            assert (await chair.send(page, f"{page}/end")).status_code == 303
            with pytest.raises(httpx.TransportError):
                await copy.get("/")
        assert everything(tmp_path) == before


def _guards(shown: str) -> dict[str, str]:
    form = next(one for one in Page(shown).forms if one.action.endswith("/rehearsal/end"))
    return dict(form.press("结束演练，清除副本"))


async def marked(hall: Hall) -> None:
    """Page, screen, print, workbook and PDF all say that it is a rehearsal."""
    at = f"/ballot/streets/{hall.street}"
    pages = [at, f"{at}/sessions/{hall.session}", f"{at}/sessions/{hall.session}/screen"]
    for page in (*pages, f"{at}/ballots/{hall.ballot}/announcement"):
        text = (await hall.world.http.get(page)).text
        assert "演练" in text, page
        assert "演示数据" not in text, page
    for file in ("result.xlsx", "announcement.docx"):
        answer = await hall.ask("GET", f"ballots/{hall.ballot}/{file}")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
            texts = [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
        assert any("演练" in text for text in texts), file


async def test_rehearsal_when_the_street_is_unknown_then_says_so(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as real:
        await real.furnish(members=1, items=1)
        with pytest.raises(NotFound):
            await copies_of(real.world.settings, NOWHERE)


def test_rehearsal_when_set_in_production_then_the_start_is_refused() -> None:
    with pytest.raises(SettingsError, match="YISHI_REHEARSAL"):
        load_settings({}, env="production", secret="x" * 32, rehearsal=True)
