"""Personal data is held for a look on every way to the public (C-04, C-05, C-09)."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from chassis.audit.chain import AUDIT
from chassis.rooms.personal import kinds_in
from contracts.charter import Role
from contracts.screening import Disposition
from launch.demo.case import EXAMPLES
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town, ledger, row
from tests.service.test_intake_pages import BASE
from tests.world import DONGTANG

CLERK = Role.STREET_OFFICE
PRIVATE = "我是张三丰，住3栋2单元501室，电话13812345678，楼道灯坏了。"
SECRETS = ("13812345678", "501", "张三丰")


async def of_ledger(town: Town) -> str:
    """A ledger row with a phone and a door in its title and text."""
    await town.upload(ledger([row(1, 建议标题="请回电13812345678", 建议内容=PRIVATE)]))
    await town.world.settle()
    return str((await town.listed())[0]["id"])


async def test_ledger_row_with_personal_data_is_counted_and_nothing_of_it_is_public(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        key = await of_ledger(town)
        everybody = visitor(town.world, Role.DELIBERATOR)
        seen = str(await town.one(key, None)) + await everybody.read(f"{BASE}/suggestions/{key}")
        assert not any(one in seen for one in SECRETS)
        assert (await town.one(key, None))["held"] is True
        found = await town.world.get("intake", "summary")
        assert (found["total"], found["conserved"]) == (1, True)
        hit = await everybody.read(f"{BASE}/search?q=13812345678")
        assert key not in hit
        clerk = visitor(town.world, CLERK)
        assert key in await clerk.read(f"{BASE}/desk?queue=held")
        assert "请回电13812345678" in await clerk.read(f"{BASE}/desk/suggestions/{key}")


async def test_held_row_is_a_task_until_it_is_released_in_checked_words(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key = await of_ledger(town)
        clerk = visitor(town.world, CLERK)
        assert "核对个人信息" in await clerk.read(f"/intake/streets/{DONGTANG}/tasks")
        refused = await town.command(key, "release", CLERK, {"title": "灯", "public_text": PRIVATE})
        assert refused.json()["code"] == "personal-data"
        body = {"title": "楼道灯坏了", "public_text": "楼道灯坏了。"}
        done = await town.command(key, "release", CLERK, body)
        assert done.status_code == 200, done.text
        again = await town.command(key, "release", CLERK, body)
        assert again.json()["code"] == "not-held"
        seen = await town.one(key, None)
        assert (seen["title"], seen["public_text"], seen["held"]) == (*body.values(), False)
        assert "核对个人信息" not in await clerk.read(f"/intake/streets/{DONGTANG}/tasks")
        assert key not in await clerk.read(f"{BASE}/desk?queue=held")


@pytest.mark.parametrize("field", ["title", "public_text"])
async def test_accepting_with_personal_data_is_refused_until_each_kind_is_confirmed(
    tmp_path: Path, field: str
) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.submitted(content=PRIVATE))["id"]
        words = {"title": "修灯", "public_text": "修灯"} | {field: "请打13812345678，3栋501室"}
        refused = await town.command(key, "accept", CLERK, words)
        assert refused.status_code == 422
        said = refused.json()
        assert [one["field"] for one in said["errors"]] == [field, field]
        assert "电话号码" in str(said)
        assert "13812345678" not in str(said)
        half = words | {"personal": ["PHONE"], "personal_reason": "物业值班电话"}
        assert (await town.command(key, "accept", CLERK, half)).status_code == 422
        bare = words | {"personal": ["PHONE", "DOOR"]}
        assert (await town.command(key, "accept", CLERK, bare)).json()["code"] == "personal-reason"
        whole = bare | {"personal_reason": "物业值班电话和值班室"}
        assert (await town.command(key, "accept", CLERK, whole)).status_code == 200
        await town.world.settle()
        engine = town.world.context("intake").store.engine
        assert "物业值班电话和值班室" in str(await engine.rows(AUDIT, DONGTANG, "", 500))


async def test_accept_form_begins_with_masked_words_and_asks_only_where_something_was_found(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.submitted(content=PRIVATE))["id"]
        clerk = visitor(town.world, CLERK)
        html = await clerk.read(f"{BASE}/desk/suggestions/{key}")
        form = html[html.index("form-accept") :]
        assert "〔电话号码〕" in form
        assert 'name="personal"' not in html
        assert "可能有个人信息" in html


@pytest.mark.parametrize(
    ("step", "role", "body"),
    [
        ("reply", Role.DEPARTMENT, {"text": "已办结，请找13812345678。"}),
        ("", CLERK, {"public_text": "请找13812345678。", "reason": "补充"}),
    ],
)
async def test_answers_and_corrections_with_personal_data_are_refused(
    tmp_path: Path, step: str, role: Role, body: dict[str, str]
) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.imported(1))[0]["id"]
        await town.triage(key, Disposition.ASSIGNED)
        rest = f"suggestions/{key}/{step}".rstrip("/")
        method = "POST" if step else "PATCH"
        refused = await town.world.ask(method, "intake", rest, role, json=body)
        assert refused.json()["code"] == "personal-data", refused.text
        looked = body | {"personal": ["PHONE"], "personal_reason": "单位公开电话"}
        done = await town.world.ask(method, "intake", rest, role, json=looked)
        assert done.status_code == 200, done.text


async def test_return_with_personal_data_is_refused(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        key = (await town.submitted())["id"]
        body = {"reason_code": "INCOMPLETE", "reason": "请联系13812345678。"}
        assert (await town.command(key, "return", CLERK, body)).json()["code"] == "personal-data"


@pytest.mark.parametrize("name", ["dongtang", "wujialing"])
def test_check_examples_hold_no_personal_data(name: str) -> None:
    book = CalamineWorkbook.from_path(EXAMPLES / name / "suggestions.xlsx")
    header, *rows = book.get_sheet_by_index(0).to_python()
    at = [header.index(column) for column in ("建议标题", "建议内容")]
    assert rows
    assert [row for row in rows if kinds_in(*(str(row[one]) for one in at))] == []
