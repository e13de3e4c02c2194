"""What a street hands over: its charter, two workbooks, and what its people then say and do."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
STREETS = {"dongtang": "430111005", "wujialing": "430105006"}


@dataclass(frozen=True)
class Case:
    """One case as it lies in ``examples/<name>``."""

    name: str
    street: str
    charter: dict[str, Any]
    story: dict[str, Any]
    members: bytes
    suggestions: bytes

    @property
    def cycle(self) -> str:
        """The year's cycle, for example ``2025``."""
        return str(self.charter["year"])


def load_case(name: str) -> Case:
    """Read a case from the examples. Raises ``KeyError`` for an unknown name."""
    folder = EXAMPLES / name
    charter = tomllib.loads((folder / "charter.toml").read_text(encoding="utf-8"))
    return Case(
        name=name,
        street=STREETS[name],
        charter=json.loads(json.dumps(charter, default=str)),
        story=json.loads((folder / "story.json").read_text(encoding="utf-8")),
        members=(folder / "members.xlsx").read_bytes(),
        suggestions=(folder / "suggestions.xlsx").read_bytes(),
    )
