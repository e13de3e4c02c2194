"""Words that become public at once hold no personal data (C-04, C-09)."""

from collections.abc import Mapping
from typing import Any

from chassis.core.errors import Invalid
from chassis.rooms.personal import NAMES, find_personal


def check_clean(words: Mapping[str, str]) -> None:
    """Raise ``Invalid`` with each finding. ``words``: field of the form → its text."""
    found = [_row(name, text, one) for name, text in words.items() for one in find_personal(text)]
    if found:
        raise Invalid(
            "personal-data",
            "文字里有个人信息，公开前请删去。",
            "The words hold personal data: take it out before they are public.",
            details=found,
        )


def _row(name: str, text: str, one: Any) -> dict[str, Any]:  # noqa: ARG001
    """What it is and where it stands, never the words themselves."""
    zh, en = NAMES[one.kind]
    at = one.start + 1
    return {"field": name, "zh": f"含{zh}（第 {at} 字起）。", "en": f"{en}, from character {at}."}
