"""The charters that ship with the product: every ``charters/*.toml`` but the template."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chassis.core.errors import NotFound
from contracts.charter import Charter, Document
from services.assembly.charter.domain import unfit
from services.assembly.charter.lines import line_of

FOLDER = Path(__file__).parent / "charters"
TEMPLATE = "template"


@cache
def presets() -> dict[str, dict[str, Any]]:
    """Preset name → its particulars, without the year and the papers."""
    return {
        path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml")) if path.stem != TEMPLATE
    }


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise unfit([f"{path.name}: {error}"]) from None


def template() -> dict[str, Any]:
    """The commented template for any other street, as it ships."""
    return _read(FOLDER / f"{TEMPLATE}.toml")


def presets_of(street: str) -> dict[str, dict[str, Any]]:
    """The presets that were made for this street."""
    return {name: found for name, found in presets().items() if found["street"] == street}


def charter_from(preset: str, street: str, year: int, documents: tuple[Document, ...]) -> Charter:
    """A preset with the street's own year and papers. Raises ``NotFound``, ``Invalid``."""
    found = presets_of(street).get(preset)
    if found is None:
        raise NotFound(
            "unknown-preset", "本街道没有这个章程预设。", "There is no such preset for this street."
        )
    try:
        return Charter.model_validate(
            {**found, "preset": preset, "year": year, "documents": documents}
        )
    except ValidationError as error:
        raise unfit(placed(preset, error)) from None


def placed(preset: str, error: ValidationError) -> list[str]:
    """What is wrong, each with the line of the preset's file that it stands on."""
    text = (FOLDER / f"{preset}.toml").read_text(encoding="utf-8")
    told = []
    for row in error.errors():
        line, key = line_of(text, row["loc"]), ".".join(map(str, row["loc"]))
        told.append(f"{preset}.toml 第 {line} 行 line {line}，{key}：{row['msg']}")
    return told
