"""Words that become public at once hold no personal data (C-04, C-09)."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from chassis.core.errors import Invalid
from chassis.rooms.personal import NAMES, Finding, find_personal
from chassis.web.bodies import PUBLIC


def check_public(body: BaseModel) -> None:
    """Raise ``Invalid`` with each finding in the fields that are marked ``PUBLIC``."""
    found = [_row(name, one) for name, text in _public(body) for one in find_personal(text)]
    if found:
        raise Invalid(
            "personal-data",
            "文字里有个人信息，公开前请删去。",
            "The words hold personal data: take it out before they are public.",
            details=found,
        )


def _public(body: BaseModel, field: str = "") -> Iterator[tuple[str, str]]:
    """Each public text with the field of the form it stands in; a list is one field of a form."""
    for name, info in type(body).model_fields.items():
        value = getattr(body, name)
        if isinstance(value, str) and PUBLIC in info.metadata:
            yield field or name, value
        elif isinstance(value, BaseModel):
            yield from _public(value, field)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, BaseModel):
                    yield from _public(one, field or name)


def _row(name: str, one: Finding) -> dict[str, Any]:
    """What it is and where it stands, never the words themselves."""
    zh, en = NAMES[one.kind]
    at = one.start + 1
    return {"field": name, "zh": f"含{zh}（第 {at} 字起）。", "en": f"{en}, from character {at}."}
