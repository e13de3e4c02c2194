"""Decided and published are two moments: no public outlet of the screening tells a fate early."""

import io
import re
import zipfile
from pathlib import Path

import httpx

from chassis.flow.dead_letters import DEAD_LETTERS
from contracts.charter import Role
from contracts.intake import NEXT_CYCLE, Outcome, SuggestionAnswered
from services.screening.service import screening
from tests.drivers.speaker import overhear
from tests.drivers.visitor import visitor
from tests.service.every_route import ANYONE, doors_of, line_of, table
from tests.service.screening_street import BESIDE, Street, charter_named
from tests.service.test_screening_flow import to_prereview
from tests.world import World, a_world

TELLTALE = (
    "DECLINED", "未列入候选", "NOT_FEASIBLE", "可行性不足", "场地未落实", "列入研究过的参考",
    "本年度没有项目采用", "set_aside': True",
)  # fmt: skip
"""Words of the decisions; ``列入研究过的参考`` is the opinion of one that is kept for reference."""

ITEMS_PAGE = "/screening/streets/{}/cycles/2025/items"
ASKED = ("", "?status=DECLINED", "?disposition=REFERENCE")


def words_of(answer: httpx.Response) -> str:
    """What a person reads in it, also in a workbook or a Word file."""
    kind = answer.headers.get("content-type", "")
    if "openxmlformats" in kind:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
            return "".join(file.read(name).decode() for name in file.namelist() if "xml" in name)
    return str(answer.json()) if "json" in kind else answer.text


async def everywhere(world: World, names: dict[str, str], of: str = "") -> dict[str, list[str]]:
    """Each address of the screening that anybody may read → the telltale words in it.

    ``of``: only those that have it in their path.
    """
    told = {}
    for door in doors_of(world):
        if not (door.path.startswith("/screening") and line_of(door, ANYONE) in table()):
            continue
        if (
            door.method == "GET" and of in door.path and not door.path.endswith(".pdf")
        ):  # the same words as in Word
            path = door.path.format_map(names)
            for asked in ASKED if path.endswith(("/items", "/candidates")) else ("",):
                answer = await world.http.get(path + asked, headers={"HX-Request": "true"})
                assert answer.status_code < 500, path
                text = re.sub("status(=|%3D)DECLINED", "", words_of(answer))  # the asker's own
                told[path + asked] = [word for word in TELLTALE if word in text]
    return told


async def test_fate_when_decided_then_no_outlet_says_a_word_before_its_answer_is_published(
    tmp_path: Path,
) -> None:
    given = charter_named("dongtang")
    rules = given.answers.model_copy(update={"together": True})
    charter = given.model_copy(update={"answers": rules})
    async with a_world(tmp_path, [screening], beside=BESIDE) as world:
        street = Street(world, charter, said=overhear(world))
        await street.begin()
        made = await to_prereview(street)
        ledger = await street.get("cycles/2025")
        names = {
            "street": charter.street, "cycle": "2025", "candidate": made[2], "suggestion": "s5",
            "meeting": ledger["legs"][3]["meetings"][0]["id"], "forum": "x", "leg": "R2_UP",
            "file": "x",
        }  # fmt: skip
        told = await everywhere(world, names)
        for suggestion in ("s4", "s6"):
            told |= await everywhere(world, names | {"suggestion": suggestion}, "{suggestion}")
        assert {path: words for path, words in told.items() if words} == {}
        # No filter tells how many wait for such an answer, nor a version that one was decided.
        for asked in ("disposition=REFERENCE", "disposition=PROJECT_SOURCE&cited=false"):
            listed = await street.get(f"cycles/2025/items?limit=1&{asked}")
            assert (listed["items"], listed["next"]) == ([], "")
            shown = await visitor(world).read(f"{ITEMS_PAGE.format(charter.street)}?{asked}")
            assert "<b>0</b></a>" in shown
        assert (await street.get("items/s4"))["item"]["version"] == 0
        # The figure of the closed leg is public, and who takes part sees who is a candidate.
        outgoing = {leg["id"]: leg["outgoing"] for leg in ledger["legs"]}
        assert outgoing["R2_UP"] == 2
        rows = await street.get("cycles/2025/candidates", Role.DELIBERATOR)
        assert [one["status"] for one in rows["items"]] == ["CANDIDATE", "CANDIDATE", "DECLINED"]
        rows = await street.get("cycles/2025/candidates?limit=2")
        assert [one["status"] for one in rows["items"]] == ["ALTERNATIVE", "ALTERNATIVE"]
        assert rows["next"]
        clerk = visitor(world, Role.STREET_OFFICE, street=charter.street)
        shown = await clerk.read(f"/screening/streets/{charter.street}/candidates/{made[2]}")
        assert "场地未落实" in shown

        said = SuggestionAnswered(
            suggestion="s4", cycle="2025", outcome=Outcome.DECLINED, reference=made[2]
        )
        await street.hear(said, 9)
        # What was answered between two collections is none of the screening's yet.
        solved = SuggestionAnswered(
            suggestion="elsewhere", cycle=NEXT_CYCLE, outcome=Outcome.SOLVED
        )
        await street.hear(solved, 9)
        await world.settle()
        assert await world.context("screening").store.count(DEAD_LETTERS, charter.street) == {"": 0}
        told = await everywhere(world, names | {"suggestion": "s4"}, "{suggestion}")
        told |= await everywhere(world, names, "{candidate}")
        assert any("场地未落实" in words for path, words in told.items() if made[2] in path)
        assert any("场地未落实" in words for path, words in told.items() if "/s4" in path)
        found = await street.get("cycles/2025/candidates?status=DECLINED")
        assert [one["id"] for one in found["items"]] == [made[2]]
