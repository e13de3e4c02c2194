"""Attachments on the pages of a suggestion and an inspection: for the staff, added and removed."""

from pathlib import Path

from contracts.charter import Role
from tests.drivers.html import Page
from tests.drivers.visitor import visitor
from tests.service.intake_world import a_town
from tests.service.supervision_world import supervised
from tests.unit.test_attachments import PAPER, word
from tests.world import DONGTANG

UPLOAD = ("attachments", ("现场记录.pdf", PAPER, "application/pdf"))


async def test_suggestion_when_a_clerk_attaches_files_then_only_the_staff_open_them(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        made = (await town.submitted())["id"]
        page = f"/intake/streets/{DONGTANG}/desk/suggestions/{made}"
        clerk = visitor(town.world, Role.STREET_OFFICE)
        done = await clerk.send(page, f"{page}/attachments", files=[UPLOAD])
        assert done.status_code == 303, done.text
        html = await clerk.read(page)
        assert "现场记录.pdf" in html
        (kept,) = (await town.one(made, Role.STREET_OFFICE))["staff"]["attachments"]
        rest = f"suggestions/{made}/attachments/{kept['id']}"
        got = await town.world.ask("GET", "intake", rest, Role.DEPARTMENT)
        assert got.content == PAPER
        assert got.headers["content-disposition"].startswith("attachment;")
        assert got.headers["cache-control"] == "private, no-store"
        for role in (None, Role.RESIDENT, Role.DELIBERATOR):
            assert (await town.world.ask("GET", "intake", rest, role)).status_code in (401, 403)


async def test_suggestion_when_an_attachment_is_removed_then_its_content_is_gone(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        made = (await town.submitted())["id"]
        page = f"/intake/streets/{DONGTANG}/desk/suggestions/{made}"
        clerk = visitor(town.world, Role.STREET_OFFICE)
        await clerk.send(page, f"{page}/attachments", files=[UPLOAD])
        (kept,) = (await town.one(made, Role.STREET_OFFICE))["staff"]["attachments"]
        gone = await clerk.send(page, f"{page}/attachments/{kept['id']}/remove")
        assert gone.status_code == 303
        assert "现场记录.pdf" not in await clerk.read(page)
        rest = f"suggestions/{made}/attachments/{kept['id']}"
        assert (await town.world.ask("GET", "intake", rest, Role.STREET_OFFICE)).status_code == 404


async def test_suggestion_when_the_file_is_of_another_type_then_the_form_says_so(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        made = (await town.submitted())["id"]
        page = f"/intake/streets/{DONGTANG}/desk/suggestions/{made}"
        clerk = visitor(town.world, Role.STREET_OFFICE)
        wrong = ("attachments", ("表.pdf", b"MZ", "application/pdf"))
        refused = await clerk.send(page, f"{page}/attachments", files=[wrong])
        assert refused.status_code == 422
        assert "只能上传 PDF" in refused.text


async def test_inspection_when_the_committee_attaches_a_file_then_the_public_does_not_see_it(
    tmp_path: Path,
) -> None:
    async with supervised(tmp_path) as town:
        project = await town.started()
        held = await town.inspection(project)
        page = f"/supervision/streets/{DONGTANG}/inspections/{held['id']}"
        committee = visitor(town.world, Role.NPC_COMMITTEE)
        early = {f.action for f in Page(await committee.read(page)).forms}
        assert f"{page}/attachments" not in early
        await town.post("deputies", Role.NPC_COMMITTEE, {"name": "王代表"})
        report = {"conducted_on": "2025-04-30", "deputies": "王代表"}
        seen = {"progress": "OK", "quality": "OK", "funds": "OK", "evidence": "看了"}
        await committee.send(page, f"{page}/conduct", **report, **seen)
        office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        upload = ("attachments", ("纪要.docx", word(), office))
        assert (
            await committee.send(page, f"{page}/attachments", files=[upload])
        ).status_code == 303
        assert "纪要.docx" in await committee.read(page)
        assert "纪要.docx" not in (await town.world.http.get(page)).text
