"""How a project goes: notes, reminders, the month; what residents say to it without an account."""

from pathlib import Path

from contracts.charter import Role
from services.supervision.kinds import FEEDBACK
from tests.drivers.visitor import visitor
from tests.service.supervision_world import supervised
from tests.unit.photo_things import jpeg
from tests.world import DONGTANG

BASE = f"/supervision/streets/{DONGTANG}"
PHONE = "13800001111"
OFFICE, DEPARTMENT = Role.STREET_OFFICE, Role.DEPARTMENT


async def test_progress_and_feedback_when_told_then_public_once_looked_at(tmp_path: Path) -> None:
    async with supervised(tmp_path) as town:
        project = await town.started()
        page = f"{BASE}/projects/{project}"
        await town.world.settle()

        # Silent for too long: the office is told, other systems hear it, once.
        town.world.clock.forward(days=31)
        await town.world.settle()
        said = (await town.world.get("supervision", "said", Role.NPC_COMMITTEE))["said"]
        assert said["yishi.supervision.project-silent.v1"] == 1
        unit = visitor(town.world, DEPARTMENT)
        assert "超期没有发布" in await unit.read(page)
        assert project in await unit.read(f"{BASE}/progress")

        # The unit speaks; a phone in the words is refused, a second click is the same note.
        told = await unit.form(page, f"{page}/updates/speak")
        held = await unit.submit(told.fill({"text": f"联系 {PHONE}"}))
        assert held.status_code == 422
        told = await unit.form(page, f"{page}/updates/speak")
        filled = told.fill({"text": "<b>基础</b>已浇筑。", "told_at": "公告栏"})
        shots = [("photos", ("1.jpg", jpeg(), "image/jpeg"))]
        first = await unit.submit(filled, files=shots)
        again = await unit.submit(filled, files=shots)
        assert first.headers["location"] == again.headers["location"]
        shared = await visitor(town.world).read(first.headers["location"])
        assert "&lt;b&gt;基础&lt;/b&gt;已浇筑。" in shared
        assert "<svg" in shared
        await town.world.settle()
        public = await visitor(town.world).read(page)
        assert "超期没有发布" not in public
        assert "/photos/" in public
        for name in ("progress.pdf", "progress.xlsx"):
            answer = await town.world.ask("GET", "supervision", name)
            assert answer.status_code == 200, name

        # A resident without an account; nobody reads it before the office has looked.
        resident, office = visitor(town.world), visitor(town.world, OFFICE)
        form = await resident.form(page, f"{page}/feedback/say")
        bare = await resident.submit(form.fill({"text": "路灯亮了。"}))
        assert bare.status_code == 422
        form = await resident.form(page, f"{page}/feedback/say")
        sent = form.fill({"text": f"路灯亮了，谢谢，{PHONE}", "consent": "yes"})
        for _ in range(2):
            done = await resident.submit(sent)
            assert done.status_code == 303
        assert "谢谢，已经收到" in await resident.read(done.headers["location"].split("#")[0])
        assert "路灯亮了" not in await resident.read(page)
        desk = f"{BASE}/feedback"
        store = town.world.context("supervision").store
        (key,) = [one.id for one in await store.every(FEEDBACK, DONGTANG)]
        at = f"{page}/feedback/{key}"
        # Its unit reads it only once the office has shown it.
        for tab in ("", "?tab=waiting"):
            assert "路灯亮了" not in await unit.read(f"{desk}{tab}")
        shown = await office.form(desk, f"{at}/show")
        assert PHONE not in str(dict(shown.press()))
        hostile = await office.submit(shown.fill({"words": f"打 {PHONE}"}))
        assert hostile.status_code == 422
        assert (await office.send(desk, f"{at}/show", words="路灯亮了，谢谢")).status_code == 303
        assert "路灯亮了，谢谢" in await unit.read(desk)
        answered = f"{desk}?tab=unanswered"
        assert (await office.send(answered, f"{at}/reply", reply="会继续维护。")).status_code == 303
        html = await resident.read(page)
        assert "路灯亮了，谢谢" in html
        assert "会继续维护。" in html
