"""What an official paper says, without a word on how it looks.

Everything is a frozen value that is built by a pure function from a service's state. Texts come
from people: they are data for both renderers and never markup, and ``one_line`` takes out what
would change how the rest is read.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.rooms.papers.measures import SMALL
from chassis.rooms.papers.numerals import chinese_number

MOST_ROWS = 2_000
LONGEST_TEXT = 20_000
IDEOGRAPHIC = "\u3000"
"""The blank as wide as a character: room to write in by hand."""
DATE_INDENT = 4.0
"""Characters between the date under a paper and the right edge."""


class Kind(StrEnum):
    """Which of the layouts: with a red head, a letter (信函: its head at the top of the page),
    minutes (纪要), a form to fill in and sign, or a booklet with cover and contents (PDF only)."""

    NOTICE = "notice"
    LETTER = "letter"
    MINUTES = "minutes"
    FORM = "form"
    BOOKLET = "booklet"


@dataclass(frozen=True)
class Text:
    """A paragraph of the body, its first line indented by two characters."""

    text: str


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 4, numbered by itself: 一、 （一） 1. （1）."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Named:
    """A line like ``出席：…``: what it is in 黑体, then the text."""

    name: str
    text: str


@dataclass(frozen=True)
class Column:
    """A column of a table. ``share`` is its part of the width; ``centred`` for short entries."""

    name: str
    share: int = 1
    centred: bool = True


@dataclass(frozen=True)
class Table:
    """A table; ``name`` stands above it. ``tall``: rows with room for a signature by hand.

    ``size``: points of its text, where many columns want less than the usual 4号. ``tints``: one
    colour (``#rrggbb``) for each row behind its cell in the column ``tinted``; words say the same.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    name: str = ""
    tall: bool = False
    size: float = SMALL
    tints: tuple[str, ...] = ()
    tinted: int = 0

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("every row has as many cells as there are columns")
        if len(self.rows) > MOST_ROWS:
            raise ValueError(f"a table has at most {MOST_ROWS} rows")


@dataclass(frozen=True)
class Boxes:
    """签字栏: a box to sign in for each of these names; ``seal`` adds a place for the seal."""

    names: tuple[str, ...]
    seal: bool = False


@dataclass(frozen=True)
class Page:
    """A page of its own under a title, as each letter has where many are printed at once."""

    title: str


@dataclass(frozen=True)
class Bound:
    """A PDF that somebody handed in, each of its ``pages`` on a page under our page number.

    PDF only. A paper that binds one is no PDF/A: what was handed in need not be.
    """

    data: bytes
    pages: int
    name: str


@dataclass(frozen=True)
class Code:
    """A QR code of an address, with what it is for beside it (and read out)."""

    address: str
    text: str


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG over the whole width, with the words that are read out instead.

    PDF only: a table of the same paper says the same. The SVG is made by us, never handed in.
    """

    svg: str
    text: str


Block = Text | Heading | Named | Table | Boxes | Page | Bound | Code | Picture


@dataclass(frozen=True)
class Paper:
    """One paper. What is left empty does not appear.

    ``issuer``: the body in the head (发文机关标志); it signs unless ``signature`` is given.
    ``title``: may be broken by ``\\n`` where its sense allows. Minutes have it in their red head.
    ``number``: 发文字号, ``东议〔2026〕1号``. ``to``: 主送机关. ``attachments``: titles (附件说明).
    ``copy_to``, ``printed_by``, ``printed_on``: the lines at the foot of the last page (版记).
    ``anchor``: the audit anchor of the moment it is printed (``chassis.rooms.anchors``), in small.
    ``one_page``: the PDF is set closer, step by step, until it fits one page (a ballot paper).
    A booklet has ``cover`` lines under its title; its pages are counted from ``first_page``, and
    each heading of level 1 begins a page. ``grade``: a letter at the top right of the first page,
    as answers to suggestions bear it (A, B, C, D). ``across``: A3 across, for a notice board (PDF).
    """

    kind: Kind
    issuer: str
    title: str
    body: tuple[Block, ...] = ()
    number: str = ""
    to: str = ""
    attachments: tuple[str, ...] = ()
    signature: str = ""
    dated: date | None = None
    note: str = ""
    copy_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: date | None = None
    anchor: str = ""
    one_page: bool = False
    cover: tuple[str, ...] = ()
    first_page: int = 1
    grade: str = ""
    across: bool = False


def say_day(day: date) -> str:
    """``2026年3月5日``: Arabic figures without leading noughts."""
    return f"{day.year}年{day.month}月{day.day}日"


def one_line(text: str) -> str:
    """The text on one line, without control characters and marks of direction.

    Marks of direction (U+202E and its like) could make a name read as another.
    """
    return scrubbed(text).strip(" ")


def scrubbed(text: str) -> str:
    """``one_line`` with the blanks at both ends kept."""
    kept = (" " if char.isspace() and char != IDEOGRAPHIC else char for char in text)
    return "".join(char for char in kept if not _hidden(char))[:LONGEST_TEXT]


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") or ord(char) & 0xFFFE == 0xFFFE


def lines(text: str) -> list[str]:
    """The paragraphs of a text, each one_line, empty ones left out."""
    return [line for part in text.splitlines() if (line := one_line(part))]


def numbered(body: tuple[Block, ...]) -> Iterator[tuple[Block, str]]:
    """Each block with the number it bears: ``一、`` and so on for headings, else nothing."""
    counts = [0, 0, 0, 0]
    for block in body:
        if not isinstance(block, Heading):
            yield block, ""
            continue
        counts[block.level - 1] += 1
        counts[block.level :] = [0] * (4 - block.level)
        yield block, _mark(block.level, counts[block.level - 1])


def _mark(level: int, count: int) -> str:
    word = chinese_number(count)
    return (f"{word}、", f"（{word}）", f"{count}.", f"（{count}）")[level - 1]


def anchor_text(paper: Paper) -> str:
    """The audit anchor as it stands under a paper, with what it is; empty where there is none."""
    return f"审计锚点（可在街道公开页核对）：{one_line(paper.anchor)}" if paper.anchor else ""


def attachment_lines(paper: Paper) -> list[str]:
    """附件说明: one title stands alone, several are numbered."""
    titles = [one_line(title) for title in paper.attachments]
    if len(titles) < 2:
        return titles
    return [f"{count}. {title}" for count, title in enumerate(titles, 1)]


def signature_of(paper: Paper) -> str:
    """Who signs: named with a date under a notice or letter, nobody under minutes and forms."""
    signed = paper.dated is not None and paper.kind in (Kind.NOTICE, Kind.LETTER)
    return one_line(paper.signature or paper.issuer) if signed else ""


def signature_indent(paper: Paper) -> float:
    """How many characters from the right edge the signature ends: centred over the date.

    The date itself ends 4 characters from the edge; a long name reaches further right.
    """
    assert paper.dated is not None  # only a dated paper is signed
    over = (_width(signature_of(paper)) - _width(say_day(paper.dated))) / 2
    return max(DATE_INDENT - over, 0.0)


def _width(text: str) -> float:
    return sum(0.5 if char.isascii() else 1.0 for char in text)
