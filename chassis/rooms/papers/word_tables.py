"""Tables of a DOCX paper: data, boxes to sign in, and the last lines (版记)."""

from io import BytesIO
from typing import Any

from docx.document import Document as Written
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table as Grid
from docx.table import _Cell as Cell

from chassis.rooms.papers import measures
from chassis.rooms.papers.model import Boxes, Code, Paper, Table, one_line, say_day
from chassis.rooms.papers.word_parts import edge, indented, paragraph, written
from chassis.rooms.qr import qr_png

WIDTH = measures.TYPE_AREA[0]
BLACK = "000000"
THICK = 8
"""0.35 mm in eighths of a point."""
THIN = 6


def add_table(document: Written, table: Table) -> None:
    """A table over the whole width, its first row repeated on every page."""
    if table.name:
        name = paragraph(document, table.name, measures.HEI, align=ALIGN.CENTER)
        name.paragraph_format.keep_with_next = True
    shares = [column.share for column in table.columns]
    grid = _grid(document, 1 + len(table.rows), [WIDTH * share / sum(shares) for share in shares])
    grid.style = "Table Grid"
    _repeat(grid)
    for cell, column in zip(grid.rows[0].cells, table.columns, strict=True):
        _fill(cell, column.name, measures.HEI, ALIGN.CENTER, table.size)
    for row, texts in zip(list(grid.rows)[1:], table.rows, strict=True):
        if table.tall:
            row.height, row.height_rule = Mm(11), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell, column, text in zip(row.cells, table.columns, texts, strict=True):
            side = ALIGN.CENTER if column.centred else ALIGN.LEFT
            _fill(cell, text, measures.FANGSONG, side, table.size)


def _grid(document: Written, rows: int, widths: list[float]) -> Grid:
    grid: Grid = document.add_table(rows, len(widths))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return grid


def _fill(cell: Cell, text: str, font: str, side: ALIGN, size: float = measures.SMALL) -> None:
    cell.vertical_alignment = VERTICAL.CENTER
    made = cell.paragraphs[0]
    made.alignment = side
    # Rows are as high as their text, not as a line of the grid.
    off = OxmlElement("w:snapToGrid")
    off.set(qn("w:val"), "0")
    made._element.get_or_add_pPr().insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:rPr")
    written(made, text, font, size)


def _repeat(grid: Grid) -> None:
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(header)


def add_code(document: Written, code: Code) -> None:
    """A QR code as a picture, with its words as its description and beside it."""
    side = 30.0
    left, right = _grid(document, 1, [side + 4, WIDTH - side - 4]).rows[0].cells
    picture = left.paragraphs[0].add_run().add_picture(BytesIO(qr_png(code.address)), Mm(side))
    picture._inline.docPr.set("descr", one_line(code.text))
    _fill(right, code.text, measures.FANGSONG, ALIGN.LEFT)


def add_boxes(document: Written, boxes: Boxes) -> None:
    """签字栏, two a line: each name with a rule to sign on; then date and seal."""
    if boxes.names:
        _signing(document, boxes)
    if boxes.seal:
        _seal(document)


def _signing(document: Written, boxes: Boxes) -> None:
    paragraph(document)
    half = WIDTH / 2
    grid = _grid(document, (len(boxes.names) + 1) // 2, [half * 0.4, half * 0.6] * 2)
    for place, name in enumerate(boxes.names):
        row = grid.rows[place // 2]
        row.height, row.height_rule = Mm(16), WD_ROW_HEIGHT_RULE.AT_LEAST
        label, box = row.cells[2 * (place % 2) : 2 * (place % 2) + 2]
        _fill(label, f"{one_line(name)}：", measures.FANGSONG, ALIGN.LEFT, measures.BODY)
        label.vertical_alignment = VERTICAL.BOTTOM
        _edges(box, {"bottom": "single"})


def _seal(document: Written) -> None:
    paragraph(document)
    grid = _grid(document, 1, [WIDTH - 44, 44])
    row = grid.rows[0]
    row.height, row.height_rule = Mm(44), WD_ROW_HEIGHT_RULE.AT_LEAST
    day = "日期：　　　　年　　月　　日"
    _fill(row.cells[0], day, measures.FANGSONG, ALIGN.LEFT, measures.BODY)
    _fill(row.cells[1], "盖章处", measures.FANGSONG, ALIGN.CENTER, 12)
    _edges(row.cells[1], dict.fromkeys(("top", "left", "bottom", "right"), "dashed"))


def _edges(cell: Cell, kinds: dict[str, str]) -> None:
    borders = OxmlElement("w:tcBorders")
    for side, kind in kinds.items():
        borders.append(edge(side, BLACK, 4, kind=kind))
    cell._tc.get_or_add_tcPr().insert_element_before(borders, "w:shd", "w:vAlign")


def add_imprint(document: Written, paper: Paper) -> None:
    """版记 at the foot of the last page: 抄送, then who printed it and when."""
    copies = f"抄送：{'，'.join(map(one_line, paper.copy_to))}。" if paper.copy_to else ""
    printed = f"{say_day(paper.printed_on)}印发" if paper.printed_on else ""
    rows = [row for row in ((copies, ""), (one_line(paper.printed_by), printed)) if any(row)]
    grid = _grid(document, len(rows), [WIDTH * 0.6, WIDTH * 0.4])
    _at_the_foot(grid)
    for place, (row, texts) in enumerate(zip(grid.rows, rows, strict=True)):
        cells = row.cells
        if not texts[1]:
            cells[0].merge(cells[1])
        _imprint_row(cells, texts, first=place == 0, last=place == len(rows) - 1)


def _imprint_row(
    cells: tuple[Cell, ...], texts: tuple[str, str], *, first: bool, last: bool
) -> None:
    for cell, text, side in zip(cells, texts, ("left", "right"), strict=True):
        if text:
            _fill(cell, text, measures.FANGSONG, ALIGN.LEFT if side == "left" else ALIGN.RIGHT)
            indented(cell.paragraphs[0], **{side: 1.0}, size=measures.SMALL)
    for cell in {id(cell._tc): cell for cell in cells}.values():
        borders = OxmlElement("w:tcBorders")
        borders.append(edge("top", BLACK, THICK if first else THIN))
        borders.append(edge("bottom", BLACK, THICK if last else THIN))
        cell._tc.get_or_add_tcPr().insert_element_before(borders, "w:shd", "w:vAlign")


def _at_the_foot(grid: Grid) -> None:
    place: Any = OxmlElement("w:tblpPr")
    values = {"vertAnchor": "margin", "horzAnchor": "margin"}
    for name, value in (values | {"tblpXSpec": "center", "tblpYSpec": "bottom"}).items():
        place.set(qn(f"w:{name}"), value)
    properties = grid._tbl.tblPr
    properties.insert_element_before(place, "w:tblOverlap", "w:tblW", "w:jc", "w:tblLook")
