"""Papers for tests, and what is measured on them."""

import re
import subprocess
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from chassis.rooms.papers.model import Boxes, Column, Heading, Kind, Named, Paper, Table, Text
from chassis.rooms.papers.pdf import to_pdf
from chassis.rooms.papers.word import to_docx
from tests.servers import pdftotext_program, unavailable

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 72 / 25.4
MADE = datetime(2026, 3, 6, 1, 2, 3, 4, tzinfo=UTC)


def notice(*body: Text | Heading | Named | Table | Boxes) -> Paper:
    return Paper(
        Kind.NOTICE,
        "样例街道居民议事会",
        "样例街道2026年度民生实事项目\n票决结果公告",
        body or (Heading("结果"), Text("字" * 1500)),
        number="样议〔2026〕1号",
        to="各社区居民委员会",
        attachments=("得票表", "名单"),
        dated=date(2026, 3, 5),
        copy_to=("区人大", "街道办"),
        printed_by="样例街道党政办公室",
        printed_on=date(2026, 3, 6),
    )


def minutes() -> Paper:
    body = (Text("现纪要如下。"), Heading("议定事项"), Named("出席", "张三、李四"))
    return Paper(Kind.MINUTES, "样例街道", "样例街道会议纪要", body, dated=date(2026, 3, 5))


def form() -> Paper:
    table = Table((Column("姓名"), Column("签名", 2)), (("张三", ""), ("李四", "")), tall=True)
    boxes = Boxes(("总监票人", "监票人", "计票人"), seal=True)
    return Paper(Kind.FORM, "样例街道居民议事会", "签到表", (table, boxes))


@dataclass(frozen=True)
class Word:
    """A run of text on a page of a PDF; millimetres from the top left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def words_of(folder: Path, data: bytes) -> list[Word]:
    """Every run of text with its box, as poppler measures it."""
    program = pdftotext_program() or unavailable("pdftotext is not installed")
    file = folder / "paper.pdf"
    file.write_bytes(data)
    command = [str(program), "-bbox", str(file), "-"]
    told = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    tree = ElementTree.fromstring(re.sub(r"<!DOCTYPE[^>]*>", "", told).replace("&#", "&amp;#"))
    found = []
    for number, page in enumerate(tree.iterfind(".//{*}page"), 1):
        assert [round(float(page.get(k, 0)) / MM) for k in ("width", "height")] == [210, 297]
        for word in page:
            box = [float(word.get(k, 0)) / MM for k in ("xMin", "yMin", "xMax", "yMax")]
            found.append(Word(number, word.text or "", *box))
    return found


def pdf_words(folder: Path, paper: Paper) -> list[Word]:
    return words_of(folder, to_pdf(paper, MADE))


def only(words: list[Word], text: str) -> Word:
    """The one run that says this."""
    (found,) = (word for word in words if word.text == text)
    return found


def document_of(paper: Paper, part: str = "word/document.xml") -> ElementTree.Element:
    """A part of the DOCX."""
    with zipfile.ZipFile(BytesIO(to_docx(paper))) as parts:
        return ElementTree.fromstring(parts.read(part))


def said(element: ElementTree.Element) -> str:
    return "".join(part.text or "" for part in element.iter(f"{W}t"))


def paragraph_of(document: ElementTree.Element, text: str) -> ElementTree.Element:
    """The first paragraph that says this."""
    return next(p for p in document.iter(f"{W}p") if said(p) == text)
