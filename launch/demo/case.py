"""What a street hands over: its charter, two workbooks, and what its people then say and do.

The examples tell of the year 2025. For a demo the whole story is moved by whole weeks, so that
its last act lies within the week before today and no meeting falls on a Sunday.
"""

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from launch.demo.workbook import move_dates

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STREETS = {"dongtang": "430111005", "wujialing": "430105006"}
TOLD_YEAR = 2025
TOLD_UNTIL = date(2025, 9, 26)
ISO_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


@dataclass(frozen=True)
class Case:
    """One case as it lies in ``examples/<name>``, moved by ``moved`` days."""

    name: str
    street: str
    charter: dict[str, Any]
    story: dict[str, Any]
    members: bytes
    suggestions: bytes
    moved: int = 0

    @property
    def cycle(self) -> str:
        """The year's cycle, for example ``2025``."""
        return str(self.charter["year"])

    def day(self, told: str) -> date:
        """A day that the story tells of (ISO text of 2025) on this case's calendar."""
        return date.fromisoformat(told) + timedelta(days=self.moved)


def load_case(name: str, today: date | None = None) -> Case:
    """Read a case, moved to end in the week before ``today``. ``KeyError`` for unknown names."""
    folder = EXAMPLES / name
    moved = (today - TOLD_UNTIL).days // 7 * 7 if today else 0
    charter = tomllib.loads((folder / "charter.toml").read_text(encoding="utf-8"))
    story = (folder / "story.json").read_text(encoding="utf-8")
    return Case(
        name=name,
        street=STREETS[name],
        charter=json.loads(_moved(json.dumps(charter, default=str, ensure_ascii=False), moved)),
        story=json.loads(_moved(story, moved)),
        members=(folder / "members.xlsx").read_bytes(),
        suggestions=move_dates((folder / "suggestions.xlsx").read_bytes(), moved),
        moved=moved,
    )


def _moved(text: str, days: int) -> str:
    """All ISO dates later by so many days, and the year of the story that follows from it."""
    year = (date(TOLD_YEAR, 1, 14) + timedelta(days=days)).year
    held = ISO_DATE.sub(lambda found: _later(found[0], days), text)
    for told in (f"{TOLD_YEAR}年", f'"year": {TOLD_YEAR}'):
        held = held.replace(told, told.replace(str(TOLD_YEAR), str(year)))
    return held


def _later(told: str, days: int) -> str:
    return (date.fromisoformat(told) + timedelta(days=days)).isoformat()
