"""What a revision changed in a text, piece by piece (E-25)."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from pydantic import BaseModel

from services.screening.candidate.domain.candidate import Candidate, Revision
from services.screening.candidate.domain.revising import FACTS

Piece = tuple[Literal["same", "out", "in"], str]


class ChangeView(BaseModel):
    """A revision with what it took out of the text before and what it put in, and why.

    ``facts``: those that changed, each by its name with what it was and what it is.
    """

    revision: int
    title: list[Piece]
    content: list[Piece]
    facts: list[tuple[str, str, str]]
    reason: str


def changes_of(candidate: Candidate) -> list[ChangeView]:
    """Each revision that is still kept, the newest first, against the text before it."""
    texts: list[Revision | Candidate] = [*candidate.history, candidate]
    return [
        ChangeView(
            revision=after.revision,
            title=pieces(before.title, after.title),
            content=pieces(before.content, after.content),
            facts=_facts(before, after),
            reason=before.reason if isinstance(before, Revision) else "",
        )
        for before, after in reversed(list(pairwise(texts)))
    ]


def _facts(before: Revision | Candidate, after: Revision | Candidate) -> list[tuple[str, str, str]]:
    # Revisions from before facts were kept have no budget: nothing is known to compare.
    if before.budget_yuan is None or after.budget_yuan is None:
        return []
    both = [(name, getattr(before, name), getattr(after, name)) for name in FACTS]
    return [(name, str(old), str(new)) for name, old, new in both if old != new]


def pieces(before: str, after: str) -> list[Piece]:
    """The two texts as one: what stayed, what went out, what came in."""
    return list(_pieces(before, after))


def _pieces(before: str, after: str) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            yield "same", before[a:b]
            continue
        if b > a:
            yield "out", before[a:b]
        if d > c:
            yield "in", after[c:d]
