"""What a run of the benches was asked for, and the servers that all of its parts share."""

from dataclasses import dataclass
from pathlib import Path

from bench.measure import Contestant

FLAT = "about 1"
Sides = dict[str, Contestant]


@dataclass
class Runs:
    """How many rounds, on which pairs; ``mongo`` and ``rabbit`` are URLs, empty without."""

    rounds: int
    against: Path | None
    embedded: bool
    mongo: str = ""
    rabbit: str = ""

    def houses(self) -> dict[str, Path | None]:
        """The house as it is, and as it was where that was asked for."""
        return {"house": None} | ({"before": self.against} if self.against else {})

    def store(self, name: str) -> str:
        """The stand-in's URL for an installation of this name."""
        head, _, options = self.mongo.partition("/?")
        return f"{head}/{name}?{options}"
