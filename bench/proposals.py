"""How often the category and the unit that are proposed are those that people chose.

Each suggestion of the two streets' examples is left out once and proposed from the others:
``python -m bench.proposals``.
"""

import json
import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

from services.intake.similar.finding import COMPARED
from services.intake.similar.proposing import Learned

EXAMPLES = Path(__file__).parents[1] / "examples"
Row = tuple[str, str, str]
"""Text, category, unit."""


def rows_of(street: str) -> list[Row]:
    """What was said in a street, and what its meetings made of it."""
    folder = EXAMPLES / street
    book = CalamineWorkbook.from_path(str(folder / "suggestions.xlsx"))
    triage = json.loads((folder / "story.json").read_text("utf-8"))["triage"]
    units = {int(one["no"]): one.get("unit", "") for one in triage}
    rows = book.get_sheet_by_index(0).to_python()[1:]
    return [
        (f"{one[5]} {str(one[6])[:COMPARED]}", str(one[7]), units.get(int(float(str(one[0]))), ""))
        for one in rows
    ]


def hits(examples: list[tuple[str, str]]) -> tuple[int, int, int]:
    """How often the first, and one of the three, was right; of how many."""
    first = among = 0
    labelled = [one for one in examples if one[1]]
    for at, (text, label) in enumerate(labelled):
        ranked = Learned(labelled[:at] + labelled[at + 1 :]).ranked(text)
        first += ranked[:1] == [label]
        among += label in ranked
    return first, among, len(labelled)


def main() -> None:
    """Print the figures."""
    for street in ("dongtang", "wujialing"):
        rows = rows_of(street)
        _tell(street, "category", hits([(text, category) for text, category, _ in rows]))
        _tell(street, "unit", hits([(f"{text} {kind}", unit) for text, kind, unit in rows]))


def _tell(street: str, what: str, found: tuple[int, int, int]) -> None:
    first, among, of = found
    sys.stdout.write(f"{street} {what}: first {first}, among three {among}, of {of}\n")


if __name__ == "__main__":
    main()
