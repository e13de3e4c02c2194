"""A table of scores pasted from Excel: what each line says, and what is wrong with it. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.screening import SlateItem
from contracts.session_rules import Scale
from services.ballot.panel.scale import read, told

MOST_LINES = 200
CELLS = re.compile(r"\t|[,，;；]|\s{2,}")
Words = tuple[str, str]


@dataclass(frozen=True)
class PastedLine:
    """One line: the candidate it names, its score as given, what is wrong (Chinese, English)."""

    no: int
    text: str
    item: SlateItem | None
    score: str
    wrong: Words | None


@dataclass(frozen=True)
class Pasted:
    """A pasted table of one panel. Nothing of it is kept before the form is saved."""

    panel: str
    lines: Sequence[PastedLine]

    @property
    def scores(self) -> dict[str, str]:
        """Candidate → score of the lines that are right: what the form is filled with."""
        return {one.item.candidate: one.score for one in self.lines if one.item and not one.wrong}

    @property
    def wrong(self) -> int:
        """How many lines have something wrong."""
        return sum(one.wrong is not None for one in self.lines)


def read_table(panel: str, table: str, items: Sequence[SlateItem], scale: Scale) -> Pasted:
    """Each line is a candidate (its number or title) and its score; columns between are left out.

    A first line whose score is none is taken for the names of the columns.
    """
    known = {str(item.no): item for item in items} | {item.title: item for item in items}
    lines: list[PastedLine] = []
    seen: set[str] = set()
    texts = [line.strip() for line in table.splitlines() if line.strip()][:MOST_LINES]
    for number, text in enumerate(texts, 1):
        cells = [cell.strip() for cell in CELLS.split(text) if cell.strip()]
        item = next((known[cell] for cell in cells[:-1] if cell in known), None)
        score = cells[-1] if cells else ""
        if number == 1 and item is None and read(scale, score) is None:
            continue
        wrong = _wrong(item, score, seen, scale)
        if item is not None:
            seen.add(item.candidate)
        lines.append(PastedLine(number, text[:200], item, score[:20], wrong))
    return Pasted(panel, lines)


def _wrong(item: SlateItem | None, score: str, seen: set[str], scale: Scale) -> Words | None:
    if item is None:
        return "没有找到这个候选项目，请写编号或者完整名称", "no such candidate; give no. or title"
    if item.candidate in seen:
        return "这个项目前面已有一行", "this candidate has a line above"
    if read(scale, score) is None:
        zh, en = told(scale)
        return f"评分应当是{zh}", f"a score is {en}"
    return None
