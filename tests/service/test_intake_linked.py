"""Suggestions that say the same, and one that says two things: nothing of any of them is lost."""

from pathlib import Path

from contracts.charter import Role
from contracts.screening import Disposition
from services.intake.kinds import SUGGESTIONS
from tests.drivers.html import Page
from tests.drivers.visitor import visitor
from tests.service.intake_world import a_town
from tests.world import DONGTANG, UNIT

CLERK, DEPARTMENT = Role.STREET_OFFICE, Role.DEPARTMENT
RECEIPT = f"/intake/streets/{DONGTANG}/receipt"


async def test_suggestions_when_linked_parted_and_split_then_each_keeps_author_text_and_answer(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        lead, answered, merged = [one["id"] for one in await town.imported(3)]
        # Linked after its answer: text, status and answer stay.
        await town.triage(answered, Disposition.ASSIGNED)
        await town.command(answered, "reply", CLERK, {"text": "已换新灯。"})
        done = await town.command(answered, "link", CLERK, {"target": lead})
        assert done.status_code == 200, done.text
        seen = await town.one(answered)
        assert (seen["status"], seen["reply"]) == ("REPLIED", "已换新灯。")
        assert seen["links"]["merged_into"] == lead
        # Its author goes on to say what came of it, and it may lead nowhere else.
        twice = await town.command(answered, "link", CLERK, {"target": merged})
        assert twice.json()["code"] == "not-linkable"
        assert (await town.command(lead, "link", CLERK, {"target": answered})).status_code == 409

        # Merged, then parted again: open, its due date runs, it is answered by itself.
        assert (await town.command(merged, "merge", CLERK, {"target": lead})).status_code == 200
        assert set((await town.one(lead))["links"]["merged_from"]) == {answered, merged}
        page = await visitor(town.world).read(f"/intake/streets/{DONGTANG}/suggestions/{lead}")
        assert page.count(f"/suggestions/{merged}") == page.count(f"/suggestions/{answered}") == 1
        for key in (merged, answered):
            parted = await town.command(key, "unmerge", CLERK, {"reason": "不是同一件事"})
            assert parted.status_code == 200, parted.text
        assert (await town.one(lead))["links"]["merged_from"] == []
        seen = await town.one(merged)
        assert (seen["status"], seen["outcome"]) == ("REOPENED", "")
        assert (await town.one(answered))["outcome"] == "SOLVED"
        # Open again, it is nobody's: a clerk assigns it; the unit gives back what is not its own.
        names = {"unit": UNIT, "co_units": ["公共安全办公室"]}
        assigned = await town.command(merged, "assign", CLERK, names)
        assert assigned.json()["status"] == "ASSIGNED"
        why = {"reason": "属于城管职责"}
        other = await town.command(
            merged, "hand-back", DEPARTMENT, why, department="公共安全办公室"
        )
        assert other.status_code == 403
        back = await town.command(merged, "hand-back", DEPARTMENT, why)
        assert back.json()["status"] == "ACCEPTED", back.text
        assert (await town.one(merged))["staff"]["handed_back"] == "属于城管职责"
        await town.command(merged, "assign", CLERK, {"unit": UNIT})
        town.world.clock.forward(days=15)  # 7 working days are over
        late = await town.command(merged, "hand-back", DEPARTMENT, why)
        assert late.json()["code"] == "hand-back-late"

        # Split: the part is reached through the whole, which alone knows its author.
        made = await town.submitted(content="路灯不亮。另外井盖松了。", contact="13812345678")
        body = {"content": "井盖松了。"}
        key = {"Idempotency-Key": "split-this-one-only-once"}
        for _ in range(2):
            done = await town.command(made["id"], "split", CLERK, body, headers=key)
            assert done.status_code == 200, done.text
        await town.world.settle()
        (part,) = [one for one in await town.listed_by_staff() if one["id"] != made["id"]]
        whole, new = await town.one(made["id"]), await town.one(part["id"])
        assert whole["staff"]["content"] == "路灯不亮。另外井盖松了。"
        assert new["staff"]["content"] == "井盖松了。"
        assert whole["staff"]["contact"] == "138****5678"
        assert (new["staff"]["contact"], new["staff"]["split_from"]) == ("", made["id"])
        desk = f"/intake/streets/{DONGTANG}/desk/suggestions"
        clerk = visitor(town.world, CLERK)
        assert f"{desk}/{made['id']}" in await clerk.read(f"{desk}/{part['id']}")
        await town.command(part["id"], "accept", CLERK, {"title": "井盖松了"})
        mine = await visitor(town.world).send(RECEIPT, RECEIPT, receipt=made["receipt"])
        assert "从您的建议里另立的" in mine.text
        assert "井盖松了" in mine.text
        # A part of a part stands on the first receipt's page too.
        await town.command(part["id"], "split", CLERK, {"content": "井盖旁的树要剪。"})
        await town.world.settle()
        (twig,) = [one for one in await town.listed_by_staff() if one["id"] != made["id"]]
        accepted = await town.command(twig["id"], "accept", CLERK, {"title": "剪树"})
        assert accepted.status_code == 200, accepted.text
        shown = await visitor(town.world).send(RECEIPT, RECEIPT, receipt=made["receipt"])
        assert "剪树" in shown.text

        # Who was merged asks, by receipt, to be handled alone: parted, open, nothing lost.
        await town.command(made["id"], "accept", CLERK, {"title": "修路灯"})
        await town.command(made["id"], "merge", CLERK, {"target": lead})
        await town.world.settle()
        author = visitor(town.world)
        shown = await author.send(RECEIPT, RECEIPT, receipt=made["receipt"])
        form = Page(shown.text).form(f"{RECEIPT}/reopen")
        again = await author.submit(form.fill({"reason": "我家门口的还没修"}))
        assert again.status_code == 200, again.text
        seen = await town.one(made["id"])
        assert (seen["status"], seen["outcome"]) == ("REOPENED", "")
        assert seen["staff"]["reopened_because"] == "我家门口的还没修"
        assert (await town.one(lead))["links"]["merged_from"] == []
        strange = {"receipt": "AAAA-BBBB-CCCC", "reason": "不是我的建议"}
        assert (await town.command(made["id"], "reopen", None, strange)).status_code == 403

        # One word of the author takes the contact out of everything that came of it (C-07).
        gone = await town.command(made["id"], "forget", None, {"receipt": made["receipt"]})
        assert gone.is_success, gone.text
        kept = await town.world.context("intake").store.every(SUGGESTIONS, DONGTANG)
        assert "13812345678" not in str(
            [one.state for one in kept if one.id in (made["id"], part["id"])]
        )
