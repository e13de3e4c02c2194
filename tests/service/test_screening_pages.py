"""The pages of the screening: they read well for everybody and work without JavaScript."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.charter import Role
from tests.drivers.visitor import visitor
from tests.service.screening_street import Street, a_street
from tests.service.test_screening_flow import to_deciding, to_prereview, to_slate

PATH = "/screening/streets/430111005"


async def browse(street: Street, rest: str, role: Role | None = None, lang: str = "zh") -> str:
    """The HTML of a page that must be there."""
    answer = await open_page(street, rest, role, lang)
    assert answer.status_code == 200, answer.text[:2000]
    return answer.text


async def open_page(
    street: Street, rest: str, role: Role | None = None, lang: str = "zh"
) -> httpx.Response:
    """A page as a browser asks for it."""
    roles = (role,) if role else ()
    return await visitor(street.world, *roles, lang=lang).http.get(f"{PATH}{rest}")


async def submit(street: Street, shown: str, rest: str, **fields: Any) -> None:
    """The committee fills in a form of a page, which does what it says."""
    answer = await fill_in(street, shown, rest, **fields)
    assert answer.status_code == 303, answer.text[:2000]


async def fill_in(street: Street, shown: str, rest: str, **fields: Any) -> httpx.Response:
    """The committee fills in a form of a page, whatever it answers."""
    committee = visitor(street.world, Role.NPC_COMMITTEE, street=street.charter.street)
    return await committee.send(f"{PATH}{shown}", f"{PATH}{rest}", **fields)


YEAR = "/cycles/2025"


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_pages_when_the_year_goes_by_then_each_page_opens_for_everybody(
    tmp_path: Path, lang: str
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_deciding(street)
        await street.meet("R2_UP")
        for role in (None, Role.NPC_COMMITTEE, Role.STREET_OFFICE):
            for rest in (
                "/cycles/2025",
                "/cycles/2025/items",
                "/cycles/2025/items?status=TRIAGED&limit=2",
                "/items/s1",
                "/items/s6",
                "/cycles/2025/forums",
                "/cycles/2025/candidates",
                "/cycles/2025/candidates?status=ALTERNATIVE",
                f"/candidates/{made[0]}",
            ):
                html = await browse(street, rest, role, lang)
                assert "style=" not in html
                assert len(set(ids_in(html))) == len(ids_in(html)), f"{rest} repeats an id"
        assert (await open_page(street, "")).status_code == 303


async def test_fragments_when_another_page_asks_then_a_part_else_the_page_itself(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made = await to_prereview(street)
        for rest, page, word in (
            ("/for/s1", "/items/s1", "第 1 个项目"),
            (f"/trace/{made[0]}", f"/candidates/{made[0]}", "第 1 条建议"),
        ):
            part = await street.world.http.get(f"{PATH}{rest}", headers={"HX-Request": "true"})
            assert part.status_code == 200
            assert word in part.text
            assert "<html" not in part.text
            alone = await open_page(street, rest)
            assert (alone.status_code, alone.headers["location"]) == (303, f"{PATH}{page}")


def ids_in(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


async def test_pages_when_there_is_no_cycle_then_an_empty_page_says_so(tmp_path: Path) -> None:
    async with a_street(tmp_path) as street:
        await street.world.context("screening").store.erase(_ledger_key(street))
        assert "还没有开始" in await browse(street, "")


def _ledger_key(street: Street) -> Any:
    from services.screening.kinds import LEDGERS

    return LEDGERS.key(street.charter.street, "2025")


async def test_forms_when_a_clerk_works_in_the_browser_then_the_ledger_moves(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        await submit(street, YEAR, f"{YEAR}/legs/R1_DOWN/open")
        await street.collect(3)
        await submit(street, YEAR, f"{YEAR}/legs/R1_DOWN/close")
        await street.counted(3)
        await submit(street, YEAR, f"{YEAR}/legs/R1_UP/open")
        refused = await fill_in(street, YEAR, f"{YEAR}/legs/R1_UP/close")
        assert refused.status_code == 409
        assert "负责干部会议" in refused.text
        for body in ("LEADERSHIP_MEETING", "CADRE_MEETING"):
            fields = {"body": body, "held_on": "2025-03-05", "present": "9", "points": "一\n二"}
            await submit(street, YEAR, f"{YEAR}/legs/R1_UP/meetings/record", **fields)
        for n in (1, 2, 3):
            fields = {
                "level": "STREET",
                "category": street.charter.suggestion_categories[0].id,
                "disposition": "PROJECT_SOURCE",
                "opinion": "列入研究",
            }
            await submit(street, f"/items/s{n}", f"/items/s{n}/triage", **fields)
        await submit(street, YEAR, f"{YEAR}/legs/R1_UP/close")
        await submit(street, YEAR, f"{YEAR}/legs/R2_DOWN/open")
        await propose_in_the_browser(street)
        await decide_in_the_browser(street)
        ledger = await street.get("cycles/2025")
        assert ledger["current"] == "R3_DOWN"


async def propose_in_the_browser(street: Street) -> None:
    forum = {
        "kind": "座谈会",
        "station": "联络站",
        "held_on": "2025-03-18",
        "deputies": "易红霞、肖玉梅",
        "neighbour_leads": "邱满秀，欧建平",
        "points": "先解决周末有饭",
    }
    await submit(street, f"{YEAR}/forums", f"{YEAR}/forums/record", **forum)
    *_, held = (await street.get("cycles/2025/forums"))["items"]
    assert (held["deputies"], held["neighbour_lead_count"]) == (["易红霞", "肖玉梅"], 2)
    shown = f"{YEAR}/alternatives/new"
    assert "第 3 条建议" in await browse(street, shown, Role.NPC_COMMITTEE)
    told = street.alternative(1, []) | {"budget_yuan": "50000", "forum": held["id"]}
    wish = {**told, "sources": ["s1", "s2"], "support": ""}
    missing = await fill_in(street, shown, f"{YEAR}/alternatives/propose", **(wish | {"title": ""}))
    assert missing.status_code == 422
    assert "改造一间用房" in missing.text, "what was typed is still there"
    await submit(street, shown, f"{YEAR}/alternatives/propose", **wish)
    await submit(street, YEAR, f"{YEAR}/legs/R2_DOWN/close")


async def decide_in_the_browser(street: Street) -> None:
    await submit(street, YEAR, f"{YEAR}/legs/R2_UP/open")
    await street.meet("R2_UP")
    (one,) = (await street.get("cycles/2025/candidates"))["items"]
    at = f"/candidates/{one['id']}"
    given = {"inclusive": "MET", "public_good": "MET", "feasible": "NOT_MET"}
    given |= {"decision": "yes", "reason": "符合三性"}
    refused = await fill_in(street, at, f"{at}/decide", **given)
    assert refused.status_code == 422
    await submit(street, at, f"{at}/decide", **(given | {"feasible": "MET"}))
    await submit(street, YEAR, f"{YEAR}/legs/R2_UP/close")
    await submit(street, YEAR, f"{YEAR}/legs/R3_DOWN/open")
    await submit(street, at, f"{at}/opinions/give", text="加开周六", member="m7")
    (opinion,) = (await street.get(f"candidates/{one['id']}"))["opinions"]
    answer = {
        "accepted": "yes",
        "answer": "采纳",
        "title": "新名称",
        "content": "新内容",
    }
    await submit(street, at, f"/opinions/{opinion['id']}/answer", **answer)
    assert (await street.get(f"candidates/{one['id']}"))["title"] == "新名称"


async def test_reopen_form_when_a_reason_is_given_then_the_ledger_page_tells_it(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        (first, second, *_), _ = await to_slate(street)
        why = "第三个项目要重新研究"
        await submit(street, YEAR, f"{YEAR}/legs/R2_UP/reopen", reason=why)
        assert "第三个项目要重新研究" in await browse(street, YEAR)
        at = f"/candidates/{first}"
        await submit(street, at, f"{at}/merge", target=second, reason="内容相近")
        at = f"/candidates/{second}"
        await submit(street, at, f"{at}/withdraw", reason="街道另有安排")


async def test_pages_when_the_result_is_there_then_the_project_leads_to_its_supervision(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        made, slate = await to_slate(street)
        await street.announce(slate, 1)
        await street.world.settle()
        html = await browse(street, f"/candidates/{made[0]}")
        assert f"/supervision/streets/430111005/for/{made[0]}" in html
        assert "转入储备" in await browse(street, f"/candidates/{made[1]}")
        await browse(street, "/cycles/2025")


async def test_forms_when_a_resident_or_a_stranger_sends_one_then_it_is_refused(
    tmp_path: Path,
) -> None:
    async with a_street(tmp_path) as street:
        answer = await street.world.http.post(f"{PATH}/cycles/2025/legs/R1_DOWN/open")
        assert answer.status_code == 401
        resident = visitor(street.world, Role.RESIDENT)
        to = f"{PATH}{YEAR}/legs/R1_DOWN/open"
        assert (await resident.forge(f"{PATH}{YEAR}", to)).status_code == 403
        assert (await open_page(street, "/cycles/1999")).status_code == 404
        assert (await open_page(street, "/items/none")).status_code == 404
        assert (await open_page(street, "/candidates/none")).status_code == 404
