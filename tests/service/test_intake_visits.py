"""A deliberator's page: a visit is logged, brings suggestions, and each tells how it stands."""

from pathlib import Path

from contracts.charter import Role
from tests.drivers.visitor import visitor
from tests.service.intake_world import a_town, charter
from tests.world import DONGTANG

BASE = f"/intake/streets/{DONGTANG}"
VISIT = {
    "on": "2025-03-01", "way": "VISIT", "community": "430111005001", "place": "浦沅小区凉亭",
    "met": "几位老人", "grid": "12",
}  # fmt: skip


async def test_visit_when_logged_then_its_suggestions_are_the_members_and_nobody_elses(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        me = visitor(town.world, Role.DELIBERATOR, sub="me", member="m1")
        mine, new = f"{BASE}/mine", f"{BASE}/mine/visits/new"
        early = await me.forge(mine, new, idempotency_key="early-visit-00000001", **VISIT)
        assert "请先" in early.text
        agree = f"{BASE}/mine/agreements/new"
        assert (await me.send(mine, agree)).status_code == 303
        for wrong, words in (
            ({"on": "2030-01-01"}, "不能在今天以后"),
            ({"met": "张爷爷 13812345678"}, "请删去"),
            ({"place": "3栋2单元501"}, "请删去"),
        ):
            refused = await me.send(mine, new, **VISIT | wrong)
            assert (refused.status_code, words in refused.text) == (422, True), wrong
        logged = await me.send(mine, new, **VISIT)
        assert logged.status_code == 303, logged.text
        visit = logged.headers["location"]
        secret = {"content": "楼道灯坏了。", "author": "张三丰", "contact": "138 0000 1111"}
        untold = await me.send(visit, f"{visit}/suggestions", **secret)
        assert (untold.status_code, "请先告知对方" in untold.text) == (422, True)
        for given in (
            secret | {"told": "yes"},
            {"content": "凉亭漏雨。", "category": "FACILITIES"},
        ):
            assert (await me.send(visit, f"{visit}/suggestions", **given)).status_code == 303
        clerk = visitor(town.world, Role.STREET_OFFICE)
        rows = await town.listed_by_staff()
        seen = {one["id"]: await town.one(one["id"]) for one in rows}
        assert {one["collector"] for one in seen.values()} == {"曾小曼"}
        assert {one["channel"] for one in seen.values()} == {"VISIT"}
        lamp = next(one for one in seen.values() if one["staff"]["contact"])
        agreed = ("TOLD", charter().privacy.version, "2025-03-01", "曾小曼")
        names = ("consent_how", "consent", "consent_on", "consent_by")
        assert tuple(lamp["staff"][name] for name in names) == agreed
        place = f"{BASE}/desk/suggestions/{lamp['id']}"
        done = await clerk.send(place, f"{place}/accept", title="修楼道灯", category="FACILITIES")
        assert done.status_code == 303
        page = await me.read(mine)
        assert "修楼道灯" in page
        assert "浦沅小区凉亭" in page
        summary = await town.world.get("intake", "summary")
        assert summary["collectors"] == 1
        other = visitor(town.world, Role.DELIBERATOR, sub="other", member="m2")
        await other.read(mine, 403)
        await town.seat("李四")
        third = visitor(town.world, Role.DELIBERATOR, sub="third", member="m-李四")
        assert "修楼道灯" not in await third.read(mine)
        await third.read(visit, 404)
        await clerk.read(mine, 403)

        # A member's own data is theirs to correct and to delete; the count stays (C-07).
        first = {"on": "2025-03-02", "place": "浦沅小区门口"}
        await third.http.post(f"{visit}/delete")
        forged = await third.forge(mine, f"{visit}/delete", idempotency_key="not-yours-0000001")
        assert forged.status_code == 404
        refused = await me.send(visit, f"{visit}/correct", place="3栋2单元501")
        assert refused.status_code == 422
        assert (await me.send(visit, f"{visit}/correct", **first)).status_code == 303
        page = await me.read(visit)
        assert "浦沅小区门口" in page
        assert "几位老人" in page
        assert (await me.send(visit, f"{visit}/delete")).status_code == 303
        page = await me.read(visit)
        assert "几位老人" not in page
        assert "浦沅小区门口" not in page
        assert "修楼道灯" in page
        assert "（已删除）" in await me.read(mine)
