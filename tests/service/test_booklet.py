"""The papers of a session: versions of texts and files, booklet, supplement, digests, rules."""

import hashlib
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document

from contracts.charter import Role
from services.ballot.booklet.rules import articles
from tests.service.ballot_world import Hall, a_hall, charter
from tests.service.test_agenda import NPC, agenda, planned
from tests.service.test_ballot_papers import told


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    async with a_hall(tmp_path) as hall:
        await hall.furnish(members=8, items=4, seats=2, seats_of_street=8)
        await planned(hall)
        yield hall


async def hand_in(hall: Hall, item: str, files: Any = None, **given: str) -> Any:
    at = f"sessions/{hall.session}/items/{item}/paper"
    # A form of parts even without a file.
    return await hall.ask("POST", at, NPC, data=given, files=files or {"none": ("", b"")})


def a_word_file(*paragraphs: str) -> bytes:
    document, buffer = Document(), BytesIO()
    for one in paragraphs:
        document.add_paragraph(one)
    document.save(buffer)
    return buffer.getvalue()


def a_pdf(pages: int, *, locked: bool = False) -> bytes:
    """A PDF as somebody hands it in; a locked one opens with a password alone."""
    buffer = BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="o", user="u") if locked else False)
    return buffer.getvalue()


async def booklets(hall: Hall) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await hall.get(f"sessions/{hall.session}"))["booklets"]
    return found


async def pdf_of(hall: Hall, one: dict[str, Any], role: Role | None = None) -> bytes:
    answer = await hall.ask("GET", f"sessions/{hall.session}/booklets/{one['file']}", role)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


async def test_paper_when_handed_in_again_then_a_version_more(hall: Hall) -> None:
    first = (await agenda(hall))[0]["id"]
    made = await hand_in(hall, first, kind="REPORT", text="第一段。\n2025年第二段。")
    assert made.status_code == 201, made.text
    assert (made.json()["no"], made.json()["characters"]) == (1, 3 + 4)
    again = await hand_in(hall, first, kind="REPORT", text="改过的报告")
    assert again.json()["no"] == 2
    empty = await hand_in(hall, first, kind="DRAFT")
    assert (empty.status_code, empty.json()["code"]) == (422, "paper-empty")
    nothing = await hand_in(hall, "nowhere", kind="DRAFT", text="x")
    assert nothing.json()["code"] == "no-agenda-item"


async def test_paper_when_a_word_file_then_its_text_is_read_and_the_file_kept(hall: Hall) -> None:
    first = (await agenda(hall))[0]["id"]
    data = a_word_file("各位议事员：", "现将工作报告如下。")
    files = {"files": ("报告.docx", data)}
    made = (await hand_in(hall, first, files=files, kind="REPORT")).json()
    assert (made["characters"], made["file"]) == (13, "报告.docx")
    at = f"sessions/{hall.session}/papers/{made['id']}/file"
    hidden = await hall.ask("GET", at)
    assert hidden.json()["code"] == "not-called"
    assert (await hall.ask("GET", at, NPC)).content == data


async def test_booklet_when_built_again_then_a_new_version_that_its_digest_tells(
    hall: Hall,
) -> None:
    first = (await agenda(hall))[0]["id"]
    await hand_in(hall, first, kind="REPORT", text="各位议事员：\n现在报告。")
    at = f"sessions/{hall.session}/booklet"
    await hall.post(at, NPC)
    await hall.post(at, NPC)
    old, new = await booklets(hall)
    assert ([old["no"], new["no"]], new["kind"]) == ([1, 2], "FULL")
    early = await hall.ask("GET", f"sessions/{hall.session}/booklets/{new['file']}")
    assert early.json()["code"] == "not-called"
    await hall.post(f"sessions/{hall.session}/notify", NPC)
    data = await pdf_of(hall, new)
    assert hashlib.sha256(data).hexdigest() == new["sha256"]
    assert hashlib.new("sm3", data).hexdigest() == new["sm3"]
    with pikepdf.open(BytesIO(data)) as pdf:
        assert len(pdf.pages) == new["pages"]
        assert pdf.Root.PageLabels.Nums[1].get("/S") == "/D"
    printed = (await told(hall, f"sessions/{hall.session}/agenda", None)).replace(" ", "")
    assert new["sha256"] in printed
    assert new["sm3"] in printed


async def test_supplement_when_a_paper_changed_then_that_alone_and_pages_go_on(
    hall: Hall,
) -> None:
    first, second, _ = [one["id"] for one in await agenda(hall)]
    at = f"sessions/{hall.session}"
    await hand_in(hall, first, kind="REPORT", text="报告正文")
    none = await hall.ask("POST", f"{at}/supplement", NPC)
    assert none.json()["code"] in ("no-booklet-yet", "wrong-state")
    await hall.post(f"{at}/booklet", NPC)
    await hall.post(f"{at}/notify", NPC)
    same = await hall.ask("POST", f"{at}/supplement", NPC)
    assert same.json()["code"] == "nothing-changed"
    files = {"files": ("票决办法.pdf", a_pdf(2))}
    assert (await hand_in(hall, second, files=files, kind="DRAFT")).is_success
    await hall.post(f"{at}/supplement", NPC)
    whole, more = await booklets(hall)
    assert more["pages"] == 2 + 2  # cover and contents, then what was handed in, page by page
    assert (more["kind"], more["no"]) == ("SUPPLEMENT", 1)
    assert more["first_page"] == whole["pages"] + 1
    with pikepdf.open(BytesIO(await pdf_of(hall, more))) as pdf:
        assert int(pdf.Root.PageLabels.Nums[1].St) == more["first_page"]
    again = await hall.ask("POST", f"{at}/supplement", NPC)
    assert again.json()["code"] == "nothing-changed"
    page = await hall.ask_page(f"{at}/papers", None)
    assert more["sha256"] in page
    locked = {"files": ("加密.pdf", a_pdf(2, locked=True))}
    assert (await hand_in(hall, first, files=locked, kind="EXPLANATION")).is_success
    await hall.post(f"{at}/supplement", NPC)
    third = (await booklets(hall))[2]
    assert (third["pages"], third["first_page"]) == (3, more["first_page"] + more["pages"])


async def test_rules_when_asked_for_then_in_articles_from_the_charter(hall: Hall) -> None:
    await hall.post(f"sessions/{hall.session}/notify", NPC)
    said = await told(hall, f"sessions/{hall.session}/rules", None)
    assert "票决办法（草案）" in said
    assert "从4个候选项目中票决产生2个民生实事项目" in said
    assert "三分之二以上（含本数）" in said
    assert "第十四条" in said


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"quorum": "> 1/2"}, "超过应到议事员的二分之一到会"),
        ({"runoffs": 0}, "相等的项目均不入选"),
        ({"extra_rounds": 0}, "不足的名额作缺额处理并如实报告"),
        ({"mode": "SECRET_PAPER"}, "填写纸质票投票"),
        ({"pass_of": "PRESENT", "pass_over": "2/3"}, "超过实到人数的三分之二，方可入选"),
        ({"contested": False}, "实行等额票决"),
        ({"panels": ()}, "公示7天"),
    ],
)
def test_rules_when_the_charter_differs_then_the_article_does(
    rules: dict[str, Any], said: str
) -> None:
    text = "\n".join(one.text for one in articles(charter(**rules), "2025", 12))
    assert said in text
    assert "从12个候选项目中票决产生10个民生实事项目" in text
