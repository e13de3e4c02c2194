"""The charters that ship with the product: every ``charters/*.toml`` but the template."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chassis.core.errors import NotFound
from contracts.charter import Charter, Document
from services.assembly.charter.domain import unfit

FOLDER = Path(__file__).parent / "charters"
TEMPLATE = "template"


@cache
def presets() -> dict[str, dict[str, Any]]:
    """Preset name → its particulars, without the year and the papers."""
    return {
        path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml")) if path.stem != TEMPLATE
    }


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


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
        raise unfit([str(row["msg"]) for row in error.errors()]) from None
