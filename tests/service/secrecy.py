"""An attacker who has everything: all tables, logs, events and figures. Can persons be joined
with choices?

``Evidence`` is all there is to read after (or between) the acts of a session: tables, logs, events,
figures, and the bytes of the files, the write-ahead log too. ``joins`` tries to lay papers beside
persons by key, by a key that can be computed, by order and by time, and tells every way it finds;
``links`` tries to lay the coupons of two turns beside each other; ``traces`` tells what changed
anywhere while people voted.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from typing import Any

from chassis.store.entries import digest_of
from services.ballot.pile.domain import Pile
from services.ballot.slips.credential import key_pair, public_hex

PAPERS, SLIPS, CANCELLED = "papers", "slips", "cancelled"
BODY = {"votes_for", "against", "spoiled", "signature"}
TIME = re.compile(r"\d{2}:\d{2}|\d{4}-\d{2}-\d{2}|^\d{9,}(\.\d+)?$")
TOKEN = re.compile(r"[\w-]{6,}")


@dataclass
class Table:
    """A table as it is read without an ORDER BY; ``numbered``: it keeps the order of insertion."""

    rows: list[dict[str, Any]]
    numbered: bool


@dataclass
class Evidence:
    """Everything that can be read."""

    tables: dict[str, Table] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    figures: str = ""
    files: dict[str, bytes] = field(default_factory=dict)

    def plain(self, name: str) -> list[tuple[str, Table]]:
        """The tables of a plain collection."""
        return [(key, table) for key, table in self.tables.items() if key.endswith(f"_{name}")]

    def others(self) -> Iterable[tuple[str, str]]:
        """Every record outside the box, the slips and what is cancelled, as (where, text)."""
        box = {key for name in (PAPERS, SLIPS, CANCELLED) for key, _ in self.plain(name)}
        for key, table in self.tables.items():
            if key not in box:
                yield from ((key, _text(row)) for row in table.rows)
        yield from (("log", line) for line in self.lines)
        yield from (("event", event) for event in self.events)
        yield "figures", self.figures


def collect(
    folder: Path, lines: Sequence[str] = (), events: Sequence[str] = (), figures: str = ""
) -> Evidence:
    """Read every table of every SQLite file below a folder, and the bytes of all files."""
    files = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = Evidence({}, list(lines), list(events), figures, files)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.open("rb").read(15) == b"SQLite format 3":
            found.tables.update(_tables(path))
    return found


def _tables(path: Path) -> dict[str, Table]:
    with closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        names = [
            row["name"] for row in base.execute("SELECT name FROM sqlite_master WHERE type='table'")
        ]
        return {f"{path.stem}:{name}": _table(base, name) for name in names}


def _table(base: sqlite3.Connection, name: str) -> Table:
    rows = [dict(row) for row in base.execute(f'SELECT * FROM "{name}"')]
    try:
        base.execute(f'SELECT rowid FROM "{name}" LIMIT 1').fetchall()
    except sqlite3.OperationalError:
        return Table(rows, numbered=False)
    return Table(rows, numbered=True)


def _text(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)


# ---- the attacks ---------------------------------------------------------------------------


def joins(found: Evidence, persons: Sequence[str], codes: Sequence[str]) -> list[str]:
    """Every way found to lay a paper beside a person; empty where secrecy holds.

    ``persons``: ids and names. ``codes``: the slips, which only their drawers hold, so that they
    may stand nowhere.
    """
    return [
        *_by_key(found, codes),
        *_by_computed_key(found, persons),
        *_by_order(found),
        *_by_what_a_paper_says(found, persons),
        *_by_digest(found),
    ]


def _keys(found: Evidence, name: str) -> set[str]:
    rows = [row for _, table in found.plain(name) for row in table.rows]
    return {str(row["id"]).rsplit("/", 1)[1] for row in rows}


def _by_key(found: Evidence, codes: Sequence[str]) -> Iterable[str]:
    papers, slips = _keys(found, PAPERS), _keys(found, SLIPS)
    secrets = papers | slips | set(codes) | {code.replace("-", "") for code in codes}
    for where, text in found.others():
        if any(secret in text for secret in secrets):
            yield f"{where} holds the key of a paper or slip"
    for name in (PAPERS, SLIPS):
        for _, table in found.plain(name):
            if any(code in _text(row) for row in table.rows for code in codes):
                yield f"{name} hold a code"


def _by_computed_key(found: Evidence, persons: Sequence[str]) -> Iterable[str]:
    """Try everything that stands beside a person as a code and as what a hash is taken of."""
    ids = [str(row["id"]) for _, table in found.plain(PAPERS) for row in table.rows]
    contexts = {part for row_id in ids for part in row_id.split("/")[:-1]}
    beside = {
        token
        for _, text in found.others()
        if any(person in text for person in persons)
        for token in TOKEN.findall(text)
    } | set(persons)
    keys = _keys(found, PAPERS) | _keys(found, SLIPS)
    tried = {""} | {f"|{c}" for c in contexts} | contexts
    tried |= {f"|{a}|{b}" for a, b in product(contexts, contexts)}
    for (street, session), token in product(_sessions(found), beside):
        if public_hex(key_pair(street, session, token)) in keys:
            yield f"the key of a paper or slip is made of {token!r}"
    for token, rest in product(beside, tried):
        for text in (token + rest, rest + token):
            if hashlib.sha256(text.encode()).hexdigest() in keys:
                yield f"the key of a paper or slip is a hash of {text!r}"


def _sessions(found: Evidence) -> set[tuple[str, str]]:
    rows = [row for _, table in found.plain(SLIPS) for row in table.rows]
    return {(parts[0], parts[1]) for parts in (str(row["id"]).split("/") for row in rows)}


def _by_order(found: Evidence) -> Iterable[str]:
    for name in (PAPERS, SLIPS):
        for key, table in found.plain(name):
            ids = [row["id"] for row in table.rows]
            if table.numbered or ids != sorted(ids):
                yield f"{key} keeps the order in which its rows came"
    for key, table in found.plain(PAPERS):
        for row in table.rows:
            body = json.loads(row["body"])
            if any(list(v) != sorted(v) for v in body.values() if isinstance(v, list)):
                yield f"{key} keeps the order of ticking"


def _by_what_a_paper_says(found: Evidence, persons: Sequence[str]) -> Iterable[str]:
    for key, table in found.plain(PAPERS):
        for row in table.rows:
            body = json.loads(row["body"])
            if set(row) != {"id", "body"} or set(body) != BODY:
                yield f"{key} says more than the marks: {sorted(set(row) | set(body))}"
            said = [str(value) for value in body.values()]
            if any(TIME.search(text) for text in said):
                yield f"{key} holds a time"
            if any(person in text for text in said for person in persons):
                yield f"{key} names a person"
    for key, table in found.plain(SLIPS):
        bodies = {str(row["body"]) for row in table.rows if set(row) == {"id", "body"}}
        if len(bodies) > 1 or any(set(row) != {"id", "body"} for row in table.rows):
            yield f"{key} tells one slip from another"


def _by_digest(found: Evidence) -> Iterable[str]:
    """Guess what a teller typed, paper by paper: does the digest of an audit row say yes?"""
    rows = [json.loads(row["body"]) for _, table in found.plain("audit") for row in table.rows]
    typed = [row for row in rows if row["subject"].startswith("piles/")]
    for key, table in found.plain(PAPERS):
        for row, paper in product(typed, table.rows):
            _, ballot, number, paper_key = paper["id"].split("/")
            typed_once = {row["actor"]: {paper_key: json.loads(paper["body"])}}
            empty = Pile(ballot=ballot, round=int(number)).model_dump(mode="json")
            if digest_of(empty | {"typed": typed_once}) == row["digest"]:
                yield f"an audit row tells which of {key} was voted on paper"


# ---- the coupons of two turns ----------------------------------------------------------------

AGREEMENT = 0.9
"""Of all pairs of slips, how many lie in the same order twice, before that is no accident."""


def links(found: Evidence, slips: Sequence[Sequence[str]]) -> list[str]:
    """Every way found to lay the coupons of one slip beside each other; empty where none is.

    ``slips``: the public keys of each slip, turn by turn, as only its print knew them.
    """
    return [*_by_record(found, slips), *_by_bytes(found, slips)]


def _by_record(found: Evidence, slips: Sequence[Sequence[str]]) -> Iterable[str]:
    """A record that names two coupons, or the same word in the rows of two turns."""
    for key, table in found.tables.items():
        for text in map(_text, table.rows):
            if any(sum(public in text for public in slip) > 1 for slip in slips):
                yield f"{key} names two coupons of one slip"
    rows = [row for _, table in found.plain(SLIPS) for row in table.rows]
    body = {str(row["id"]).rsplit("/", 1)[1]: str(row["body"]) for row in rows}
    for slip in slips:
        told = {body[public] for public in slip if public in body} - {"{}"}
        if told:
            yield "the row of a coupon tells of its slip"


def _by_bytes(found: Evidence, slips: Sequence[Sequence[str]]) -> Iterable[str]:
    """The order in which the coupons lie in a file is the same in two turns."""
    for path, data in found.files.items():
        at = [[data.rfind(public.encode()) for public in slip] for slip in slips]
        turns = [turn for turn in zip(*at, strict=True) if min(turn) >= 0]
        for one, other in combinations(turns, 2):
            if not 1 - AGREEMENT < _agreement(one, other) < AGREEMENT:
                yield f"{Path(path).name} keeps the order of the slips in two turns"


def _agreement(one: Sequence[int], other: Sequence[int]) -> float:
    """Of all pairs, the share that lies in the same order in both."""
    pairs = list(combinations(range(len(one)), 2))
    same = sum((one[a] < one[b]) == (other[a] < other[b]) for a, b in pairs)
    return same / len(pairs)


def traces(before: Evidence, after: Evidence) -> list[str]:
    """What changed anywhere but in the box while people voted, and so could be timed."""
    changed = [
        key
        for key, table in after.tables.items()
        if not key.endswith(f"_{PAPERS}")
        and (key not in before.tables or before.tables[key].rows != table.rows)
    ]
    for name, was, now in (
        ("log", before.lines, after.lines),
        ("events", before.events, after.events),
        ("figures", before.figures, after.figures),
    ):
        if was != now:
            changed.append(name)
    return changed
