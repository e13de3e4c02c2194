"""A paper as DOCX. It names the fonts that officials have; nothing is embedded."""

import io

from docx import Document
from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT as TAB
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

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
from chassis.rooms.papers.word_parts import (
    bordered,
    field,
    indented,
    paragraph,
    put_on_grid,
    written,
)
from chassis.rooms.papers.word_tables import add_boxes, add_code, add_imprint, add_table

LEVELS = (measures.HEI, measures.KAI, measures.FANGSONG, measures.FANGSONG)


def to_docx(paper: Paper, *, mark: str = "") -> bytes:
    """The DOCX of a paper; ``mark`` stands above every page (演示数据)."""
    document = Document()
    _prepare(document, paper)
    _page(document.sections[0], mark)
    if paper.kind is not Kind.FORM:
        _head(document, paper)
    if paper.kind is not Kind.MINUTES:
        for line in lines(paper.title):
            title = paragraph(document, line, measures.SONG, measures.TITLE, ALIGN.CENTER)
            title.paragraph_format.keep_with_next = True
        paragraph(document)
    if paper.to:
        paragraph(document, f"{one_line(paper.to)}：")
    for block, number in numbered(paper.body):
        _block(document, block, number)
    _closing(document, paper)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _prepare(document: Written, paper: Paper) -> None:
    core = document.core_properties
    core.title, core.author, core.language = one_line(paper.title), one_line(paper.issuer), "zh-CN"
    document.settings.odd_and_even_pages_header_footer = True
    normal = document.styles["Normal"]
    normal.font.size = Pt(measures.BODY)
    normal.paragraph_format.space_after = Pt(0)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), measures.FANGSONG)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    normal.element.get_or_add_rPr().append(language)


def _page(section: Section, mark: str) -> None:
    section.page_width, section.page_height = map(Mm, measures.PAGE)
    section.top_margin, section.bottom_margin = Mm(measures.TOP), Mm(measures.BOTTOM)
    section.left_margin, section.right_margin = Mm(measures.LEFT), Mm(measures.RIGHT)
    section.header_distance, section.footer_distance = Mm(20), Mm(25)
    put_on_grid(section)
    _page_number(section.footer.paragraphs[0], ALIGN.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], ALIGN.LEFT)
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        if mark:
            written(header.paragraphs[0], mark, measures.PLAIN_SONG, 10.5)
            header.paragraphs[0].alignment = ALIGN.CENTER


def _page_number(foot: Paragraph, side: ALIGN) -> None:
    foot.alignment = side
    indented(foot, **{"right" if side is ALIGN.RIGHT else "left": 1.0}, size=measures.SMALL)
    written(foot, "— ", measures.PLAIN_SONG, measures.SMALL)
    field(foot, "PAGE", measures.PLAIN_SONG, measures.SMALL)
    written(foot, " —", measures.PLAIN_SONG, measures.SMALL)


def _head(document: Written, paper: Paper) -> None:
    """发文机关标志, 发文字号 and the red rule; under a minutes' mark who issues it and when."""
    minutes = paper.kind is Kind.MINUTES
    text = one_line(paper.title if minutes else paper.issuer)
    size, drop = measures.head_size(text), measures.HEAD_DROP * measures.POINTS_A_MM
    letter = paper.kind is Kind.LETTER
    drop = 0.0 if letter else drop
    if paper.grade:
        paragraph(document, one_line(paper.grade), measures.HEI, measures.TITLE, ALIGN.RIGHT)
        drop = max(drop - measures.LINE_PITCH, 0)
    head = paragraph(document, text, measures.SONG, size, ALIGN.CENTER, colour=measures.RED)
    head.paragraph_format.space_before = Pt(drop)
    last = head
    if paper.number:
        paragraph(document)
        last = paragraph(document, paper.number, align=ALIGN.CENTER)
    if minutes:
        last = paragraph(document, paper.issuer)
        last.add_run().add_tab()
        written(last, _day(paper))
        last.paragraph_format.tab_stops.add_tab_stop(Mm(measures.TYPE_AREA[0]), TAB.RIGHT)
    bordered(last, "bottom", measures.RED, eighths=12, space=11)
    for _ in range(1 if minutes or letter else 2):
        paragraph(document)


def _day(paper: Paper) -> str:
    return say_day(paper.dated) if paper.dated else ""


def _block(document: Written, block: Block, number: str) -> None:
    match block:
        case Text():
            indented(paragraph(document, block.text), first=2)
        case Heading():
            made = paragraph(document, number + one_line(block.text), LEVELS[block.level - 1])
            made.style = document.styles[f"Heading {block.level}"]
            indented(made, first=2).paragraph_format.space_before = Pt(0)
        case Named():
            made = indented(paragraph(document, f"{one_line(block.name)}：", measures.HEI), first=2)
            written(made, block.text)
        case Table():
            add_table(document, block)
        case Boxes():
            add_boxes(document, block)
        case Page():
            title = paragraph(document, block.title, measures.SONG, measures.TITLE, ALIGN.CENTER)
            title.paragraph_format.page_break_before = True
            paragraph(document)
        case Bound() | Picture():  # in the PDF alone
            pass
        case Code():
            add_code(document, block)


def _closing(document: Written, paper: Paper) -> None:
    _attachments(document, paper)
    if signature := signature_of(paper):
        for _ in range(2):
            paragraph(document).paragraph_format.keep_with_next = True
        signed = paragraph(document, signature, align=ALIGN.RIGHT)
        indented(signed, right=signature_indent(paper)).paragraph_format.keep_with_next = True
        indented(paragraph(document, _day(paper), align=ALIGN.RIGHT), right=DATE_INDENT)
        paragraph(document)
    if paper.note:
        indented(paragraph(document, f"（{one_line(paper.note)}）"), first=2)
    if anchor := anchor_text(paper):
        paragraph(document, anchor, measures.PLAIN_SONG, measures.ANCHOR)
    if paper.copy_to or paper.printed_by:
        add_imprint(document, paper)


def _attachments(document: Written, paper: Paper) -> None:
    found = attachment_lines(paper)
    if found:
        paragraph(document)
    for place, line in enumerate(found):
        # The titles stand under each other, behind 附件：.
        made = paragraph(document, f"附件：{line}" if place == 0 else line)
        indented(made, left=5 if place else 2)
