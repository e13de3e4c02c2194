"""Bundles of an announced ballot: anybody counts again offline, and any change is found."""

import asyncio
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from contracts.charter import Role
from services.ballot.bundle.contents import standalone
from services.ballot.bundle.recount import faults
from services.ballot.bundle.stamping import stamp_bundles
from services.ballot.tally.pb.checking import tally
from tests.drivers.visitor import visitor
from tests.service.ballot_world import CHIEF, Hall, a_hall

Bundle = dict[str, Any]
SIGNS = "import hashlib, sys; print(hashlib.sha512(sys.stdin.buffer.read()).hexdigest(), end='')"
"""What stands in for the tool of an SM2 token."""
SEATED: dict[str, Any] = {"seats": 2, "pass_of": "VALID", "pass_over": "1/4", "extra_rounds": 0}


async def held(hall: Hall, votes: Sequence[tuple[str, ...]]) -> None:
    """One round in which these papers are cast."""
    turn = len((await hall.get(f"ballots/{hall.ballot}"))["seals"])
    for code, marks in zip(hall.codes_of(turn + 1), votes, strict=False):
        answer = await hall.cast(code, *marks)
        assert answer.status_code == 201, answer.text
    await hall.close()
    await hall.count()


async def with_runoff(hall: Hall) -> None:
    """Ten members; a tie for the second seat is voted on again."""
    await hall.furnish(members=10, items=4, seats_of_street=10, **SEATED)
    await hall.begin(present=10, members=10, items=4)
    await held(hall, [("p01", "p02")] * 5 + [("p01", "p03")] * 5)
    await hall.post(f"ballots/{hall.ballot}/runoff", Role.CHAIR)
    await held(hall, [("p02",)] * 6 + [("p03",)] * 4)
    await hall.finish()


@dataclass(frozen=True)
class Archives:
    """Both bundles of one ballot."""

    public: bytes
    again: bytes
    sealed: bytes
    signed: bytes


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Archives:
    return asyncio.run(_archives(tmp_path_factory.mktemp("bundle") / "data"))


async def _archives(folder: Path) -> Archives:
    async with a_hall(folder, bundle_signer=f'"{sys.executable}" -c "{SIGNS}"') as hall:
        await with_runoff(hall)
        plain = await public(hall)
        found = Archives(plain, await public(hall), await sealed(hall), b"")
        await stamp_bundles(hall.world.context("ballot"))
        return replace(found, signed=await public(hall))


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path / "data") as hall:
        await with_runoff(hall)
        yield hall


async def public(hall: Hall) -> bytes:
    answer = await hall.ask("GET", f"ballots/{hall.ballot}/bundle.zip")
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


async def sealed(hall: Hall) -> bytes:
    at = f"ballots/{hall.ballot}/sealed-bundle"
    answer = await hall.ask("POST", at, Role.CHIEF_SCRUTINEER, sub=CHIEF)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def read(archive: bytes) -> Bundle:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        found: Bundle = json.loads(opened.read("bundle.json"))
    return found


def counted_offline(archive: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """Unpack and run as a stranger would: another directory, no environment, no packages."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        opened.extractall(folder)
    return subprocess.run(
        [sys.executable, "-I", "-S", "recount.py"],
        cwd=folder,
        env={"PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_bundles_when_recounted_offline_then_they_agree_run_off_included(
    archives: Archives, tmp_path: Path
) -> None:
    for name, archive in (("public", archives.public), ("sealed", archives.sealed)):
        (tmp_path / name).mkdir()
        done = counted_offline(archive, tmp_path / name)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "一致" in done.stdout
        assert [one["kind"] for one in read(archive)["rounds"]] == ["FIRST", "RUNOFF"]


def test_public_bundle_when_a_signer_is_set_then_its_signature_lies_beside_the_same_bytes(
    archives: Archives,
) -> None:
    with zipfile.ZipFile(io.BytesIO(archives.signed)) as opened:
        content, signature = opened.read("bundle.json"), opened.read("bundle.json.sig")
    assert signature.decode() == hashlib.sha512(content).hexdigest()
    with zipfile.ZipFile(io.BytesIO(archives.public)) as opened:
        assert opened.read("bundle.json") == content


def test_public_bundle_when_read_then_no_key_no_signature_no_salt_and_the_same_bytes(
    archives: Archives,
) -> None:
    archive = archives.public
    assert archive == archives.again
    text = json.dumps(read(archive))
    for hidden in ("signature", "salt", '"keys"', '"id"'):
        assert hidden not in text
    papers = read(archive)["rounds"][0]["papers"]
    assert papers == sorted(papers, key=lambda paper: json.dumps(paper, sort_keys=True))


async def test_sealed_bundle_when_taken_then_two_offices_only_and_the_board_tells_by_code(
    hall: Hall,
) -> None:
    at = f"ballots/{hall.ballot}/sealed-bundle"
    for role in (Role.NPC_COMMITTEE, Role.CHAIR, Role.TELLER, Role.SCRUTINEER):
        assert (await hall.ask("POST", at, role)).status_code == 403
    version = (await hall.get(f"ballots/{hall.ballot}"))["version"]
    await sealed(hall)
    assert (await hall.get(f"ballots/{hall.ballot}"))["version"] == version + 1
    at = f"/ballot/board/{hall.street}/{hall.ballot}"
    headers = {"Accept": "text/html"}
    page = await hall.world.http.get(at, headers=headers)
    assert all(tag in page.text for tag in read(await public(hall))["rounds"][0]["board"])
    mine, other = hall.codes_of(1)[0], hall.codes_of(3)[0]
    for code, said in ((mine, "您的票已计入第 1 轮"), (other, "没有用这张票码投的票")):
        answer = await hall.world.http.post(at, data={"code": code}, headers=headers)
        assert said in answer.text
        assert code not in answer.text
        assert "set-cookie" not in answer.headers


async def test_poll_when_downloaded_then_it_says_the_first_round_and_the_rule_it_was_counted_by(
    hall: Hall, tmp_path: Path
) -> None:
    answer = await hall.ask("GET", f"ballots/{hall.ballot}/poll.pb")
    assert answer.status_code == 200, answer.text
    file = tmp_path / "poll.pb"
    file.write_text(answer.text, encoding="utf-8")
    report = tally(file)
    assert report.votes == {"1": 10, "2": 5, "3": 5, "4": 0}
    assert (report.selected, report.tie, report.agrees) == (("1",), ("2", "3"), True)


async def test_sealed_bundle_when_the_chief_presses_the_button_then_it_is_sent(hall: Hall) -> None:
    chief = visitor(hall.world, Role.CHIEF_SCRUTINEER, sub=CHIEF, street=hall.street)
    page = f"/ballot/streets/{hall.street}/sessions/{hall.session}"
    to = f"/ballot/api/streets/{hall.street}/ballots/{hall.ballot}/sealed-bundle"
    answer = await chief.send(page, to)
    assert answer.status_code == 200, answer.text
    assert read(answer.content)["kind"] == "sealed"


def _first(bundle: Bundle) -> Bundle:
    found: Bundle = bundle["rounds"][0]
    return found


def _vote(bundle: Bundle) -> None:
    paper = _first(bundle)["papers"][0]
    paper["votes_for"] = ["p04"]


def _gone(bundle: Bundle) -> None:
    _first(bundle)["papers"].pop()


def _twice(bundle: Bundle) -> None:
    _first(bundle)["papers"].append(_first(bundle)["papers"][0])


def _set(name: str, value: Any) -> Callable[[Bundle], None]:
    def change(bundle: Bundle) -> None:
        _first(bundle)[name] = value

    return change


def _signature(bundle: Bundle) -> None:
    paper = _first(bundle)["papers"][0]
    paper["signature"] = paper["signature"][:-2] + (
        "00" if paper["signature"][-2:] != "00" else "01"
    )


def _key(bundle: Bundle) -> None:
    _first(bundle)["keys"][0] = "0" * 64


def _seal(bundle: Bundle) -> None:
    _first(bundle)["seals"][-1]["sha256"] = "0" * 64


def _tally(bundle: Bundle) -> None:
    _first(bundle)["outcome"]["tallies"]["p01"] += 1


def _selected(bundle: Bundle) -> None:
    bundle["selected"] = ["p01", "p03"]


def _no_runoff(bundle: Bundle) -> None:
    bundle["rounds"].pop()


def _spoiled(bundle: Bundle) -> None:
    _first(bundle)["papers"][3]["spoiled"] = True


PLANTED = {
    "another vote": _vote,
    "a paper less": _gone,
    "a paper twice": _twice,
    "another digest": _set("digest", "0" * 64),
    "another set of coupons": _set("slips_digest", "0" * 64),
    "another board": _set("board", ["0000-0000"] * 10),
    "another signature": _signature,
    "another key": _key,
    "another seal": _seal,
    "another figure": _tally,
    "another result": _selected,
    "a round less": _no_runoff,
    "a paper called unreadable": _spoiled,
}


@pytest.mark.parametrize("change", PLANTED.values(), ids=PLANTED.keys())
def test_sealed_bundle_when_altered_then_the_recount_says_so(
    archives: Archives, change: Callable[[Bundle], None]
) -> None:
    bundle = read(archives.sealed)
    assert list(faults(bundle)) == []
    change(bundle)
    assert list(faults(bundle))


def test_recount_when_it_ships_then_it_needs_the_standard_library_alone() -> None:
    text = standalone()
    wanted = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert wanted == [
        "from __future__ import annotations",
        "import hashlib",
        "import json",
        "import sys",
        "from collections.abc import Iterator",
        "from pathlib import Path",
        "from typing import Any",
        "from collections import Counter",
        "from typing import Any",
        "from fractions import Fraction",
        "from math import ceil",
        "from typing import NamedTuple",
    ]
