"""Attacks by somebody who holds two things that are harmless apart: codes and what is published,
codes and the door, one file and what lies in it from before.

Each of them succeeded before.
"""

import hashlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from chassis.web.auth import issue_demo_token
from contracts.charter import Role
from services.ballot.ballot.domain.count import Marks
from services.ballot.ballot.domain.paper_digest import lines_of_papers
from services.ballot.casting.casting import papers_prefix
from services.ballot.casting.paper import signed
from services.ballot.kinds import SESSIONS
from services.ballot.slips.credential import key_pair, public_hex
from tests.service.ballot_world import CHIEF, SCRUTINEERS, Hall, a_hall

NPC, WATCHER = Role.NPC_COMMITTEE, Role.SCRUTINEER
SLIP = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """Ten members in office; nothing has happened yet."""
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=10, items=4, seats=2, pass_over="1/3", seats_of_street=10)
        yield hall


def refused(answer: Any, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


# ---- the codes of a print, and what is published ---------------------------------------------


async def published(hall: Hall) -> dict[str, Any]:
    """The public bundle, as anybody downloads it."""
    answer = await hall.ask("GET", f"ballots/{hall.ballot}/bundle.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        found: dict[str, Any] = json.loads(archive.read("bundle.json"))
    return found


def as_stored(hall: Hall, code: str, marks: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The row of a paper, as whoever knows its code makes it without any database."""
    private = key_pair(hall.street, hall.session, code)
    paper = signed(private, hall.ballot, 1, Marks(**marks))
    row_id = papers_prefix(hall.street, hall.ballot, 1) + public_hex(private)
    return row_id, paper.model_dump(mode="json")


async def test_attack_when_who_released_the_slips_tries_the_published_digest_then_no_vote_is_found(
    hall: Hall,
) -> None:
    await hall.begin(present=8, members=10, items=4)
    for n, code in enumerate(hall.codes):
        choice = ("p03",) if n == 5 else ("p01", "p02")
        assert (await hall.cast(code, *choice)).status_code == 201
    await hall.close()
    await hall.count()
    await hall.finish()
    one = (await published(hall))["rounds"][0]
    odd = next(paper for paper in one["papers"] if paper["votes_for"] == ["p03"])
    even = next(paper for paper in one["papers"] if paper["votes_for"] != ["p03"])
    told = json.dumps(await hall.get(f"ballots/{hall.ballot}")) + json.dumps(one)
    for guess in hall.codes:
        rows = [as_stored(hall, code, odd if code == guess else even) for code in hall.codes]
        digest = hashlib.sha256("\n".join(lines_of_papers(rows)).encode()).hexdigest()
        over_all = hashlib.sha256(digest.encode()).hexdigest()
        assert digest not in told
        assert over_all not in told


async def test_attack_when_who_released_the_slips_takes_the_sealed_bundle_then_refused(
    hall: Hall,
) -> None:
    await hall.call()
    at = f"sessions/{hall.session}"
    await hall.post(f"{at}/freeze", NPC)
    await hall.post(f"{at}/order-slips", NPC, {"number": 10})
    made = await hall.post(f"{at}/release-slips", Role.CHIEF_SCRUTINEER, sub=CHIEF)
    hall.box = made["slips"]
    await hall.post(f"{at}/check-in/start", NPC)
    await hall.arrive(*(f"m{n:02}" for n in range(8)))
    await hall.post(f"{at}/begin", Role.CHAIR)
    await hall.hear_panels(4)
    await hall.prepare()
    await hall.open()
    for code in hall.codes:
        await hall.cast(code, "p01", "p02")
    await hall.close()
    await hall.count()
    await hall.finish()
    taken = f"ballots/{hall.ballot}/sealed-bundle"
    refused(
        await hall.ask("POST", taken, Role.CHIEF_SCRUTINEER, sub=CHIEF), 403, "released-and-sealed"
    )
    refused(await hall.ask("POST", taken, Role.AUDITOR, sub=CHIEF), 403, "released-and-sealed")
    assert (await hall.ask("POST", taken, Role.AUDITOR)).is_success


# ---- the codes of a print, and the door ------------------------------------------------------


async def test_attack_when_who_worked_at_the_door_releases_a_later_print_then_refused(
    hall: Hall,
) -> None:
    await hall.call()
    await hall.open_doors(9)
    at, clerk = f"sessions/{hall.session}", SCRUTINEERS[1]
    for member in ("m00", "m01"):  # one is confirmed, one only checked in
        arrival = await hall.check_in(member, WATCHER, clerk)
        if member == "m00":
            await hall.confirm([arrival])
        await hall.post(f"{at}/order-slips", NPC, {"number": 1, "why": "一名议事员迟到"})
        refused(await hall.ask("POST", f"{at}/release-slips", WATCHER, sub=clerk), 403, "at-door")
    assert (await hall.ask("POST", f"{at}/release-slips", WATCHER, sub="third")).is_success


async def test_attack_when_who_releases_also_prints_the_cards_then_they_count_for_nothing(
    hall: Hall,
) -> None:
    await hall.call()
    at = f"sessions/{hall.session}"
    settings = hall.world.settings
    token = issue_demo_token(settings, "both", "both", [NPC, WATCHER], [hall.street], "")
    headers = {"Authorization": f"Bearer {token}"}
    await hall.post(f"{at}/freeze", NPC)
    await hall.post(f"{at}/order-slips", NPC, {"number": 10})
    made = await hall.ask("POST", f"{at}/release-slips", headers=headers)
    assert made.is_success, made.text
    await hall.post(f"{at}/check-in/start", NPC)
    printed = await hall.ask("POST", f"{at}/cards", headers=headers, json={"members": ["m00"]})
    refused(printed, 403, "released-slips")


async def test_attack_when_who_released_the_slips_notes_who_drew_or_left_then_refused(
    hall: Hall,
) -> None:
    await hall.call()
    await hall.open_doors(10)
    await hall.arrive("m00")
    await hall.check_in("m01")
    at, who = f"sessions/{hall.session}/check-ins", SCRUTINEERS[0]
    for step in ("m00/slip", "m00/leave", "m01/undo"):
        answer = await hall.ask("POST", f"{at}/{step}", WATCHER, sub=who)
        refused(answer, 403, "released-slips")


async def test_release_when_clicked_twice_then_the_same_sheet_again_in_a_window_of_its_own(
    hall: Hall,
) -> None:
    await hall.call()
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    await hall.post(f"sessions/{hall.session}/order-slips", NPC, {"number": 10})
    headers = {"Accept": "text/html"} | hall.world.headers(WATCHER, hall.street)
    form = (await hall.world.http.get(f"{page}/slips", headers=headers)).text
    assert f'action="{page}/release-slips" target="_blank" data-once' in form
    sent = dict(HIDDEN.findall(form.partition("/release-slips")[2].partition("</form>")[0]))
    at = f"{page}/release-slips"
    first, second = [
        (await hall.world.http.post(at, headers=headers, data=sent)).text for _ in range(2)
    ]
    assert first.count("作废码") >= 10
    assert SLIP.findall(second) == SLIP.findall(first)
    assert (await hall.get(f"sessions/{hall.session}"))["slips"] == 10


# ---- a copy of the file, and a print for one --------------------------------------------------


def lying(path: Path) -> list[str]:
    """Public keys of turn 3, in the order in which their bytes lie in the file."""
    with closing(sqlite3.connect(path)) as base:
        ids = [row[0] for row in base.execute("SELECT id FROM plain_slips")]
    raw = path.read_bytes()
    third = [one for one in ids if one.split("/")[2] == "3"]
    assert all(one.encode() in raw for one in third)
    return sorted(third, key=lambda one: raw.rfind(one.encode()))


async def test_attack_when_the_file_is_read_after_a_print_for_one_then_nothing_tells_which(
    hall: Hall,
) -> None:
    await hall.call()
    await hall.open_doors(8)
    await hall.arrive(*(f"m{n:02}" for n in range(8)))
    path = hall.world.system.settings.directory
    assert path is not None
    file = path / "ballot.sqlite"
    before = await hall.world.context("ballot").store.get(SESSIONS.key(hall.street, hall.session))
    assert before is not None
    await hall.print_slips(1, "一名议事员迟到")
    keys = lying(file)
    assert keys in (sorted(keys), sorted(keys, reverse=True))
    raw = b"".join(
        one.read_bytes() for one in path.glob("ballot.sqlite*") if not one.name.endswith("shm")
    )
    assert [one for one in before.state.box.digests if one.encode() in raw] == []
