"""The ledger over HTTP: corrections with their trail, lists, figures."""

from pathlib import Path

from contracts.charter import Role
from tests.service.intake_world import a_town, ledger, row
from tests.world import WUJIALING

CLERK = Role.STREET_OFFICE


async def test_a_correction_needs_the_version_that_was_read(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        one = await town.one((await town.imported(1))[0]["id"])
        rest, body = f"suggestions/{one['id']}", {"community": "七里庙社区", "reason": "登记有误"}
        patch = town.world.ask
        first = await patch(
            "PATCH", "intake", rest, CLERK, json=body, headers={"If-Match": f'"{one["version"]}"'}
        )
        assert first.status_code == 200
        assert first.headers["etag"] == f'"{one["version"] + 1}"'
        body["community"] = "东塘社区"
        stale = await patch(
            "PATCH", "intake", rest, CLERK, json=body, headers={"If-Match": f'"{one["version"]}"'}
        )
        assert stale.status_code == 412
        (trail,) = (await town.one(one["id"]))["staff"]["corrections"]
        assert trail["field"] == "community"
        for wrong in (
            {"community": "无此社区", "reason": "x"},
            {"community": "东塘社区"},
            {"status": "REPLIED", "reason": "x"},
            {"contact": "1", "reason": "x"},
        ):
            answer = await patch("PATCH", "intake", rest, CLERK, json=wrong)
            assert answer.status_code == 422, wrong


async def test_a_corrected_collector_is_resolved(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.upload(ledger([row(1, 收集人="")]))
        await town.world.settle()
        (one,) = await town.listed()
        assert one["collector"] == ""
        rest, body = f"suggestions/{one['id']}", {"collector": "曾小曼", "reason": "补登"}
        assert (await town.world.ask("PATCH", "intake", rest, CLERK, json=body)).is_success
        assert (await town.listed())[0]["collector"] == "曾小曼"


async def test_lists_are_filtered_and_paged(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.upload(
            ledger([row(1), row(2, 社区="东塘社区"), row(3, 类别="其他"), row(4), row(10)])
        )
        await town.world.settle()
        first = await town.world.get("intake", "suggestions?limit=3")
        assert [one["no"] for one in first["items"]] == ["1", "2", "3"]
        rest = await town.world.get("intake", "suggestions", params={"after": first["next"]})
        assert [one["no"] for one in rest["items"]] == ["4", "10"]
        assert len(await town.listed(community="东塘社区")) == 1
        assert len(await town.listed(category="OTHER", community="浦沅社区")) == 1
        assert len(await town.listed(status="ACCEPTED")) == 5
        assert await town.listed(outcome="SELECTED") == []
        assert await town.listed(cycle="1999") == []
        odd = await town.world.ask(
            "GET", "intake", "suggestions?status=ACCEPTED&category=OTHER&outcome=MERGED"
        )
        assert odd.status_code == 422
        for bad in ("limit=0", "limit=201", "status=NIX", "community=NIX"):
            answer = await town.world.ask("GET", "intake", f"suggestions?{bad}")
            assert answer.status_code == 422, bad


async def test_figures_add_up_and_tell_the_oldest(tmp_path: Path) -> None:
    async with a_town(tmp_path) as town:
        await town.imported(3)
        town.world.clock.forward(days=40)
        summary = await town.world.get("intake", "summary?cycle=2025")
        assert (summary["total"], summary["open"], summary["answered"]) == (3, 3, 0)
        assert (summary["oldest_open_days"], summary["overdue"]) == (40, 3)
        assert (summary["collectors"], summary["members"]) == (1, 1)
        assert summary["conserved"] is True
        assert summary["by_category"] == {"FACILITIES": 3}
        empty = await town.world.get("intake", "summary", street=WUJIALING)
        assert (empty["total"], empty["conserved"]) == (0, True)
