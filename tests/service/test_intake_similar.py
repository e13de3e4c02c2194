"""Similar suggestions: for a resident who writes, and for the clerk on a suggestion (E-21)."""

import re
from pathlib import Path

import pytest

from contracts.charter import Role
from services.intake.similar import finding
from services.intake.similar.finding import similar_to
from services.intake.similar.texts import Message
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town, ledger, row
from tests.service.test_intake_pages import BASE
from tests.world import DONGTANG

DOGS, LEASH, LIGHT = (
    "遛狗不牵绳，草坪上全是粪便",
    "狗不牵绳，粪便没人捡",
    "楼梯间灯泡自己买",
)
OTHERS = ("公交站台没座椅", "车棚插座不够", "独居老人盼有人上门", "饭店油烟对着住户", "路面全是坑")


async def listed(town: Town) -> dict[str, str]:
    """A ledger of eight matters: title → id."""
    titles = (DOGS, LEASH, LIGHT, *OTHERS)
    rows = [row(no, 建议标题=title, 建议内容=title) for no, title in enumerate(titles, 1)]
    await town.upload(ledger(rows))
    await town.world.settle()
    return {one["title"]: one["id"] for one in await town.listed()}


async def while_writing(town: Town, text: str) -> str:
    client = visitor(town.world, Role.DELIBERATOR)
    form = await client.form(f"{BASE}/new", f"{BASE}/new")
    sent = {"content": text, "form_token": form.value("form_token")}
    answer = await client.http.post(f"{BASE}/similar", data=sent)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_a_resident_who_writes_sees_what_was_said_by_public_words_only(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        await listed(town)
        hidden = await town.submitted(title="狗不牵绳咬了人", content="狗不牵绳，咬了人。")
        seen = await while_writing(town, "小区里狗不牵绳，草坪上全是粪便")
        assert re.findall(r">([^<]+)</a>", seen)[0] in (DOGS, LEASH)
        assert "很像" in seen
        assert LIGHT not in seen
        assert hidden["id"] not in seen
        assert await while_writing(town, "狗") == await while_writing(town, "嗯嗯")


async def test_the_clerk_merges_with_one_click_and_nothing_merges_by_itself(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        ids = await listed(town)
        clerk = visitor(town.world, Role.STREET_OFFICE)
        at = f"{BASE}/desk/suggestions/{ids[LEASH]}"
        assert "很像" in await clerk.read(f"{at}/similar")
        assert (await town.one(ids[LEASH]))["status"] == "ACCEPTED"
        done = await clerk.send(f"{at}/similar", f"{at}/merge")
        assert done.status_code == 303, done.text
        assert (await town.one(ids[LEASH]))["links"]["merged_into"] == ids[DOGS]


async def test_what_is_read_stays_bounded_however_many_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_town(tmp_path) as town:
        await town.imported(90)
        ctx = town.world.context("intake")
        read: list[str] = []
        get = ctx.store.get

        async def counting(key: object) -> object:
            read.append(str(key))
            return await get(key)

        monkeypatch.setattr(ctx.store, "get", counting)
        near = await similar_to(ctx, DONGTANG, Message("", "", "路灯不亮，请修好。"), staff=False)
        assert len(near) == 5
        assert 0 < len(read) <= finding.CANDIDATES + 1


def test_probes_are_spread_over_a_long_text_and_bounded() -> None:
    text = "".join(chr(0x4E00 + at) for at in range(400))
    found = finding.probes(text)
    assert len(found) <= finding.PROBES
    assert found[-1] in text[-20:]
    assert finding.probes("，。！") == []
