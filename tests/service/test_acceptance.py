"""From the acceptance to the write-off: its suggesters are asked, one disputes, works are redone.

Supervision and intake meet only in events: the author answers by receipt in the one, the project
is held in the other, and neither learns who the author is.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chassis.core.documents import Kind
from chassis.core.faults import Planted
from chassis.flow import consumer
from contracts.charter import Role
from contracts.intake import SuggesterAnswered
from services.assembly.service import assembly
from services.intake.kinds import FOLLOWUPS as QUESTIONS
from services.intake.service import intake
from services.screening.service import screening
from services.supervision.kinds import FOLLOWUPS
from services.supervision.service import supervision
from tests.drivers.html import Form, Page
from tests.drivers.speaker import overhear
from tests.drivers.visitor import Visitor, visitor
from tests.service import intake_world
from tests.service.supervision_world import REPORT, Supervised, announced
from tests.world import DONGTANG, a_world

NPC, OFFICE, DEPARTMENT = Role.NPC_COMMITTEE, Role.STREET_OFFICE, Role.DEPARTMENT
PHONE = "13800001111"
AT = f"/intake/streets/{DONGTANG}/receipt"
HEARERS = (
    "intake.project-accepted",
    "supervision.suggester-answered",
    "supervision.suggester-worded",
    "supervision.dispute-resolved",
    "supervision.project-stage-changed",
)
EARLY = {"early_reason": "建议人都已答复"}
WHY = {"reason": "已按设计完成。"}
SIGNED = {"signed_by": "赵主任", "deliberators": ["m1"], "spent_yuan": 58_000}


@asynccontextmanager
async def a_street(folder: Path) -> AsyncIterator[Supervised]:
    """Supervision and intake together, the collection open."""
    beside = (assembly, screening)
    async with a_world(folder, [supervision, intake], beside=beside) as world:
        town = Supervised(world)
        await town.charter()
        await intake_world.Town(world).open()
        yield town


async def suggest(town: Supervised, words: str) -> tuple[str, str]:
    """A resident's suggestion, accepted: its id and the receipt."""
    sent = intake_world.STORE | {"content": words, "contact": PHONE}
    made = await town.world.post("intake", "suggestions", None, sent)
    taken = {"title": words[:10], "public_text": "", "category": "", "topic": ""}
    await town.world.post("intake", f"suggestions/{made['id']}/accept", OFFICE, taken)
    return made["id"], made["receipt"]


async def project_of(town: Supervised, *sources: str) -> str:
    """A project that came of these suggestions, its works done and photographed."""
    result = announced(1)
    item = result.selected[0].model_copy(update={"sources": sources})
    await town.hear(result.model_copy(update={"selected": (item,)}))
    return await town.finished()


async def inspected(town: Supervised, project: str) -> None:
    """Every inspection is held or waived."""
    start = await town.inspection(project)
    await town.post(f"inspections/{start['id']}/conduct", Role.DEPUTY, REPORT)
    for stage in ("IMPLEMENTATION", "ACCEPTANCE"):
        one = await town.inspection(project, stage)
        await town.post(f"inspections/{one['id']}/waive", NPC, {"reason": "合并督查"})


async def asked_on(resident: Visitor, receipt: str) -> Form:
    """The form of the question on the page that a receipt opens."""
    shown = await resident.send(AT, AT, receipt=receipt)
    forms = [one for one in Page(shown.text).forms if one.action.endswith("/answer")]
    assert len(forms) == 1
    return forms[0]


async def only(town: Supervised, service: str, kind: Kind[Any], **where: bool) -> str:
    """The id of the only document of a kind."""
    (found,) = await town.world.context(service).store.every(kind, DONGTANG, where)
    return str(found.id)


async def accepted(town: Supervised, project: str) -> None:
    await town.post(f"projects/{project}/ready", DEPARTMENT, {"checklist_done": 100})
    await town.post(f"projects/{project}/accept", OFFICE, SIGNED)
    await town.world.settle()


def crashes(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Whoever hears something dies once before and once after it acted; which ones did."""
    died: set[str] = set()

    def reached(point: str, detail: str = "") -> None:
        if (name := f"{point} {detail}") not in died:
            died.add(name)
            raise Planted(name)

    monkeypatch.setattr(consumer, "reached", reached)
    return died


async def test_acceptance_when_disputed_then_held_until_resolved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_street(tmp_path) as town:
        died = crashes(monkeypatch)
        heard = overhear(town.world)
        lead, receipt = await suggest(town, "楼道灯坏了，请修好。")
        merged, other = await suggest(town, "三单元楼道也没有灯。")
        await town.world.post("intake", f"suggestions/{merged}/merge", OFFICE, {"target": lead})
        project = await project_of(town, lead)
        await inspected(town, project)
        await accepted(town, project)

        # Both authors are asked on the pages that their receipts open.
        page = f"/supervision/streets/{DONGTANG}/projects/{project}"
        resident = visitor(town.world)
        for code in (receipt, other):
            shown = await resident.send(AT, AT, receipt=code)
            assert "项目做完了，请您说说" in shown.text
        form = await asked_on(resident, other)
        bare = await resident.submit(form.fill({"verdict": "NOT"}))
        assert bare.status_code == 422
        assert "请写明哪里没有解决" in bare.text
        form = await asked_on(resident, other)
        forged = dict(form.fill({"verdict": "SOLVED"}).press()) | {"receipt": receipt}
        wrong = await resident.http.post(form.action, data=forged)
        assert wrong.status_code == 403
        told = f"三单元还是不亮，请打 {PHONE}<script>"
        calling = await visitor(town.world, NPC).read(f"/intake/streets/{DONGTANG}/tasks")
        assert "回访建议人" in calling
        called = await town.world.get("intake", "followups", NPC)
        mine = next(one for one in called["items"] if one["suggestion"] == merged)
        typed = {"verdict": "SOLVED", "reason": ""}
        await town.world.post("intake", f"followups/{mine['id']}/answer", NPC, typed)
        form = await asked_on(resident, other)
        for _ in range(2):  # a double click
            done = await resident.submit(form.fill({"verdict": "NOT", "reason": told}))
            assert done.status_code == 200
        await town.world.settle()

        # The dispute holds; its reason is private until a clerk took the phone out.
        off = f"projects/{project}/write-off"
        assert await town.refused(off, NPC, EARLY) == (409, "project-open")
        public = (await town.world.http.get(page)).text
        assert "理由正在核对" in public
        assert PHONE not in public
        dispute = await only(town, "supervision", FOLLOWUPS)
        early = await town.refused(f"projects/{project}/disputes/{dispute}/refuse", NPC, WHY)
        assert early == (409, "reason-not-public")
        clerk, desk = visitor(town.world, OFFICE), f"/intake/streets/{DONGTANG}/desk/followups"
        question = await only(town, "intake", QUESTIONS, to_word=True)
        step = f"{desk}/{question}/word"
        held = await clerk.send(desk, step, words=told)
        assert held.status_code == 422
        assert (await clerk.send(desk, step, words="三单元还是不亮")).status_code == 303
        await town.world.settle()
        assert "三单元还是不亮" in (await town.world.http.get(page)).text

        committee = visitor(town.world, NPC)
        waiting = await committee.read(f"/supervision/streets/{DONGTANG}/tasks")
        assert "处理验收异议" in waiting

        # Works are redone, accepted anew, and asked about anew; nothing disputes that.
        redo = {"reason": "三单元线路", "due_on": "2025-05-20"}
        await town.post(f"projects/{project}/rectify-again", OFFICE, redo)
        await town.world.settle()
        await accepted(town, project)
        shown = await resident.send(AT, AT, receipt=other)
        assert "请答复" in shown.text
        assert await town.refused(off, NPC) == (409, "project-open")
        town.world.clock.forward(days=14)

        # Unsigned papers: too few tell who, a sum that fails is refused; below the line: once more.
        count = {"held_on": "2025-05-10", "issued": 20, "returned": 18, "fair": 2, "bad": 12}
        who = {"counter": "王会计", "witness": "李大爷"}
        survey = f"projects/{project}/survey"
        few = count | who | {"good": 0, "bad": 1}
        assert await town.refused(survey, NPC, few) == (422, "survey-too-few")
        wrong_sum = count | who | {"good": 9}
        assert await town.refused(survey, NPC, wrong_sum) == (422, "survey-sum")
        low = await town.post(survey, NPC, count | who | {"good": 4})
        assert low["status"] == "RECTIFYING"
        await accepted(town, project)
        high = await town.post(survey, NPC, count | who | {"good": 15, "bad": 1})
        assert high["status"] == "ACCEPTED"
        town.world.clock.forward(days=14)
        done = await town.post(off, NPC)
        assert done["status"] == "WRITTEN_OFF"
        seen = (await town.world.http.get(page)).text
        assert "已退回再整改" in seen
        for paper in ("acceptance.pdf", "write-off.docx"):
            answer = await town.world.ask("GET", "supervision", f"projects/{project}/{paper}")
            assert answer.status_code == 200
        # Neither name, phone, receipt nor suggestion ever travelled with an answer.
        # Every step of it was broken off once and healed.
        for hearer in HEARERS:
            for point in ("consume-before-act", "consume-after-act"):
                assert f"{point} {hearer}" in died
        answers = [one.body for one in heard if "suggester-" in one.type]
        assert len(answers) == 3
        assert not any(w.encode() in one for one in answers for w in (PHONE, merged, other))

        # Whoever speaks after that is told where to say it, and a late dispute holds nothing.
        over = await resident.send(AT, AT, receipt=receipt)
        assert "回访已经结束" in over.text
        assert not [one for one in Page(over.text).forms if one.action.endswith("/answer")]
        said = SuggesterAnswered(
            followup="late", project=project, cycle="2025", round=3, answer="NOT", dispute=True,
            by_staff=False,
        )  # fmt: skip
        await town.hear(said)
        assert "销号后" in (await town.world.http.get(page)).text
        assert "处理验收异议" not in await committee.read(f"/supervision/streets/{DONGTANG}/tasks")
