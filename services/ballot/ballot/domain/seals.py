"""封箱: a digest of all papers in the box, shown before anything is counted (decision 0014, 6).

Whoever noted it can hold it against the box at any later time: one paper more, less or other gives
another digest. ``salt`` is random and stays with the seal, so that the digest of a box with few
papers cannot be found by trying.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from chassis.core.decision import State
from chassis.core.digests import digests
from services.ballot.ballot.domain.paper_digest import lines_of_papers

Rows = Iterable[tuple[str, Mapping[str, object]]]
"""(id, body) of papers, in any order."""


class Seal(State):
    """One seal: number of papers, digests over salt and papers in hex, when it was put on (UTC)."""

    papers: int
    salt: str
    sha256: str
    sm3: str = ""
    at: datetime


def seal_of(rows: Rows, salt: str, at: datetime, *, sm3: bool) -> Seal:
    """The seal of a box that holds these papers."""
    lines = lines_of_papers(rows)
    found = digests("\n".join([salt, *lines]).encode(), sm3=sm3)
    return Seal(papers=len(lines), salt=salt, sha256=found.sha256, sm3=found.sm3, at=at)


def holds(seal: Seal, rows: Rows) -> bool:
    """Whether the box still holds exactly the papers that were sealed."""
    again = seal_of(rows, seal.salt, seal.at, sm3=bool(seal.sm3))
    return again == seal
