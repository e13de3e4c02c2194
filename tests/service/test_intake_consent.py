"""Told and asked before anything is collected, under a version of the notice (C-06)."""

from pathlib import Path
from typing import Any

from contracts.assembly import CharterAdopted
from contracts.charter import Role
from contracts.privacy_rules import NoticeLine, PrivacyNotice
from tests.drivers.visitor import visitor
from tests.service.intake_world import HEADERS, Town, a_town, charter, ledger, row
from tests.service.test_intake_pages import BASE, PUYUAN
from tests.service.test_intake_visits import VISIT

CLERK = Role.STREET_OFFICE
NEW = f"{BASE}/new"
CHANGED = PrivacyNotice(version="2026-01", lines=(NoticeLine(zh="说明改过了。", en="Changed."),))


async def ground_of(town: Town, key: str) -> tuple[Any, ...]:
    staff = (await town.one(key))["staff"]
    return tuple(staff[f"consent{name}"] for name in ("_how", "", "_on", "_by"))


async def test_consent_when_given_then_kept_with_its_version_and_a_changed_notice_asks_again(
    tmp_path: Path,
) -> None:
    async with a_town(tmp_path) as town:
        resident, clerk = visitor(town.world), visitor(town.world, CLERK)
        said = {"content": "楼道灯坏了。", "community": PUYUAN, "consent": "yes"}
        old = await resident.form(NEW, NEW)
        member = visitor(town.world, Role.DELIBERATOR, sub="me", member="m1")
        mine, agree = f"{BASE}/mine", f"{BASE}/mine/agreements/new"
        shown = await member.form(mine, agree)
        adopted = charter().model_copy(update={"privacy": CHANGED})
        await town.hear(CharterAdopted(charter=adopted, version=2), 2)

        # What was shown before the change is refused; the new words are asked for.
        late = await resident.submit(old.fill(said))
        assert late.status_code == 409
        assert "说明改过了。" in late.text
        assert (await resident.send(NEW, NEW, **said)).status_code == 201
        (one,) = await town.listed_by_staff()
        assert await ground_of(town, one["id"]) == ("SELF", "2026-01", "2025-05-01", "")
        assert (await member.submit(shown)).status_code == 409
        assert (await member.send(mine, agree)).status_code == 303
        logged = await member.send(mine, f"{mine}/visits/new", **VISIT)
        assert logged.status_code == 303
        again = PrivacyNotice(version="2026-02", lines=CHANGED.lines)
        adopted = charter().model_copy(update={"privacy": again})
        await town.hear(CharterAdopted(charter=adopted, version=3), 3)
        assert "visits/new" not in await member.read(mine)

        # Somebody types for another: how, when and by whom.
        paper = {"consent_how": "PAPER", "consent_on": "2025-04-20", "contact": "13912345678"}
        assert (await clerk.send(NEW, NEW, **said | paper | {"content": "井盖坏了。"})).is_success
        behalf = next(o["id"] for o in await town.listed_by_staff() if o["id"] != one["id"])
        how, version, on, by = await ground_of(town, behalf)
        assert (how, version, on, bool(by)) == ("PAPER", "2026-02", "2025-04-20", True)
        assert "书面同意；2026-02；2025年4月20日" in await clerk.read(
            f"{BASE}/desk/suggestions/{behalf}"
        )

        # How they agreed is said by who asked them, and by nobody where nobody is named.
        unsaid = {"contact": "13912345678", "content": "树倒了。"}
        refused = await clerk.send(NEW, NEW, **said | unsaid)
        assert (refused.status_code, "请选择建议人怎样同意的" in refused.text) == (422, True)
        assert (await clerk.send(NEW, NEW, **said | {"content": "树倒了。"})).is_success
        known = {one["id"], behalf}
        nameless = next(o["id"] for o in await town.listed_by_staff() if o["id"] not in known)
        assert await ground_of(town, nameless) == ("", "", "", "")

        # A ledger: consent is never read into other words.
        words = ("未告知", "拒绝告知", "没有书面同意", "同意", "未同意", "口头同意")
        rows = [[*row(no, 建议内容=word), word] for no, word in enumerate(words, 1)]
        rows.append([*row(9, 建议内容="丁", 建议人="", 联系电话=""), "未同意"])
        checked = await town.upload(ledger(rows, (*HEADERS, "同意方式")))
        wrong = {one["row"]: one["zh"] for one in checked.json()["errors"]}
        assert sorted(wrong) == [2, 3, 4, 5, 6], wrong
        assert "请删去本行的姓名和电话" in wrong[6]

        # A ledger: agreed by word, not asked (the ground by law), nothing personal at all.
        nobody = {"建议人": "", "联系电话": ""}
        rows = [
            [*row(1, 建议内容="甲"), "口头同意"],
            [*row(2, 建议内容="乙"), ""],
            [*row(3, 建议内容="丙", **nobody), ""],
        ]
        assert (await town.upload(ledger(rows, (*HEADERS, "同意方式")))).status_code == 202
        await town.world.settle()
        kept = [await ground_of(town, one["id"]) for one in await town.listed()]
        law = charter().ledger.ground
        assert kept == [
            ("TOLD", "2026-02", "2025-01-14", "曾小曼"),
            ("DUTY", law, "2025-01-14", "曾小曼"),
            ("", "", "", ""),
        ]
