"""The charters that ship with the product: every ``charters/*.toml`` but the template."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from chassis.core.errors import NotFound
from contracts.charter import Charter, Document
from services.assembly.charter.domain import unfit
from services.assembly.charter.lines import placed

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


def presets_of(street: str, in_force: Charter | None = None) -> dict[str, dict[str, Any]]:
    """The presets that were made for this street, and the charter in force where it is none.

    A street that was added as data goes on from the charter it has.
    """
    shipped = {name: found for name, found in presets().items() if found["street"] == street}
    if in_force is None or in_force.preset in shipped:
        return shipped
    own = in_force.model_dump(mode="json", exclude={"preset", "year", "documents"})
    return {in_force.preset: own, **shipped}


def charter_from(
    preset: str,
    street: str,
    year: int,
    documents: tuple[Document, ...],
    in_force: Charter | None = None,
) -> Charter:
    """A preset with the street's own year and papers. Raises ``NotFound``, ``Invalid``."""
    found = presets_of(street, in_force).get(preset)
    if found is None:
        raise NotFound(
            "unknown-preset", "本街道没有这个章程预设。", "There is no such preset for this street."
        )
    try:
        return Charter.model_validate(
            {**found, "preset": preset, "year": year, "documents": documents}
        )
    except ValidationError as error:
        raise unfit(_placed(preset, error)) from None


def _placed(preset: str, error: ValidationError) -> list[str]:
    """What is wrong, each with the line of the preset's file that it stands on."""
    path = FOLDER / f"{preset}.toml"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return placed(path.name, text, error)
