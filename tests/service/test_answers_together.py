"""Written answers: drafted from templates, reviewed by somebody else, published together.

One street through the whole of it; what is drafted shows nowhere before it is published.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
import pytest_asyncio
from docx import Document

from chassis.service import Task
from contracts.assembly import CharterAdopted
from contracts.charter import Role
from contracts.screening import (
    AlternativeProposed,
    CandidateDecided,
    Decision,
    Disposition,
    Level,
    ReasonCode,
    SuggestionTriaged,
)
from services.intake.answering import domain
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.receipts import receipt_of
from services.intake.tasks import tasks
from tests.drivers.html import Page
from tests.drivers.visitor import Visitor, visitor
from tests.service.every_route import ANYONE, doors_of, line_of, table
from tests.service.intake_world import Town, a_town, charter
from tests.signing_in import somebody
from tests.world import DONGTANG, UNIT

ANSWERS = f"/intake/streets/{DONGTANG}/desk/answers"
FEED = f"/intake/streets/{DONGTANG}/suggestions.atom"
OPEN311 = "/intake/open311/v2/requests.json?jurisdiction_id=" + DONGTANG
OTHERS = "综合行政执法大队"
SAID = "yishi.intake.suggestion-answered.v1"


@dataclass
class Office:
    """A street with ten suggestions: seven are for reference, three were assigned."""

    town: Town
    ids: list[str]

    def clerk(self, sub: str = "clerk-1") -> Visitor:
        return visitor(self.town.world, Role.STREET_OFFICE, sub=sub)

    async def tasks(self) -> list[Task]:
        """What waits for a clerk."""
        clerk = somebody("clerk-1", "经办人", (Role.STREET_OFFICE,), DONGTANG)
        return list(await tasks(self.town.world.context("intake"), clerk, DONGTANG))

    async def outlets(self, key: str) -> dict[str, Any]:
        """What everybody reads of one suggestion, on each outlet."""
        world = self.town.world
        said = await world.get("intake", "said", Role.NPC_COMMITTEE)
        seen = await world.ask("GET", "intake", f"suggestions/{key}", None)
        (row,) = [one for one in await self.town.listed() if one["id"] == key]
        return {
            "api": seen.json(),
            "row": row,
            "tag": seen.headers.get("etag"),
            "page": await visitor(world).read(f"/intake/streets/{DONGTANG}/suggestions/{key}"),
            "feed": (await world.http.get(FEED)).text,
            "open311": (await world.http.get(f"{OPEN311}&service_request_id={key}")).json(),
            "events": said["said"].get(SAID, 0),
        }

    async def press(self, who: Visitor, shown: str, **fields: Any) -> str:
        """Send the form of a tab; the page that tells how far it is, once it is done."""
        sent = await who.send(shown, f"{ANSWERS}/order", **fields)
        assert sent.status_code == 303, sent.text
        await self.town.world.settle()
        return await who.read(sent.headers["location"])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    async with a_town(tmp_path_factory.mktemp("answers")) as town:
        ids = [one["id"] for one in await town.imported(10)]
        for key in ids[:7]:
            await town.triage(key, Disposition.REFERENCE)
        for key in ids[7:]:
            told = SuggestionTriaged(
                suggestion=key, cycle="2025", level=Level.STREET, category="FACILITIES",
                disposition=Disposition.ASSIGNED, unit=UNIT, co_units=(OTHERS,),
            )  # fmt: skip
            await town.hear(told, 2)
        yield Office(town, ids)


pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_answers_when_drafted_and_reviewed_then_no_outlet_shows_them_until_published(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, first, second = office.ids[0], office.clerk("a"), office.clerk("b")
    reference = f"{ANSWERS}?tab=to-draft&outcome=REFERENCE"
    before = await office.outlets(key)

    page = await office.press(first, reference, template="reference", whole="1")
    assert "拟稿 7 条，未拟稿 0 条" in page
    assert await office.outlets(key) == before
    # Who drafted does not review.
    drafts = f"{ANSWERS}?tab=drafts"
    assert "审核通过 0 条，未通过 7 条" in await office.press(first, drafts, take=office.ids[:7])
    assert "审核通过 7 条" in await office.press(second, drafts, take=office.ids[:7])
    assert await office.outlets(key) == before

    # The worker dies in the middle of the release and goes on; the double click adds nothing.
    real, died = domain.publish_draft, [3]

    def dying(state: Suggestion, subject: str, *rest: Any) -> Any:
        died[0] -= 1
        if died[0] == 0:
            raise RuntimeError("the machine died")
        return real(state, subject, *rest)

    monkeypatch.setattr(domain, "publish_draft", dying)
    form = await second.form(f"{ANSWERS}?tab=ready", f"{ANSWERS}/order")
    filled = form.fill({"whole": "1"})
    sent = [await second.submit(filled) for _ in range(2)]
    await office.town.world.settle()
    told = await second.read(sent[1].headers["location"])
    assert "公布 7 条，未公布 0 条" in told
    after = await office.outlets(key)
    assert after["events"] == before["events"] + 7
    text = "作为今后工作的参考。感谢您对东塘街道工作的关心和支持。"
    for outlet in ("page", "feed", "open311"):
        assert text in str(after[outlet]), outlet
    assert (after["api"]["mark"], after["api"]["status"]) == ("D", "REPLIED")
    assert "第1件事" in after["api"]["reply"]
    assert "D 类 · 留作参考" in after["page"]


async def test_answer_when_its_mark_owes_a_second_one_then_it_is_listed_until_that_came(
    office: Office,
) -> None:
    key, other = office.ids[7], office.ids[8]
    desk = f"/intake/streets/{DONGTANG}/desk/suggestions/{key}"
    unit = visitor(office.town.world, Role.DEPARTMENT, sub="d")
    helping = visitor(office.town.world, Role.DEPARTMENT, sub="e", department=OTHERS)
    await helping.send(desk, f"{desk}/opinion", text="占道部分由我们清理。")
    assert "占道部分由我们清理" in await unit.read(desk)
    assert "占道部分由我们清理" not in str(await office.outlets(key))
    # A helping unit does not draft, and another's answer is not seen on the list.
    refused = await office.town.command(
        key, "draft", Role.DEPARTMENT, {"text": "x"}, department=OTHERS
    )
    assert refused.status_code == 403
    assert key not in await helping.read(f"{ANSWERS}?tab=to-draft&outcome=OPEN")

    await unit.send(desk, f"{desk}/draft", text="已列入计划，月底完工。", mark="B")
    status = (await office.town.one(key))["status"]
    assert status == "ASSIGNED"  # nothing outside moved
    await office.clerk("b").send(desk, f"{desk}/review")
    await office.clerk("b").send(desk, f"{desk}/publish")
    await office.town.world.settle()
    seen = await office.town.one(key)
    assert (seen["outcome"], seen["mark"]) == ("SOLVED", "B")
    owing = await office.clerk().read(f"{ANSWERS}?tab=owing")
    assert key in owing
    assert "2025年7月30日" in owing  # 90 days after 1 May
    assert other not in owing

    await unit.send(desk, f"{desk}/draft", text="已经修好。", mark="A")
    for step in ("review", "publish"):
        await office.clerk("b").send(desk, f"{desk}/{step}")
    assert key not in await office.clerk().read(f"{ANSWERS}?tab=owing")
    seen = await office.town.one(key)
    assert [one["mark"] for one in seen["answers"]] == ["B", "A"]
    assert seen["timeline"][-1]["zh"] == "已再次答复。"


async def test_letter_when_published_then_it_bears_the_mark_and_the_sheet_leads_to_reopening(
    office: Office,
) -> None:
    key, world = office.ids[0], office.town.world
    at = f"/intake/api/streets/{DONGTANG}/suggestions/{key}"
    pdf = await world.http.get(f"{at}/letter.pdf")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    letter = Document(BytesIO((await world.http.get(f"{at}/letter.docx")).content))
    words = [one.text for one in letter.paragraphs if one.text.strip()]
    assert words[:2] == ["D", "东塘街道办事处"]
    assert "关于第1号建议的答复" in words
    assert "附件：意见建议办理情况征询意见表" in words
    # The sheet bears the author's code: for the clerks alone.
    rest = f"suggestions/{key}/feedback.docx"
    assert (await world.ask("GET", "intake", rest, None)).status_code == 401
    sheet = await world.ask("GET", "intake", rest, Role.STREET_OFFICE)
    picture = Document(BytesIO(sheet.content)).inline_shapes[0]
    assert "重新办理" in picture._inline.docPr.get("descr")
    # From a ledger nobody had a code; the one behind the picture opens the author's page.
    code = receipt_of(world.settings, key)
    author, receipt = visitor(world), f"/intake/streets/{DONGTANG}/receipt"
    mine = await author.send(receipt, receipt, receipt=code)
    answer = Page(mine.text).form(f"{receipt}/confirm")
    empty = await author.submit(answer.fill({"verdict": "NOT"}))
    assert "请写明哪里没有解决" in empty.text
    sent = await author.submit(answer.fill({"verdict": "NOT", "reason": "灯还是不亮。"}))
    assert "要求重新办理" in sent.text
    seen = await office.town.one(key)
    assert (seen["status"], seen["outcome"], seen["staff"]["verdict"]) == ("REOPENED", "", "NOT")


async def test_author_when_nobody_has_accepted_it_then_it_is_changed_and_taken_back(
    office: Office,
) -> None:
    made = await office.town.submitted()
    author, receipt = visitor(office.town.world), f"/intake/streets/{DONGTANG}/receipt"
    mine = await author.send(receipt, receipt, receipt=made["receipt"])
    change = Page(mine.text).form(f"{receipt}/amend")
    assert change.value("content") == "楼道灯坏了半个月。"
    changed = await author.submit(change.fill({"content": "楼道灯坏了一个月。"}))
    assert "建议人修改了内容" in changed.text
    back = Page(changed.text).form(f"{receipt}/take-back")
    gone = await author.submit(back)
    assert "您已撤回这条建议" in gone.text
    # Sent once more it is the same taking back; nobody else's code does it.
    assert "您已撤回这条建议" in (await author.submit(back)).text
    other = await office.town.submitted()
    wrong = {"receipt": made["receipt"], "content": "x", "community": "浦沅社区"}
    refused = await office.town.command(other["id"], "amend", None, wrong)
    assert refused.json()["code"] == "wrong-receipt"
    # And it tells nobody by the version whether anything was written since.
    later = {"headers": {"If-Match": '"9"'}}
    refused = await office.town.command(other["id"], "amend", None, wrong, **later)
    assert refused.json()["code"] == "wrong-receipt"
    # Nor does anybody of the staff in the author's name: they correct with a trail, or give back.
    desk = f"/intake/streets/{DONGTANG}/desk/suggestions/{other['id']}"
    shown = await office.clerk().read(desk)
    for act in ("amend", "take-back"):
        body = {"content": "路灯都好。", "community": "浦沅社区"} if act == "amend" else {}
        refused = await office.town.command(other["id"], act, Role.STREET_OFFICE, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "receipt-needed")
        assert f"{desk}/{act}" not in shown
    untouched = await office.town.one(other["id"])
    assert (untouched["status"], len(untouched["timeline"])) == ("SUBMITTED", 1)
    seen = await office.town.one(made["id"])
    assert (seen["status"], seen["staff"]["content"]) == ("RETURNED", "楼道灯坏了一个月。")


async def test_answer_when_another_fate_follows_then_it_is_kept_and_no_longer_the_last_word(
    office: Office,
) -> None:
    key, clerk = office.ids[1], office.clerk("a")
    assert (await office.town.one(key))["mark"] == "D"
    # The whole list is not drafted a second time.
    reference = f"{ANSWERS}?tab=to-draft&outcome=REFERENCE"
    form = await clerk.form(reference, f"{ANSWERS}/order")
    again = await clerk.submit(form.fill({"template": "reference", "whole": "1"}))
    assert (again.status_code, "请先勾选要处理的答复" in again.text) == (422, True)
    await office.town.triage(key, Disposition.OUT_OF_SCOPE, 7)
    seen = await office.town.one(key, None)
    assert (seen["outcome"], seen["mark"], seen["reply"]) == ("OUT_OF_SCOPE", "", "")
    assert [one["mark"] for one in seen["answers"]] == ["D"]
    page = await visitor(office.town.world).read(f"/intake/streets/{DONGTANG}/suggestions/{key}")
    assert "以前的答复（1 次）" in page


async def test_answer_when_the_fate_changed_after_the_draft_then_it_is_not_published(
    office: Office,
) -> None:
    key = office.ids[9]

    async def step(name: str, sub: str, version: int | None, **body: str) -> Any:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        answer = await office.town.command(
            key, name, Role.STREET_OFFICE, body, sub=sub, headers=headers
        )
        return answer.json()

    looked = (await step("draft", "a", None, text="在办。"))["version"]
    # Drafted anew between looking and reviewing: what nobody has read is not approved.
    redrafted = (await step("draft", "a", None, text="不办。"))["version"]
    assert (await step("review", "b", None))["code"] == "if-match-missing"
    assert (await step("review", "b", looked))["code"] == "stale"
    reviewed = (await step("review", "b", redrafted))["version"]
    assert (await step("publish", "b", None))["code"] == "if-match-missing"
    await office.town.triage(key, Disposition.OUT_OF_SCOPE, 9)
    assert (await step("publish", "b", reviewed))["code"] == "stale"
    version = (await office.town.one(key))["version"]
    assert (await step("publish", "b", version))["code"] == "fate-changed"


async def test_verdicts_when_few_have_spoken_then_only_the_staff_read_how_many(
    office: Office,
) -> None:
    world = office.town.world
    assert (await world.get("intake", "summary", Role.STREET_OFFICE))["by_verdict"] == {"NOT": 1}
    assert (await world.get("intake", "summary"))["by_verdict"] == {}


async def test_answer_when_the_street_publishes_together_then_nobody_answers_at_once(
    office: Office,
) -> None:
    key, desk = office.ids[8], f"/intake/streets/{DONGTANG}/desk/suggestions/{office.ids[8]}"
    assert f"{desk}/reply" in await office.clerk().read(desk)
    rules = charter().answers.model_copy(update={"together": True})
    adopted = charter().model_copy(update={"answers": rules})
    await office.town.hear(CharterAdopted(charter=adopted, version=2), 2)
    for role in (Role.STREET_OFFICE, Role.DEPARTMENT):
        refused = await office.town.command(key, "reply", role, {"text": "办好了。"})
        assert (refused.status_code, refused.json()["code"]) == (403, "draft-first")
        page = await visitor(office.town.world, role, sub="d").read(desk)
        assert f"{desk}/reply" not in page
        assert f"{desk}/draft" in page


TELLTALE = (
    "未列为候选",
    "DECLINED",
    "OUT_OF_SCOPE",
    "不属于议事会受理范围",
    "不属受理范围",
    "CITY",
    "市级",
    OTHERS,
)
FILLED = {
    "cycle": "2025",
    "ending": "json",
    "code": "FACILITIES",
    "photo": "x",
    "topic": "CANTEENS",
}


async def everywhere(office: Office, key: str) -> dict[str, list[int]]:
    """Each address that anybody may read, and the author's page → how often it says the words."""
    world, told = office.town.world, {}
    public = [one for one in doors_of(world) if line_of(one, ANYONE) in table()]
    for door in public:
        if door.method == "GET" and door.path.startswith("/intake"):
            names = FILLED | {"street": DONGTANG, "suggestion": key, "name": f"{key}.json"}
            path = door.path.format_map(names)
            asked = {"jurisdiction_id": DONGTANG} if "open311" in path else {}
            answer = await world.http.get(path, params=asked)
            escaped = "json" in answer.headers.get("content-type", "")
            text = str(answer.json()) if escaped else answer.text
            told[path] = [text.count(word) for word in TELLTALE]
    code, receipt = receipt_of(world.settings, key), f"/intake/streets/{DONGTANG}/receipt"
    mine = await visitor(world).send(receipt, receipt, receipt=code)
    return told | {"receipt": [mine.text.count(word) for word in TELLTALE]}


async def test_fate_when_decided_then_no_outlet_says_a_word_before_it_is_released(
    office: Office,
) -> None:
    one, other = office.ids[8], office.ids[6]
    await office.town.triage(one, Disposition.PROJECT_SOURCE, 20)
    proposed = AlternativeProposed(
        candidate="c9", cycle="2025", no=9, title="加装路灯", sources=(one,)
    )
    await office.town.hear(proposed, 1)
    await office.town.triage(other, Disposition.PROJECT_SOURCE, 20)
    before = [(await everywhere(office, key), await office.outlets(key)) for key in (one, other)]
    declined = CandidateDecided(
        candidate="c9", cycle="2025", decision=Decision.DECLINED,
        reason_code=ReasonCode.NOT_FEASIBLE, title="加装路灯", sources=(one,),
    )  # fmt: skip
    await office.town.hear(declined, 2)
    told = SuggestionTriaged(
        suggestion=other, cycle="2025", level=Level.CITY, category="FACILITIES",
        disposition=Disposition.OUT_OF_SCOPE, unit=OTHERS,
    )  # fmt: skip
    await office.town.hear(told, 21)
    for key, (words, outlets) in zip((one, other), before, strict=True):
        assert await everywhere(office, key) == words
        now = await office.outlets(key)
        assert now["events"] == outlets["events"]
        assert (now["api"]["outcome"], now["row"]["outcome"]) == ("", "")
    assert (await office.town.one(one))["staff"]["decided"] == "DECLINED"
    tasks = {task.en: task for task in await office.tasks()}
    assert tasks["Decided, to be answered"].count == 2

    first, second = office.clerk("a"), office.clerk("b")
    # Those that were told the same before are still to be found.
    waiting = await first.read(f"{ANSWERS}?tab=to-draft&outcome=OUT_OF_SCOPE")
    answered = await first.read(f"{ANSWERS}?tab=to-draft&outcome=TOLD-OUT_OF_SCOPE")
    assert "outcome=TOLD-OUT_OF_SCOPE" in waiting
    assert "（已答复）" in waiting
    assert (other in waiting, office.ids[1] in waiting) == (True, False)
    assert (other in answered, office.ids[1] in answered) == (False, True)
    for outcome, template in (("DECLINED", "declined"), ("OUT_OF_SCOPE", "out-of-scope")):
        shown = f"{ANSWERS}?tab=to-draft&outcome={outcome}"
        assert "拟稿 1 条" in await office.press(first, shown, template=template, whole="1")
    await office.press(second, f"{ANSWERS}?tab=drafts", take=[one, other])
    assert await everywhere(office, one) == before[0][0]
    page = await office.press(second, f"{ANSWERS}?tab=ready", take=[one, other])
    assert "公布 2 条，未公布 0 条" in page
    seen = [await office.town.one(key, None) for key in (one, other)]
    assert [(a["status"], a["outcome"]) for a in seen] == [
        ("REPLIED", "DECLINED"),
        ("REPLIED", "OUT_OF_SCOPE"),
    ]
    assert seen[0]["links"]["candidates"][0]["decision"] == "DECLINED"
    said = await everywhere(office, one)
    for path in ("suggestions.atom", f"suggestions/{one}", f"requests/{one}.json", "receipt"):
        assert any(sum(now) > sum(before[0][0][at]) for at, now in said.items() if path in at), path


async def test_template_when_the_title_holds_braces_then_it_stays_as_written() -> None:
    one = Suggestion(
        content="x", community="430111005001", channel="VISIT", collected_on="2025-01-14",
        entered_by="a", no="3", title="{unit}不好",
    )  # fmt: skip
    assert domain.filled("“{title}”第{no}号（{project}）", one, charter()) == "“{unit}不好”第3号"
