"""The due date of an answer: its working on the clerk's page, 暂定 and what settles it (W-11)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracts.assembly import CharterAdopted
from contracts.charter import Charter, Role
from services.intake.suggestion.deadlines import settle_provisional
from tests.service.intake_world import Town, a_town, charter
from tests.world import DONGTANG

CLERK = Role.STREET_OFFICE


async def accepted(town: Town) -> str:
    """A resident's suggestion that counts."""
    key = str((await town.submitted())["id"])
    answer = await town.command(key, "accept", CLERK, {"title": "修路灯"})
    assert answer.status_code == 200, answer.text
    return key


async def page(town: Town, key: str, lang: str = "zh") -> str:
    """The clerk's page of a suggestion."""
    headers = town.world.headers(CLERK, DONGTANG) | {"Accept": "text/html"}
    path = f"/intake/streets/{DONGTANG}/desk/suggestions/{key}"
    answer = await town.world.http.get(path, headers=headers | {"Cookie": f"lang={lang}"})
    assert answer.status_code == 200, answer.text
    return answer.text


async def count_working_days(town: Town, days: int) -> None:
    """The street answers within so many working days from now on."""
    changed = charter().model_copy(update={"reply_days_kind": "working", "reply_days": days})
    await town.hear(CharterAdopted(charter=changed, version=2), 2)


async def test_due_when_the_charter_says_nothing_then_every_day_counts(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key = await accepted(town)
        assert (await town.one(key))["due_on"] == "2025-05-31"
        assert "起算日2025年5月2日，到期日2025年5月31日（30天）。" in await page(town, key)
        assert "Day one 2 May 2025, due 31 May 2025 (30 days)." in await page(town, key, "en")


async def test_due_when_working_days_count_then_holidays_are_named(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await count_working_days(town, 15)
        key = await accepted(town)
        # 2 to 5 May are the holiday: 4 days to the 9th, 5 to the 16th, 5 to the 23rd, 1 more.
        assert (await town.one(key))["due_on"] == "2025-05-26"
        assert "去除劳动节5月2日—5月5日" in await page(town, key)
        listed = await town.world.http.get(f"/intake/streets/{DONGTANG}/suggestions")
        assert "承诺 15 个工作日内答复" in listed.text


async def test_due_when_the_year_is_not_published_then_provisional_until_it_is(
    tmp_path: Path,
) -> None:
    late = datetime(2026, 12, 28, 1, 0, tzinfo=UTC)
    async with a_town(tmp_path) as town:
        town.world.clock.moment = late
        await count_working_days(town, 5)
        key = await accepted(town)
        assert (await town.one(key))["due_on"] == "2027-01-04"
        html = await page(town, key)
        assert "2027年1月4日（暂定）" in html
        assert "暂定：2027年放假安排公布后重新计算" in html
        await settle_provisional(town.world.context("intake"))
        assert (await town.one(key))["due_on"] == "2027-01-04"
    file = tmp_path / "2027.json"
    days = {"off": {"2027-01-01": "元旦", "2027-01-04": "元旦"}, "work": {"2027-01-09": "元旦"}}
    file.write_text(json.dumps({"2027": days}), encoding="utf-8")
    async with a_town(tmp_path, collecting=False, calendar=str(file)) as town:
        town.world.clock.moment = late
        intake: Any = town.world.context("intake")
        for _ in range(2):
            await settle_provisional(intake)
        assert (await town.one(key))["due_on"] == "2027-01-06"
        assert "暂定" not in await page(town, key)


def test_charter_when_all_days_count_then_what_travels_is_as_before() -> None:
    old, new = charter(), charter().model_copy(update={"reply_days_kind": "working"})
    assert "reply_days_kind" not in old.model_dump(mode="json")
    assert new.model_dump(mode="json")["reply_days_kind"] == "working"
    for one in (old, new):
        assert Charter.model_validate_json(one.model_dump_json()) == one
