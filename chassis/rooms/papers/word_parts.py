"""The small things of a DOCX that python-docx has no call for: grid, indents, East Asian fonts."""

from typing import Any

from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from chassis.rooms.papers import measures
from chassis.rooms.papers.model import scrubbed

TWIPS = 20


def paragraph(
    document: Written,
    text: str = "",
    font: str = measures.FANGSONG,
    size: float = measures.BODY,
    align: ALIGN | None = None,
    colour: str = "",
) -> Paragraph:
    """A new paragraph with one run of this text."""
    made = document.add_paragraph()
    if align is not None:
        made.alignment = align
    run = written(made, text, font, size)
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    return made


def written(
    made: Paragraph, text: str, font: str = measures.FANGSONG, size: float = measures.BODY
) -> Run:
    """A run at the end of a paragraph, in this font for Chinese and for figures."""
    run = made.add_run(scrubbed(text))
    run.font.size, run.font.name = Pt(size), font
    run.font.bold = False
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def field(made: Paragraph, code: str, font: str, size: float) -> None:
    """A field like ``PAGE``."""
    for kind in ("begin", "", "end"):
        run = written(made, "", font, size)._element
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = code
        run.append(part)


def indented(
    made: Paragraph,
    *,
    first: float = 0,
    left: float = 0,
    right: float = 0,
    size: float = measures.BODY,
) -> Paragraph:
    """Indent by so many characters; Word keeps them as characters when the size is changed."""
    found = made._element.get_or_add_pPr().get_or_add_ind()
    for name, characters in (("firstLine", first), ("left", left), ("right", right)):
        if characters:
            found.set(qn(f"w:{name}Chars"), str(round(characters * 100)))
            found.set(qn(f"w:{name}"), str(round(characters * size * TWIPS)))
    return made


def bordered(made: Paragraph, side: str, colour: str, *, eighths: int, space: int) -> None:
    """A rule on one side of a paragraph: ``eighths`` of a point thick, ``space`` points away."""
    borders = OxmlElement("w:pBdr")
    borders.append(edge(side, colour, eighths, space=space))
    made._element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def edge(side: str, colour: str, eighths: int, *, kind: str = "single", space: int = 0) -> Any:
    """One edge of a border."""
    made = OxmlElement(f"w:{side}")
    values = {"val": kind, "sz": str(eighths), "space": str(space), "color": colour.lstrip("#")}
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made


def put_on_grid(section: Section) -> None:
    """22 lines of 28 characters: the document grid of the section."""
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(int(measures.LINE_PITCH * TWIPS)))
    # What a character is wider than its size, in 4096ths of a point.
    extra = (measures.CHARACTER_PITCH - measures.BODY) * 4096
    grid.set(qn("w:charSpace"), str(round(extra)))
    properties.append(grid)
