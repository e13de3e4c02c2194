"""Lines as people write or paste them: cells parted by ``|``, by ``｜`` or by a tab of Excel."""

import re
from datetime import date

from starlette.datastructures import FormData

from chassis.core.errors import Invalid

PART = re.compile(r"[|｜\t]")


def rows_of(form: FormData, field: str) -> list[list[str]]:
    """The filled lines of a field, each as its cells without blanks around them."""
    lines = str(form.get(field, "")).replace("\u3000", " ").splitlines()
    return [[cell.strip() for cell in PART.split(line)] for line in lines if line.strip()]


def cell(row: list[str], place: int) -> str:
    """One cell of a line, empty where the line is shorter."""
    return row[place] if place < len(row) else ""


def bad_line(field: str, number: int, zh: str, en: str) -> Invalid:
    """A line (counted from 1) that cannot be read; ``zh`` and ``en`` say how it is written."""
    zh, en = f"第 {number} 行：{zh}", f"Line {number}: {en}"
    return Invalid("line-not-read", zh, en, [{"field": field, "zh": zh, "en": en}])


def whole(text: str) -> int | None:
    """A whole number as people write it, ``1,200`` or ``15天``; nothing for anything else."""
    plain = text.replace(",", "").replace("，", "").removesuffix("元").removesuffix("天").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 12 else None


def day_of(text: str) -> date | None:
    """A date, ``2025-07-01`` or ``2025/7/1`` or ``2025年7月1日``; nothing for anything else."""
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
