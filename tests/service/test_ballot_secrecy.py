"""C-11: after a whole session nothing that is stored, said, logged or counted joins a person with
a choice; and the checker that says so finds every leak that is planted."""

import io
import json
import logging
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog

from chassis.bus.local import LocalBus
from chassis.core import log
from contracts.charter import Role
from services.ballot.slips.credential import key_pair, public_hex
from tests.duplicator import Duplicator
from tests.service.ballot_world import Hall, a_hall
from tests.service.secrecy import Evidence, collect, joins, links, traces
from tests.world import quick_settings

MEMBERS = 12
PERSONS = [f"m{n:02}" for n in range(MEMBERS)] + [f"议事员m{n:02}" for n in range(MEMBERS)]


@pytest.fixture
def stream(tmp_path: Path) -> Iterator[io.StringIO]:
    """The log, as it is written in production, at its most talkative."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    log.configure(quick_settings(tmp_path, log_level="debug"), written)
    yield written
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


class Overheard(Duplicator):
    """A bus that keeps a copy of every event."""

    def __init__(self, bus: Any) -> None:
        super().__init__(bus)
        self.bodies: list[str] = []

    async def publish(self, messages: Any) -> None:
        self.bodies += [message.body.decode() for message in messages]
        await super().publish(messages)


@dataclass
class Spied:
    """A hall and everything an attacker reads there."""

    hall: Hall
    folder: Path
    stream: io.StringIO
    bus: Overheard
    codes: list[str] = field(default_factory=list)
    slips: list[list[str]] = field(default_factory=list)
    before: Evidence = field(default_factory=Evidence)
    after: Evidence = field(default_factory=Evidence)

    def look(self) -> Evidence:
        figures = self.hall.world.system.metrics.exposition().decode()
        lines = self.stream.getvalue().splitlines()
        return collect(self.folder, lines, self.bus.bodies, _steady(figures))

    def planted(self, folder: Path) -> Path:
        """A copy of the files to plant a leak in."""
        for path in self.folder.glob("*.sqlite*"):
            shutil.copy(path, folder / path.name)
        return folder


def _steady(figures: str) -> str:
    """Without what moves by itself (the process, the relay's rounds), votes or not."""
    moving = ("process_", "python_", "_created", "yishi_outbox_")
    lines = figures.splitlines()
    return "\n".join(line for line in lines if not any(word in line for word in moving))


@asynccontextmanager
async def a_spied_session(folder: Path, stream: io.StringIO) -> AsyncIterator[Spied]:
    """A whole session in which everybody votes otherwise, one of them twice, one in vain."""
    heard: list[Overheard] = []

    def bus(settings: Any) -> Overheard:
        heard.append(Overheard(LocalBus(settings.directory)))
        return heard[0]

    async with a_hall(folder, bus=bus) as hall:
        spied = Spied(hall, folder, stream, heard[0])
        await hall.furnish(members=MEMBERS, items=12, seats=4, seats_of_street=MEMBERS)
        await hall.begin(present=MEMBERS, members=MEMBERS)
        spied.codes = hall.codes
        for slip in hall.hand:
            made = [key_pair(hall.street, hall.session, one["code"]) for one in slip["coupons"]]
            spied.slips.append([public_hex(pair) for pair in made])
        await hall.world.settle()
        spied.before = spied.look()
        for n, code in enumerate(hall.codes[:-2]):
            marks = [f"p{(n + k) % 12 + 1:02}" for k in (3, 0, 7)]
            assert (await hall.cast(code, *marks)).status_code == 201
        assert (await hall.cast(hall.codes[0], "p01")).status_code == 409
        assert (await hall.cast("0000-0000-0000-0000", "p01")).status_code == 403
        await _by_form(hall, hall.codes[-2])
        await hall.world.settle()
        spied.after = spied.look()
        await hall.close()
        await hall.seal()
        pile = {"papers": [{"code": hall.codes[-1], "votes_for": ["p02"]}]}
        for teller in ("teller-1", "teller-2"):
            at = f"ballots/{hall.ballot}/piles"
            await hall.post(at, Role.TELLER, pile, sub=teller)
        await hall.count()
        yield spied


async def _by_form(hall: Hall, code: str) -> None:
    """An old phone without JavaScript."""
    path = f"/ballot/vote/{hall.street}/{hall.ballot}"
    page = await hall.world.http.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200
    form = {"code": code, "votes_for": ["p09"], "step": "cast"}
    answer = await hall.world.http.post(path, data=form, headers={"Accept": "text/html"})
    assert answer.status_code == 200, answer.text
    assert "set-cookie" not in answer.headers


@pytest.fixture
async def spied(tmp_path: Path, stream: io.StringIO) -> AsyncIterator[Spied]:
    folder = tmp_path / "data"
    folder.mkdir()
    async with a_spied_session(folder, stream) as spied:
        yield spied


async def test_session_when_everything_is_read_then_no_person_is_joined_with_a_choice(
    spied: Spied,
) -> None:
    found = spied.look()
    papers = [row for _, table in found.plain("papers") for row in table.rows]
    assert len(papers) == MEMBERS
    assert joins(found, PERSONS, spied.codes) == []
    assert links(found, spied.slips) == []


async def test_casting_when_watched_from_inside_then_nothing_moves_but_the_box(
    spied: Spied,
) -> None:
    assert traces(spied.before, spied.after) == []
    assert len(spied.after.events) > 0
    assert any("kind_sessions" in key for key in spied.after.tables)
    assert any("post_open" in line or "/open" in line for line in spied.after.lines)


# ---- the checker finds what is planted -----------------------------------------------------


def _edit(folder: Path, sql: str, *values: Any) -> Evidence:
    with closing(sqlite3.connect(folder / "ballot.sqlite")) as base:
        base.execute(sql, values)
        base.commit()
    return collect(folder)


def _one_paper(spied: Spied) -> tuple[str, dict[str, Any]]:
    row = spied.look().plain("papers")[0][1].rows[0]
    return row["id"], json.loads(row["body"])


async def test_checker_when_leaks_are_planted_then_finds_each(spied: Spied, tmp_path: Path) -> None:
    code, hall, key = spied.codes[3], spied.hall, spied.slips[3][0]
    row_id, body = _one_paper(spied)
    prefix = f"{hall.street}/{hall.ballot}/1/"
    table = spied.look().plain("papers")[0][0].split(":")[1]
    in_roll = "UPDATE kind_roll SET state = json_set(state, '$.note', ?) WHERE id LIKE '%m03'"
    in_box = f"UPDATE {table} SET body = ? WHERE id = ?"
    add = f"INSERT INTO {table} (id, body) VALUES (?, ?)"
    guessed = prefix + public_hex(key_pair(hall.street, hall.session, "m03"))
    leaks: list[tuple[str, tuple[Any, ...], str]] = [
        (in_roll, (key,), "holds the key"),
        (in_roll, (spied.slips[3][2],), "holds the key"),
        (in_roll, (code,), "holds the key"),
        (in_box, (json.dumps(body | {"at": "2025-06-12T01:02:03"}), row_id), "more than the marks"),
        (in_box, (json.dumps(body | {"spoiled": 1749690123}), row_id), "holds a time"),
        (in_box, (json.dumps(body | {"against": ["m03"]}), row_id), "names a person"),
        (in_box, (json.dumps(body | {"votes_for": ["p02", "p01"]}), row_id), "order of ticking"),
        (add, (guessed, json.dumps(body)), "is made of"),
        (f"ALTER TABLE {table} ADD COLUMN at REAL", (), "more than the marks"),
    ]
    for n, (sql, values, named) in enumerate(leaks):
        folder = tmp_path / f"leak-{n}"
        folder.mkdir()
        found = _edit(spied.planted(folder), sql, *values)
        assert any(named in way for way in joins(found, PERSONS, spied.codes)), named


async def test_checker_when_the_box_keeps_the_order_then_finds_it(
    spied: Spied, tmp_path: Path
) -> None:
    table = spied.look().plain("papers")[0][0].split(":")[1]
    folder = tmp_path / "leak"
    folder.mkdir()
    with closing(sqlite3.connect(spied.planted(folder) / "ballot.sqlite")) as base:
        rows = base.execute(f"SELECT id, body FROM {table}").fetchall()
        base.execute(f"DROP TABLE {table}")
        base.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY, body TEXT)")
        base.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)
        base.commit()
    assert any("keeps the order" in way for way in joins(collect(folder), PERSONS, spied.codes))


async def test_checker_when_coupons_of_two_turns_are_tied_then_finds_it(
    spied: Spied, tmp_path: Path
) -> None:
    keys = spied.slips[3]
    table = spied.look().plain("slips")[0][0].split(":")[1]
    sealed = spied.look().plain("cancels")[0][0].split(":")[1]
    together = json.dumps({"keys": keys[:2]})
    for n, (sql, values, named) in enumerate(
        [
            (f"UPDATE {sealed} SET body = ?", (together,), "names two coupons"),
            (f"UPDATE {table} SET body = ? WHERE id LIKE ?", ('{"slip": 3}', f"%{keys[0]}"), "its"),
        ]
    ):
        folder = tmp_path / f"tie-{n}"
        folder.mkdir()
        found = _edit(spied.planted(folder), sql, *values)
        assert any(named in way for way in links(found, spied.slips)), named


async def test_checker_when_the_bytes_of_a_file_keep_the_order_of_slips_then_finds_it(
    spied: Spied, tmp_path: Path
) -> None:
    folder = tmp_path / "order"
    folder.mkdir()
    turns = zip(*spied.slips, strict=True)  # a log that was written slip by slip, turn by turn
    log = "".join(f"insert {key}\n" for turn in turns for key in turn)
    (spied.planted(folder) / "ballot.sqlite-wal.old").write_text(log)
    ways = links(collect(folder), spied.slips)
    assert "ballot.sqlite-wal.old keeps the order of the slips in two turns" in ways


async def test_checker_when_a_log_line_event_or_figure_tells_then_finds_it(spied: Spied) -> None:
    key = spied.slips[3][0]
    for leak in (
        Evidence(spied.after.tables, [f"cast {key}"]),
        Evidence(spied.after.tables, [], [f'{{"paper": "{key}"}}']),
        Evidence(spied.after.tables, [], [], f'papers{{key="{key}"}} 1'),
    ):
        assert any("holds the key" in way for way in joins(leak, PERSONS, spied.codes))
    was, now = spied.before, spied.after
    assert traces(was, Evidence(now.tables, [*now.lines, "x"], now.events, now.figures)) == ["log"]
    more = [*now.events, "x"]
    assert traces(was, Evidence(now.tables, now.lines, more, now.figures)) == ["events"]
    assert traces(was, Evidence(now.tables, now.lines, now.events, "casts_total 1")) == ["figures"]
    rolls = {key: table for key, table in now.tables.items() if "roll" not in key}
    assert traces(Evidence(rolls, was.lines, was.events, was.figures), now)
