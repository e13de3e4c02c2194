"""Where the weight lies (E-04): marked in bulk, counted, shown, taken back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chassis.core.decision import Cause, Change
from contracts.assembly import CharterAdopted
from contracts.charter import Named, Role
from contracts.places import Grid
from services.intake.focus.commands import mark_all
from services.intake.focus.domain import Focus, Refocusing, Remark
from services.intake.kinds import REFOCUSINGS
from tests.drivers.html import Page
from tests.drivers.visitor import visitor
from tests.service.intake_world import Town, a_town, charter
from tests.service.test_intake_import import cells_of
from tests.service.test_intake_pages import BASE, PUYUAN
from tests.world import DONGTANG, WUJIALING

CLERK = Role.STREET_OFFICE
AT = f"{BASE}/desk/focus"
LATE = datetime(2025, 5, 2, tzinfo=UTC)
GRIDS = (Grid(community=PUYUAN, name="3"), Grid(community=PUYUAN, name="东塘里"))


async def marks_of(town: Town, key: str) -> dict[str, Any]:
    found = await town.world.get("intake", f"suggestions/{key}", CLERK)
    return {name: found[name] for name in ("topic", "urgent", "weak_point", "priority")}


async def test_marks_when_set_on_many_then_counted_filtered_shown_and_taken_back(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        topic = charter().topics[0]
        renewal = Named(id="RENEWAL", zh="老旧小区改造", en="Renewal")
        adopted = charter().model_copy(update={"priorities": (renewal,), "grid_register": GRIDS})
        await town.hear(CharterAdopted(charter=adopted, version=2), 2)
        first, second, third = [one["id"] for one in await town.imported(3)]
        clerk = visitor(town.world, CLERK)
        nothing = await clerk.send(AT, f"{AT}/new", suggestions=[first])
        assert "请勾选建议并选择要标注的内容" in nothing.text
        sent = await clerk.send(
            AT, f"{AT}/new", suggestions=[first, second], topic=topic.id, urgent="yes",
            priority="RENEWAL",
        )  # fmt: skip
        assert sent.status_code == 303, sent.text
        await town.world.settle()
        marked = {"topic": topic.id, "urgent": True, "weak_point": False, "priority": "RENEWAL"}
        assert await marks_of(town, first) == await marks_of(town, second) == marked

        # Counted, filtered by each, on the public page and in the workbook.
        summary = await town.world.get("intake", "summary")
        assert (summary["by_topic"], summary["urgent"], summary["weak_points"]) == (
            {topic.id: 2}, 2, 0,
        )  # fmt: skip
        assert summary["by_priority"] == {"RENEWAL": 2}
        for lens in ({"topic": topic.id}, {"mark": "URGENT"}, {"priority": "RENEWAL"}):
            assert {one["id"] for one in await town.listed(**lens)} == {first, second}
        public = await visitor(town.world).read(f"{BASE}/suggestions?mark=URGENT")
        assert f"{topic.zh} <b>2</b>" in public
        assert "急难愁盼 <b>2</b>" in public
        assert "第3件事" not in public
        book = await town.world.ask("GET", "intake", "suggestions.xlsx", CLERK)
        assert sum("老旧小区改造" in line and "是" in line for line in cells_of(book.content)) == 2

        await _topic_page(town, topic.id, topic.zh)

        # Taken back: what somebody changed since stays; twice it is refused.
        changed = {"topic": charter().topics[1].id, "reason": "看错了"}
        rest = f"suggestions/{second}"
        assert (await town.world.ask("PATCH", "intake", rest, CLERK, json=changed)).is_success
        page = Page(await clerk.read(AT))
        (undo,) = [form.action for form in page.forms if form.action.endswith("/undo")]
        assert (await clerk.send(AT, undo)).status_code == 303
        await town.world.settle()
        assert not any((await marks_of(town, first)).values())
        assert (await marks_of(town, second))["topic"] == changed["topic"]
        again = await town.world.ask("POST", "intake", f"focus/{undo.split('/')[-2]}/undo", CLERK)
        assert again.json()["code"] == "undone-already"

        # What somebody changed before it could be marked is told, not counted as marked.
        one = Remark(suggestion=second, before=Focus(), after=Focus(urgent=True))
        made = Refocusing(remarks=(one,), at=LATE, on=LATE.isoformat(), by="经办人")
        ctx, place = town.world.context("intake"), REFOCUSINGS.key(DONGTANG, "late")
        await ctx.change(place, lambda _: Change(made), Cause("late", "c", "refocus", LATE, "c"))
        await mark_all(ctx, DONGTANG, "late", made, "c")
        assert "标注 0 条（共选 1 条，1 条刚被别人改过，没有标）" in await clerk.read(AT)

        # Not other roles, not another street's, not what the street does not have.
        body = {"suggestions": [third], "urgent": "yes"}
        for role in (None, Role.DEPARTMENT, Role.COMMUNITY):
            assert (await town.world.ask("POST", "intake", "focus", role, json=body)).is_error
        elsewhere = await town.world.ask(
            "POST", "intake", "focus", CLERK, street=WUJIALING, json=body
        )
        assert elsewhere.status_code in (403, 404)
        for wrong in ({"topic": "NONE"}, {"suggestions": ["x" * 20]}, {"urgent": "maybe"}):
            answer = await town.world.ask("POST", "intake", "focus", CLERK, json=body | wrong)
            assert answer.status_code in (400, 404, 422), wrong


async def _topic_page(town: Town, topic: str, zh: str) -> None:
    """Anyone joins by the page of a topic; posters lie under their community (W-29)."""
    anyone = visitor(town.world)
    assert f"{zh}</" in await anyone.read(f"{BASE}/topics")
    page = await anyone.read(f"{BASE}/topics/{topic}")
    assert page.count("件事</a>") == 2
    assert "<svg" in page
    assert (await anyone.http.get(f"{BASE}/topics/NONE")).status_code == 404
    preset = f"{BASE}/new?topic={topic}"
    sent = await anyone.send(
        preset, f"{BASE}/new", content="食堂能送餐吗？", community=PUYUAN, consent="yes"
    )
    assert sent.status_code == 201, sent.text
    (new,) = await town.listed_by_staff()
    assert new["topic"] == topic
    posters = await anyone.read(f"{BASE}/posters")
    assert f"/posters/print?community={PUYUAN}&amp;grid=3" in posters
    printed = await anyone.read(f"{BASE}/posters/print?community={PUYUAN}&grids=true")
    assert ("第 3 网格" in printed, "东塘里" in printed, printed.count("<section")) == (
        True,
        True,
        2,
    )
    assert f"/topics/{topic}" in await anyone.read(f"{BASE}/posters/print?topic={topic}")
    many = f"{BASE}/posters/print?community={PUYUAN}&first=1&last=61"
    first, last = await anyone.read(many), await anyone.read(f"{many}&page=2")
    assert (first.count("<section"), last.count("<section")) == (60, 1)
    assert "共 61 张，分 2 次打印，这是第 1 次" in first
