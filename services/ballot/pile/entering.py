"""The rows of a teller's form, read from what was sent: field by field, or a line for each paper.

A line is a code and the numbers of the projects the paper is for: ``ABCD-EFGH-JKMN-PQRS 1 3 12``;
``废`` (or ``x``) instead of numbers: nobody can read it. A scanner types the code, and the rest is
one hand on the number keys.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from chassis.core.errors import Invalid
from chassis.web.forms import text_of, texts_of
from services.ballot.pile.domain import DraftRow

MOST = 200
CODE = 40
LONGEST = 40_000
BETWEEN = re.compile(r"[\s,，、;；]+")
SHORTEST_PIECE = 3
"""Letters of a code stand in fours, numbers of projects have two digits at most."""
UNREADABLE = ("废", "x", "X")


@dataclass(frozen=True)
class Row:
    """One paper as it stands in the form; ``no`` is its place in it, ``wrong`` what is in doubt."""

    no: int
    code: str = ""
    votes_for: tuple[str, ...] = ()
    spoiled: bool = False
    wrong: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was typed for it."""
        return not (self.code or self.votes_for or self.spoiled)


def blank_rows(number: int, before: Sequence[Row] = ()) -> list[Row]:
    """Rows for so many papers, those typed before at the top."""
    more = [Row(no) for no in range(len(before) + 1, min(number, MOST) + 1)]
    return [*before, *more]


def rows_sent(form: FormData, numbers: Mapping[int, str]) -> list[Row]:
    """The rows of a form. ``numbers``: number on the paper → id of the candidate."""
    if lines := text_of(form, "lines")[:LONGEST].strip():
        return _of_lines(lines.splitlines()[:MOST], numbers)
    number = text_of(form, "papers")
    most = min(int(number), MOST) if number.isascii() and number.isdigit() else 0
    return [
        Row(
            no,
            text_of(form, f"code-{no}")[:CODE],
            tuple(texts_of(form, f"for-{no}")),
            bool(text_of(form, f"spoiled-{no}")),
        )
        for no in range(1, most + 1)
    ]


def _of_lines(lines: Sequence[str], numbers: Mapping[int, str]) -> list[Row]:
    typed = [line for line in lines if line.strip()]
    return [_of_line(no, line, numbers) for no, line in enumerate(typed, 1)]


def _of_line(no: int, line: str, numbers: Mapping[int, str]) -> Row:
    tokens = [_code_of(token) for token in BETWEEN.split(line.strip())]
    spoiled = any(token in UNREADABLE for token in tokens)
    code = "".join(token for token in tokens if len(token) >= SHORTEST_PIECE)
    short = [t for t in tokens if len(t) < SHORTEST_PIECE and t not in UNREADABLE]
    known = {t: numbers.get(int(t), "") if t.isascii() and t.isdigit() else "" for t in short}
    return Row(
        no,
        code[:CODE],
        tuple(candidate for candidate in known.values() if candidate),
        spoiled,
        tuple(token for token, candidate in known.items() if not candidate),
    )


def _code_of(token: str) -> str:
    """The code in what a scanner types: the slip's picture holds an address that ends with it."""
    return re.split(r"[/#=]", token)[-1]


def filled(rows: Sequence[Row]) -> list[Row]:
    """The rows that hold something. Raises ``Invalid`` where none does."""
    found = [row for row in rows if not row.blank]
    if not found:
        raise Invalid("no-papers", "还没有录入选票。", "No paper was typed.")
    return found


def drafted(rows: Sequence[Row]) -> tuple[DraftRow, ...]:
    """The rows as the pile keeps them until it is put away."""
    return tuple(
        DraftRow(code=row.code, votes_for=row.votes_for, spoiled=row.spoiled) for row in rows
    )


def rows_of(draft: Sequence[DraftRow]) -> list[Row]:
    """The rows of a form that was left."""
    return [
        replace(Row(no), **one.model_dump(include={"code", "votes_for", "spoiled"}))
        for no, one in enumerate(draft, 1)
    ]
