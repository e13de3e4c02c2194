"""The rows of a teller's form, read from what was sent: field by field, or a line for each paper.

A line is a code and the numbers of the projects the paper is for: ``ABCD-EFGH-JKMN-PQRS 1 3 12``;
by ranks they stand in the order of their ranks; a satisfaction vote has the number of the grade of
each project in turn, 0 for none. ``废`` (or ``x``) instead of numbers: nobody can read it. A
scanner types the code, and the rest is one hand on the number keys.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from starlette.datastructures import FormData

from chassis.core.errors import Invalid
from chassis.web.forms import text_of, texts_of
from services.ballot.ballot.domain.ballot import Ballot, Method
from services.ballot.ballot.domain.count import Marks
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
    """One paper as it stands in the form; ``no`` is its place in it, ``wrong`` what is in doubt.

    ``written``: (item, rank or id of a grade).
    """

    no: int
    code: str = ""
    votes_for: tuple[str, ...] = ()
    spoiled: bool = False
    wrong: tuple[str, ...] = ()
    written: tuple[tuple[str, str], ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was typed for it."""
        return not (self.code or self.votes_for or self.spoiled or self.written)

    @property
    def marks(self) -> Marks:
        """The same as it goes into the box."""
        return Marks.of(self.votes_for, (), self.spoiled, dict(self.written))


@dataclass(frozen=True)
class Sheet:
    """What a paper of the round asks for. ``numbers``: number on it → id of the candidate."""

    method: Method
    numbers: Mapping[int, str]
    grades: tuple[str, ...]

    def read(self, typed: Sequence[str]) -> tuple[list[str], list[tuple[str, str]], list[str]]:
        """The numbers of a line: what it is FOR, what is written, and what is wrong."""
        if self.method == "GRADES":
            return [], *self._graded(typed)
        known = [(n, self.numbers.get(number_of(n), "")) for n in typed]
        wrong = [n for n, item in known if not item]
        if self.method != "RANKS":
            return list(dict.fromkeys(item for _, item in known if item)), [], wrong
        twice = [n for place, n in enumerate(typed) if n in typed[:place]]
        ranks = {item: str(rank) for rank, (_, item) in enumerate(known, 1) if item}
        return [], list(ranks.items()), wrong + twice

    def _graded(self, typed: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
        most = len(self.grades)
        wrong = [n for n in typed if not 0 <= number_of(n) <= most] + [*typed[len(self.numbers) :]]
        given = zip(self.numbers.values(), map(number_of, typed), strict=False)
        return [(item, self.grades[n - 1]) for item, n in given if 0 < n <= most], wrong


def number_of(text: str) -> int:
    """A number as it was typed; -1 where it is none."""
    return int(text) if text.isascii() and text.isdigit() else -1


def sheet_of(ballot: Ballot) -> Sheet:
    """The sheet of the ballot's latest round."""
    race = ballot.round.race.candidates if ballot.rounds else ()
    numbers = {item.no: item.candidate for item in ballot.items if item.candidate in race}
    grades = tuple(grade.id for grade in ballot.rules.satisfaction.grades)
    return Sheet(ballot.method, numbers, grades)


def blank_rows(number: int, before: Sequence[Row] = ()) -> list[Row]:
    """Rows for so many papers, those typed before at the top."""
    more = [Row(no) for no in range(len(before) + 1, min(number, MOST) + 1)]
    return [*before, *more]


def rows_sent(form: FormData, sheet: Sheet) -> list[Row]:
    """The rows of a form."""
    if lines := text_of(form, "lines")[:LONGEST].strip():
        return _of_lines(lines.splitlines()[:MOST], sheet)
    number = text_of(form, "papers")
    most = min(int(number), MOST) if number.isascii() and number.isdigit() else 0
    return [
        Row(
            no,
            text_of(form, f"code-{no}")[:CODE],
            tuple(texts_of(form, f"for-{no}")),
            bool(text_of(form, f"spoiled-{no}")),
            written=tuple(_written(form, no, sheet)),
        )
        for no in range(1, most + 1)
    ]


def _written(form: FormData, no: int, sheet: Sheet) -> Iterator[tuple[str, str]]:
    for item in sheet.numbers.values():
        if text := unicodedata.normalize("NFKC", text_of(form, f"w-{no}-{item}")).strip()[:CODE]:
            yield item, text


def _of_lines(lines: Sequence[str], sheet: Sheet) -> list[Row]:
    typed = [line for line in lines if line.strip()]
    return [_of_line(no, line, sheet) for no, line in enumerate(typed, 1)]


def _of_line(no: int, line: str, sheet: Sheet) -> Row:
    tokens = [_code_of(token) for token in BETWEEN.split(line.strip())]
    spoiled = any(token in UNREADABLE for token in tokens)
    code = "".join(token for token in tokens if len(token) >= SHORTEST_PIECE)[:CODE]
    short = [t for t in tokens if len(t) < SHORTEST_PIECE and t not in UNREADABLE]
    votes_for, written, wrong = sheet.read(short)
    return Row(no, code, tuple(votes_for), spoiled, tuple(wrong), tuple(written))


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
        DraftRow(
            code=row.code,
            votes_for=row.votes_for,
            spoiled=row.spoiled,
            written=dict(row.written),
        )
        for row in rows
    )


def rows_of(draft: Sequence[DraftRow]) -> list[Row]:
    """The rows of a form that was left."""
    return [
        Row(no, one.code, one.votes_for, one.spoiled, written=tuple(one.written.items()))
        for no, one in enumerate(draft, 1)
    ]
