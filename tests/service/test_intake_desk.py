"""The desk counts all that waits, a number is looked up, and what a receipt shows."""

import re
from pathlib import Path
from typing import Any

from chassis.core.documents import Found
from contracts.charter import Role
from contracts.screening import Disposition
from services.intake.suggestion.queries import numbered
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town
from tests.service.test_intake_pages import BASE
from tests.world import DONGTANG

MANY = 55


async def many_submitted(town: Town) -> None:
    for number in range(MANY):
        await town.submitted(content=f"第{number}盏灯不亮")


def stat(html: str, words: str) -> str:
    """The figure above these words."""
    text = re.sub(r"<[^>]+>", " ", html)
    found = re.search(rf"(\d+)\s+{words}", text)
    assert found is not None, words
    return found.group(1)


async def test_desk_when_more_wait_than_a_page_holds_then_all_are_counted_and_reached(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path, public_rate="1000/minute") as town:
        client = visitor(town.world, Role.STREET_OFFICE)
        await many_submitted(town)
        seen: set[str] = set()
        at = f"{BASE}/desk"
        while at:
            html = await client.read(at)
            assert stat(html, "待受理") == str(MANY)
            seen |= set(re.findall(rf'href="{BASE}/desk/suggestions/(\w+)"', html))
            link = re.search(r'rel="next" href="([^"]+)"', html)
            at = link.group(1).replace("&amp;", "&") if link else ""
        assert len(seen) == MANY


async def test_desk_when_many_are_to_be_answered_then_all_are_counted(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        client = visitor(town.world, Role.DEPARTMENT)
        for one in await town.imported(MANY):
            await town.triage(one["id"], Disposition.ASSIGNED)
        assert stat(await client.read(f"{BASE}/desk"), "待本单位答复") == str(MANY)


async def test_number_when_looked_up_then_one_document_is_read(
    tmp_path: Path, monkeypatch: Any
) -> None:
    async with a_town(tmp_path) as town:
        wanted = (await town.imported(30))[16]["id"]
        ctx = town.world.context("intake")
        read: list[Found[Any]] = []
        find = ctx.store.find

        async def counting(*asked: Any, **given: Any) -> Any:
            page = await find(*asked, **given)
            read.extend(page.items)
            return page

        monkeypatch.setattr(ctx.store, "find", counting)
        assert await numbered(ctx, DONGTANG, "2025", " 017 ") == wanted
        assert len(read) == 1


# ---- what a receipt shows ----------------------------------------------------------------------


async def receipt_page(town: Town, disposition: Disposition) -> tuple[str, str, str]:
    """A suggestion that was accepted and triaged, its receipt, and the page behind it."""
    made = await town.submitted()
    await town.command(made["id"], "accept", Role.STREET_OFFICE, {"title": "修灯"})
    await town.triage(made["id"], disposition)
    return made["id"], made["receipt"], await looked_up(town, made["receipt"])


async def looked_up(town: Town, receipt: str) -> str:
    client = visitor(town.world)
    return (await client.send(f"{BASE}/receipt", f"{BASE}/receipt", receipt=receipt)).text


async def test_receipt_when_answered_then_the_answer_is_said_before_it_is_asked_about(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        _, _, html = await receipt_page(town, Disposition.REFERENCE)
        said, asked = html.index("留作工作参考"), html.index("这件事解决了吗")
        assert said < asked


async def test_receipt_when_waiting_then_number_and_day_of_the_answer(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key, _, html = await receipt_page(town, Disposition.ASSIGNED)
        number = (await town.one(key))["no"]
        assert f"第 {number} 号" in html
        assert "2025年5月31日前答复您" in html


async def test_receipt_when_reopened_then_the_old_reply_is_no_answer(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key, receipt, _ = await receipt_page(town, Disposition.ASSIGNED)
        await town.command(key, "reply", Role.DEPARTMENT, {"text": "已换新灯。"})
        assert "已换新灯。" in await looked_up(town, receipt)
        again = {"receipt": receipt, "reason": "又坏了"}
        await town.command(key, "reopen", None, again)
        assert "已换新灯。" not in await looked_up(town, receipt)


async def test_receipt_when_merged_then_the_way_to_the_other_one(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        (lead,) = await town.imported(1)
        made = await town.submitted()
        await town.command(made["id"], "accept", Role.STREET_OFFICE, {"title": "修灯"})
        await town.command(made["id"], "merge", Role.STREET_OFFICE, {"target": lead["id"]})
        html = await looked_up(town, made["receipt"])
        assert "第1件事" in html
