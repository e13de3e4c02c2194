"""The meetings of the cadence by pages and API: held, missed, agreed on, done (E-05 to E-08)."""

from pathlib import Path

from contracts.charter import Role
from tests.drivers.visitor import visitor
from tests.service.assembly_world import adopt, assembly_world
from tests.world import DONGTANG, WUJIALING

DESK = f"/streets/{DONGTANG}/desk"
ROOM = f"{DESK}/meetings"
TASKS = f"/assembly/streets/{DONGTANG}/tasks"


async def test_cadence_when_a_year_goes_by_then_missed_held_agreed_and_done(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world)
        clerk = visitor(world, Role.NPC_COMMITTEE)
        assert "没有缺漏" in await clerk.read(ROOM)
        world.clock.forward(days=75)
        assert "月度联席会商未召开" in await clerk.read(TASKS)
        today = world.context("assembly").today()
        filled = {
            "cadence": "CONSULTATION", "held_on": today, "host": "李主任",
            "present": "张三、李四", "topic": "老年食堂", "points": "选址已定\n<b>资金</b>待批",
        }  # fmt: skip
        bad = await clerk.submit((await clerk.form(ROOM, f"{ROOM}/hold")).fill(
            filled | {"held_on": "2099-01-01"}
        ))  # fmt: skip
        assert (bad.status_code, "还没有召开" in bad.text) == (422, True)
        half = {"committee": "90", "cadence": "ASSESSMENT"}
        bad = await clerk.submit((await clerk.form(ROOM, f"{ROOM}/hold")).fill(filled | half))
        assert "分别填写" in bad.text
        form = (await clerk.form(ROOM, f"{ROOM}/hold")).fill(filled)
        answers = [await clerk.submit(form) for _ in range(2)]  # a double click
        held = answers[0].headers["location"]
        assert held == answers[1].headers["location"]
        assert "&lt;b&gt;资金" in await clerk.read(held)

        point = {"what": "办理消防验收", "unit": "公共安全办公室", "due_on": today}
        await clerk.submit((await clerk.form(held, f"{held}/agreed")).fill(point))
        late = filled | {"late": "yes"}
        await clerk.submit((await clerk.form(ROOM, f"{ROOM}/hold")).fill(late))
        listed = (await world.get("assembly", "meetings", Role.NPC_COMMITTEE))["items"]
        assert len({one["period"] for one in listed}) == 2
        early = await clerk.submit((await clerk.form(held, f"{held}/agreed")).fill(
            point | {"due_on": "2001-01-01"}
        ))  # fmt: skip
        assert "不能早于会议日期" in early.text
        world.clock.forward(days=3)
        owner = visitor(world, Role.DEPARTMENT, department="PUBLIC_SAFETY")
        other = visitor(world, Role.DEPARTMENT, department="ECONOMY")
        assert "会商议定事项" in await owner.read(TASKS)
        assert "会商议定事项" not in await other.read(TASKS)
        finish = f"{held}/agreed/1/finish"
        done = {"result": "已通过消防验收"}
        stolen = await other.submit((await other.form(held, finish)).fill(done))
        assert stolen.status_code == 403
        assert "逾期 3 天" in await owner.read(held)
        form = (await owner.form(held, finish)).fill(done)
        assert [(await owner.submit(form)).status_code for _ in range(2)] == [303, 303]
        assert "已通过消防验收" in await clerk.read(held)
        assert "会商议定事项" not in await owner.read(TASKS)
        word = await clerk.http.get(f"/assembly/api{held.replace('/desk', '')}/minutes.docx")
        assert word.status_code == 200
        said = await world.get("assembly", "said", Role.AUDITOR)
        assert said["said"]["yishi.assembly.cadence-meeting-held.v1"] == 2


async def test_cadence_when_the_charter_has_none_or_the_person_is_a_stranger_then_none(
    tmp_path: Path,
) -> None:
    async with assembly_world(tmp_path) as world:
        await adopt(world, "wujialing")
        page = f"/streets/{WUJIALING}/desk/meetings"
        clerk = visitor(world, Role.NPC_COMMITTEE, street=WUJIALING)
        assert "没有规定定期会商" in await clerk.read(page)
        body = {"cadence": "CONSULTATION", "held_on": "2025-01-10", "host": "甲", "present": ["乙"],
                "topic": "丙", "points": ["丁"]}  # fmt: skip
        answer = await world.ask("POST", "assembly", "meetings", Role.NPC_COMMITTEE,
                                 street=WUJIALING, json=body)  # fmt: skip
        assert answer.json()["code"] == "unknown-cadence"
        for role in (None, Role.RESIDENT, Role.DELIBERATOR, Role.CITY):
            answer = await world.ask("GET", "assembly", "meetings", role, street=WUJIALING)
            assert answer.status_code in (401, 403)
