"""A paper as PDF/A-2b and PDF/UA-1, set by typst without network, clock or system fonts."""

import hashlib
import json
import re
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from chassis.core.errors import Invalid
from chassis.rooms.papers import measures
from chassis.rooms.papers.model import (
    DATE_INDENT,
    Block,
    Bound,
    Boxes,
    Code,
    Heading,
    Kind,
    Named,
    Page,
    Paper,
    Picture,
    Table,
    Text,
    anchor_text,
    attachment_lines,
    lines,
    numbered,
    one_line,
    say_day,
    signature_indent,
    signature_of,
)
from chassis.rooms.qr import qr_svg

TEMPLATE = Path(__file__).with_name("template") / "paper.typ"
APART = TEMPLATE.with_name("apart.typ")
NOWHERE = "/nonexistent"
UNSEEN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
"""How typst writes a character that does not print, such as one of private use."""
PAGES = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
GETA = "〓"
"""What printers set where they lack a character."""
PLACES = ("PAGE", "TOP", "LEFT", "RIGHT", "BOTTOM", "HEAD_DROP")
SIZES = ("BODY", "TITLE", "SMALL", "ANCHOR", "LINE_PITCH", "CHARACTER_PITCH", "RED")
OWN_SONG = {"FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK"}


def to_pdf(paper: Paper, made: datetime, *, fonts: str = "", mark: str = "") -> bytes:
    """The PDF of a paper. ``made`` is the time in its metadata, ``fonts`` the street's folder.

    ``mark`` stands above every page (演示数据). A character that no font has becomes ``〓``: the
    standard for archives forbids a gap. Raises ``Invalid`` where it cannot be set at all.
    """
    own_song = bool(OWN_SONG & set(_fonts(fonts).families()))
    said = _data(paper, mark) | {"own_song": own_song}
    bound = [block for block in paper.body if isinstance(block, Bound)]
    try:
        if bound:
            return _with_files(said, made, fonts, bound)
        return _fitted(said, made, fonts) if paper.one_page else _set(said, made, fonts)
    except typst.TypstError as error:
        raise Invalid(
            "paper-not-set",
            "这份公文排不成 PDF，请下载 Word 版。",
            "This paper cannot be set as a PDF; download the Word file.",
        ) from error


def _with_files(said: dict[str, Any], made: datetime, fonts: str, bound: list[Bound]) -> bytes:
    """Set beside the files that it binds, in a folder of its own: typst reads nothing else."""
    with tempfile.TemporaryDirectory(prefix="yishi-paper-") as folder:
        template = Path(folder) / TEMPLATE.name
        template.write_bytes(TEMPLATE.read_bytes())
        for one in bound:
            (Path(folder) / _file(one)).write_bytes(one.data)
        text = json.dumps(said, ensure_ascii=False)
        return _shown(text, fonts, lambda text: _typeset(template, text, fonts, [], _moment(made)))


def pages_of(data: bytes) -> int:
    """How many pages a PDF has that was made here."""
    return len(PAGES.findall(data))


def _set(said: dict[str, Any], made: datetime, fonts: str) -> bytes:
    text = json.dumps(said, ensure_ascii=False)
    return _shown(text, fonts, lambda text: _compiled(text, made, fonts))


def _fitted(said: dict[str, Any], made: datetime, fonts: str) -> bytes:
    """On one page, set as wide as that allows; where nothing helps, as usual on several."""
    for closer in measures.CLOSER:
        data = _set(said | {"measures": _closer(said, closer)}, made, fonts)
        if pages_of(data) == 1:
            return data
    return _set(said, made, fonts)


def _closer(said: dict[str, Any], closer: dict[str, float]) -> dict[str, Any]:
    found: dict[str, Any] = said["measures"] | closer
    # Characters keep their grid: 28 of 3号 in a line become more, smaller ones.
    shrunk = found["body"] / measures.BODY
    return found | {"character_pitch": measures.CHARACTER_PITCH * shrunk}


def _shown(said: str, fonts: str, compiled: Callable[[str], bytes]) -> bytes:
    """The PDF, tried again without the characters that no font has.

    A round that replaces nothing is the last, so there are never more than different characters.
    """
    while True:
        try:
            return compiled(said)
        except typst.TypstError as error:
            named = _named(error)
            rest = _without(said, named + _named_apart(said, fonts)) if named else said
            if rest == said:
                raise
            said = rest


def _named_apart(said: str, fonts: str) -> str:
    """The characters of the paper that no font has: typst names one of each paragraph."""
    apart = "".join(sorted({char for char in said if ord(char) > 0x7F}))
    try:
        _typeset(APART, apart, fonts, ["a-2b"])
    except typst.TypstError as error:
        return _named(error)
    return ""


def _named(error: typst.TypstError) -> str:
    found = "".join(UNSEEN.findall(error.diagnostic))
    return ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), found)


def _without(said: str, unseen: str) -> str:
    return said.translate({ord(char): GETA for char in unseen if ord(char) > 0x7F})


def _compiled(said: str, made: datetime, fonts: str) -> bytes:
    return _typeset(TEMPLATE, said, fonts, ["a-2b", "ua-1"], _moment(made))


def _moment(made: datetime) -> datetime:
    return made.replace(microsecond=0)


def _typeset(
    template: Path,
    said: str,
    fonts: str,
    standards: list[Any],
    made: datetime | None = None,
) -> bytes:
    return typst.compile(
        str(template),
        root=str(template.parent),
        package_path=NOWHERE,
        package_cache_path=NOWHERE,
        font_paths=_fonts(fonts),
        format="pdf",
        sys_inputs={"paper": said},
        pdf_standards=standards,
        timestamp=made,
    )


@lru_cache(maxsize=4)
def _fonts(folder: str) -> typst.Fonts:
    shipped = Path(pylopdf_fonts_zh_cn.serif_path()).parent
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[*([folder] if folder else []), str(shipped)],
    )


def _data(paper: Paper, mark: str) -> dict[str, Any]:
    head = one_line(paper.title if paper.kind is Kind.MINUTES else paper.issuer)
    signature = signature_of(paper)
    return {
        "kind": paper.kind,
        "issuer": one_line(paper.issuer),
        "head": head,
        "head_size": measures.head_size(head),
        "title": one_line(paper.title),
        "title_lines": lines(paper.title),
        "number": one_line(paper.number),
        "to": one_line(paper.to),
        "body": [_block(block, number) for block, number in numbered(paper.body)],
        "attachments": attachment_lines(paper),
        "signature": signature,
        "signature_indent": signature_indent(paper) if signature else 0,
        "day": say_day(paper.dated) if paper.dated else "",
        "mark": one_line(mark),
        "cover": [*map(one_line, paper.cover)],
        "first_page": paper.first_page,
        "grade": one_line(paper.grade),
        "measures": _measures() | (measures.ACROSS if paper.across else {}),
        **_foot(paper),
    }


def _foot(paper: Paper) -> dict[str, str]:
    """What stands under the signature: 附注, the audit anchor, 版记."""
    return {
        "note": one_line(paper.note),
        "anchor": anchor_text(paper),
        "copy_to": "，".join(map(one_line, paper.copy_to)),
        "printed_by": one_line(paper.printed_by),
        "printed_on": f"{say_day(paper.printed_on)}印发" if paper.printed_on else "",
    }


def _measures() -> dict[str, Any]:
    figures = {name.lower(): getattr(measures, name) for name in (*PLACES, *SIZES)}
    return figures | {
        "date_indent": DATE_INDENT,
        "table": measures.BODY,
        "table_gap": 6,
        "head_most": measures.HEAD_MOST,
    }


def _block(block: Block, number: str) -> dict[str, Any]:
    match block:
        case Text():
            return {"is": "text", "text": one_line(block.text)}
        case Heading():
            text = one_line(block.text)
            return {"is": "heading", "level": block.level, "mark": number, "text": text}
        case Named():
            return {"is": "named", "name": one_line(block.name), "text": one_line(block.text)}
        case Table():
            return _table(block)
        case Boxes():
            return {"is": "boxes", "names": [*map(one_line, block.names)], "seal": block.seal}
        case Code():
            svg = str(qr_svg(block.address))
            return {"is": "code", "svg": svg, "text": one_line(block.text)}
        case Picture():
            return {"is": "picture", "svg": block.svg, "text": one_line(block.text)}
        case Page():
            return {"is": "page", "title": one_line(block.title)}
        case Bound():
            name = one_line(block.name)
            return {"is": "bound", "file": _file(block), "pages": block.pages, "name": name}


def _file(bound: Bound) -> str:
    return f"{hashlib.sha256(bound.data).hexdigest()}.pdf"


def _table(table: Table) -> dict[str, Any]:
    return {
        "is": "table",
        "name": one_line(table.name),
        "tall": table.tall,
        "size": table.size,
        "tints": [*table.tints],
        "tinted": table.tinted,
        "columns": [
            {"name": one_line(one.name), "share": one.share, "centred": one.centred}
            for one in table.columns
        ],
        "rows": [[one_line(cell) for cell in row] for row in table.rows],
    }
