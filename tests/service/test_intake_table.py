"""Accepting in one table: the texts in view, many at once, nothing half done (受理)."""

from pathlib import Path

from contracts.charter import Role
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town
from tests.service.test_intake_pages import BASE

CLERK = Role.STREET_OFFICE
AT = f"{BASE}/desk/accept"


async def waiting(town: Town, count: int) -> list[str]:
    """So many suggestions of residents, by the order they came."""
    return [
        str((await town.submitted(content=f"第{at}盏路灯不亮。请派人来修。"))["id"])
        for at in range(count)
    ]


async def test_ticked_ones_are_accepted_in_the_words_of_their_row_and_others_wait(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        first, second, third = await waiting(town, 3)
        clerk = visitor(town.world, CLERK)
        page = await clerk.read(AT)
        assert page.count("请派人来修。</p>") == 3
        done = await clerk.send(AT, AT, take=[first, third], **{f"title-{third}": "修第三盏灯"})
        assert done.status_code == 303, done.text
        await town.world.settle()
        assert (await town.one(first, None))["public_text"] == "第0盏路灯不亮。请派人来修。"
        assert (await town.one(first, None))["title"] == "第0盏路灯不亮"
        assert (await town.one(third, None))["title"] == "修第三盏灯"
        assert (await town.one(second))["status"] == "SUBMITTED"
        assert {one["no"] for one in await town.listed()} == {"W-1", "W-2"}
        assert "受理 2 条，未受理 0 条。" in await clerk.read(done.headers["location"])


async def test_one_wrong_row_holds_all_back_and_keeps_what_was_typed(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        good, bad = await waiting(town, 2)
        clerk = visitor(town.world, CLERK)
        words = {f"public_text-{bad}": "请打13812345678", f"title-{good}": "改过的标题"}
        page = await clerk.send(AT, AT, take=[good, bad], **words)
        assert page.status_code == 200
        assert "含电话号码" in page.text
        assert "改过的标题" in page.text
        await town.world.settle()
        assert await town.listed() == []
        none = await clerk.send(AT, AT)
        assert "请先勾选" in none.text


async def test_what_somebody_else_decided_meanwhile_is_told_and_stops_no_other(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        gone, stays = await waiting(town, 2)
        clerk = visitor(town.world, CLERK)
        form = (await clerk.form(AT, AT)).fill({"take": [gone, stays]})
        body = {"reason_code": "UNFIT", "reason": "不宜公开"}
        await town.command(gone, "return", Role.NPC_COMMITTEE, body)
        done = await clerk.submit(form)
        await town.world.settle()
        assert (await town.one(gone))["status"] == "RETURNED"
        assert (await town.one(stays))["status"] == "ACCEPTED"
        assert done.status_code == 303
