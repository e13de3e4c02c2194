"""A .pb file as a poll: what META and PROJECTS say, and the votes, counted while they are read.

Memory grows with the number of projects and of different ballots, and by a few bytes for each
voter (so that nobody is counted twice), never with the text of the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from services.ballot.tally.pb.cells import amount, exact, whole
from services.ballot.tally.pb.counting import Counted, VoteReader
from services.ballot.tally.pb.rows import SECTIONS, Batch, Batches, Row, Unreadable, lined

BATCH = 4096
"""So many votes are read at a time."""
VOTE_TYPES = ("approval", "ordinal", "cumulative", "scoring", "choose-1")


@dataclass(frozen=True, slots=True)
class Project:
    """One row of PROJECTS. ``None``: the file does not say it."""

    id: str
    cost: Fraction
    name: str
    votes: Fraction | None
    score: Fraction | None
    selected: int | None
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Poll:
    """A whole file."""

    meta: Mapping[str, str]
    budget: Fraction
    projects: tuple[Project, ...]
    counted: Counted

    @property
    def vote_type(self) -> str:
        """approval, choose-1, ordinal, cumulative or scoring."""
        return self.meta["vote_type"]


def read_poll(path: Path) -> Poll:
    """Read and count a file. Raises ``Unreadable`` with the line and the reason."""
    rows = _Rows(path)
    meta, lines = _meta(rows)
    budget = amount(meta["budget"], lines["budget"], "budget")
    projects = _projects(rows)
    if not projects:
        raise Unreadable(rows.line, "PROJECTS 没有项目。", "PROJECTS lists no project.")
    names = rows.header("VOTES")
    reader = VoteReader([project.id for project in projects], meta, lines, names, rows.line)
    for batch in rows.batches():
        if not reader.take_plain(batch):
            for line, row in rows.last(batch):
                reader.take(line, row)
    return Poll(meta, budget, tuple(projects), reader.counted())


class _Rows:
    """The rows, section by section, in the order that the format asks for."""

    def __init__(self, path: Path) -> None:
        self._source = Batches(path)
        self._batches = iter(self._source)
        self._rows = (row for batch in self._batches for row in lined(batch))
        self._title = ""
        self._begun: list[str] = []
        self.line = 0

    def header(self, section: str) -> list[str]:
        """The names of the columns of the next section, which must be this one."""
        if not self._begun:
            self._title = self._first()
        if self._title != section:
            raise self._misplaced(section)
        self._begun.append(section)
        self._title = ""
        line, row = next(self._rows, (self.line, []))
        self.line, names = line, _trimmed(row)
        if not names or _title_of(row):
            raise Unreadable(line, f"{section} 缺少列名一行。", f"{section} has no row of columns.")
        if len({name.lower() for name in names}) < len(names):
            raise Unreadable(line, f"{section} 的列名有重复。", f"{section} names a column twice.")
        return names

    def section(self) -> Iterator[Row]:
        """The rows of the section whose header was read."""
        for line, row in self._checked(self._rows):
            if title := _title_of(row):
                self._title = title
                return
            yield line, row

    def batches(self) -> Iterator[Batch]:
        """The rest of the file, many rows at a time."""
        self._source.size = BATCH
        yield from self._batches

    def last(self, batch: Batch) -> Iterator[Row]:
        """The rows of a batch, where no section may begin any more."""
        yield from self._checked(lined(batch))

    def _checked(self, rows: Iterator[Row]) -> Iterator[Row]:
        for line, row in rows:
            self.line, title = line, _title_of(row)
            if title in self._begun:
                raise Unreadable(
                    line, f"{title} 一节出现两次。", f"The section {title} begins twice."
                )
            yield line, row

    def _first(self) -> str:
        for line, row in self._rows:
            self.line = line
            if title := _title_of(row):
                return title
            break
        if self.line:
            raise Unreadable(self.line, "文件应以 META 开头。", "META should stand first.")
        raise Unreadable(0, "文件是空的。", "The file is empty.")

    def _misplaced(self, section: str) -> Unreadable:
        if self._title:
            return Unreadable(
                self.line,
                f"这里应是 {section} 一节，却是 {self._title}。",
                f"The section {section} should stand here, not {self._title}.",
            )
        return Unreadable(self.line, f"缺少 {section} 一节。", f"The section {section} is missing.")


def _title_of(row: list[str]) -> str:
    first = row[0].strip().upper() if row else ""
    alone = not any(cell.strip() for cell in row[1:])
    return first if first in SECTIONS and alone else ""


def _trimmed(row: list[str]) -> list[str]:
    """The cells without blanks around them and without empty ones at the end."""
    cells = [cell.strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _meta(rows: _Rows) -> tuple[dict[str, str], dict[str, int]]:
    """Keys with their values, and the line of each."""
    if [name.lower() for name in rows.header("META")] != ["key", "value"]:
        raise Unreadable(rows.line, "META 的列名应是 key;value。", "META has no header key;value.")
    meta: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in rows.section():
        key, value = row[0].strip(), ";".join(_trimmed(row[1:]))
        if key in meta and meta[key] != value:
            raise Unreadable(line, f"META 里 {key} 写了两次。", f"META states {key} twice.")
        meta[key], lines[key] = value, line
    for key in ("budget", "vote_type"):
        if not meta.get(key):
            raise Unreadable(rows.line, f"META 缺少 {key}。", f"META does not state {key}.")
    meta["vote_type"] = meta["vote_type"].lower()
    if meta["vote_type"] not in VOTE_TYPES:
        known = ", ".join(VOTE_TYPES)
        raise Unreadable(
            lines["vote_type"],
            f"vote_type 应是 {known} 之一。",
            f"vote_type “{meta['vote_type'][:40]}” is none of {known}.",
        )
    return meta, lines


def _projects(rows: _Rows) -> list[Project]:
    names = [name.lower() for name in rows.header("PROJECTS")]
    for needed in ("project_id", "cost"):
        if needed not in names:
            raise Unreadable(
                rows.line, f"PROJECTS 缺少 {needed} 一列。", f"PROJECTS has no column {needed}."
            )
    found: dict[str, Project] = {}
    for line, row in rows.section():
        project = _project(line, cells_by_name(line, row, names))
        if project.id in found:
            raise Unreadable(
                line, f"项目编号 {project.id} 重复。", f"The project {project.id} is listed twice."
            )
        found[project.id] = project
    return list(found.values())


def cells_by_name(line: int, row: list[str], names: list[str]) -> dict[str, str]:
    """The cells of a row under the names of their columns; what is left out is empty."""
    cells = _trimmed(row)
    if len(cells) > len(names):
        raise Unreadable(
            line,
            f"这一行有 {len(cells)} 格，列名只有 {len(names)} 个（文字里有分号时要加双引号）。",
            f"{len(cells)} cells under {len(names)} columns (quote a text that has a semicolon).",
        )
    return dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=True))


def _project(line: int, cells: Mapping[str, str]) -> Project:
    if not cells["project_id"]:
        raise Unreadable(line, "这个项目没有编号。", "A project has no project_id.")
    votes, score, selected = (cells.get(name, "") for name in ("votes", "score", "selected"))
    return Project(
        id=cells["project_id"],
        cost=amount(cells["cost"], line, "cost"),
        name=cells.get("name", ""),
        votes=amount(votes, line, "votes") if votes else None,
        score=exact(score, line, "score") if score else None,
        selected=whole(selected, line, "selected") if selected else None,
        parts={name: cells[name] for name in ("category", "neighborhood") if cells.get(name)},
    )
