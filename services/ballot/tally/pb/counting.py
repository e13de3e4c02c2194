"""Counting the rows of VOTES as they come.

Equal ballots are parsed once and then only counted; at ``KINDS`` different ones the counts are
added up and forgotten, except where the rule needs the ballots themselves (equal shares).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from services.ballot.tally.pb.cells import exact, listed, whole
from services.ballot.tally.pb.rows import SECTIONS, Batch, Unreadable

KINDS = 50_000
NO_VOTERS = {"", *SECTIONS, *map(str.lower, SECTIONS), *map(str.title, SECTIONS)}
_BLANK = re.compile(r"\s")
POINTED = ("cumulative", "scoring")
RANKED_SEATS = "seats-by-ranks"
"""Our own rule: seats by points, where the first of ``max_length`` places gets that many."""


@dataclass(frozen=True, slots=True)
class Counted:
    """``votes``: voters who named the project. ``scores``: its points, where votes carry points.

    ``ballots``: the different ballots, where they were kept. ``unlisted``: what voters named that
    is no project, with the first line. ``repeated``: the first line that names a project twice.
    """

    voters: int
    votes: Mapping[str, int]
    scores: Mapping[str, Fraction] | None
    ballots: Mapping[frozenset[str], int] | None
    unlisted: Mapping[str, int]
    repeated: int


@dataclass(slots=True)
class _Kind:
    """Equal ballots: their projects by the place in the file, each with its points (0 for
    approvals), and how many voters gave such a one."""

    worth: Mapping[int, Fraction | int]
    voters: int = 0


class VoteReader:
    """Takes one row after the other; ``counted`` tells what they came to."""

    def __init__(
        self,
        projects: Sequence[str],
        meta: Mapping[str, str],
        lines: Mapping[str, int],
        names: Sequence[str],
        line: int,
    ) -> None:
        self._projects = projects
        self._place = {project: n for n, project in enumerate(projects)}
        self._type = meta["vote_type"]
        self._keep = meta.get("rule", "").startswith("equalshares")
        longest = meta.get("max_length", "") if meta.get("rule") == RANKED_SEATS else ""
        self._places = whole(longest, lines["max_length"], "max_length") if longest else 0
        self._columns(names, line)
        self._plain = self._type in ("approval", "choose-1") and not self._keep
        default = meta.get("default_score", "")
        self._default = exact(default, lines["default_score"], "default_score") if default else None
        self._kinds: dict[tuple[str, str], _Kind] = {}
        self._seen: set[str] = set()
        self._voters = 0
        self._votes = [0] * len(projects)
        self._scores: list[Fraction | int] = [0] * len(projects)
        self._unlisted: dict[str, int] = {}
        self._repeated = 0

    def _columns(self, names: Sequence[str], line: int) -> None:
        lower = [name.lower() for name in names]
        for needed in ("voter_id", "vote", *(["points"] if self._type in POINTED else [])):
            if needed not in lower:
                raise Unreadable(
                    line, f"VOTES 缺少 {needed} 一列。", f"VOTES has no column {needed}."
                )
        self._width = len(names)
        self._voter, self._vote = lower.index("voter_id"), lower.index("vote")
        self._points = lower.index("points") if self._type in POINTED else -1

    def take_plain(self, batch: Batch) -> bool:
        """Count many rows at once, where all are approvals with nothing to look at closely.

        Otherwise nothing is counted, and the rows must be taken one by one.
        """
        rows = batch[1]
        if not self._plain or {self._width}.symmetric_difference(map(len, rows)):
            return not rows
        voters = [row[self._voter] for row in rows]
        votes = [row[self._vote] for row in rows]
        once, together = set(voters), ",".join(votes)
        if len(once) < len(voters) or once & NO_VOTERS or once & self._seen:
            return False
        named = Counter(chain.from_iterable(set(vote.split(",")) for vote in votes))
        blank = named.pop("", 0)
        repeated = named.total() + blank <= together.count(",")
        unlisted = named.keys() - self._place.keys()
        if repeated or unlisted or _BLANK.search(together + "".join(voters)):
            return False
        for project, number in named.items():
            self._votes[self._place[project]] += number
        self._seen |= once
        self._voters += len(voters)
        return True

    def take(self, line: int, row: list[str]) -> None:
        """Count one row."""
        if len(row) != self._width:
            row = self._filled(line, row)
        voter = row[self._voter].strip()
        self._once(line, voter)
        key = (row[self._vote], row[self._points] if self._points >= 0 else "")
        kind = self._kinds.get(key)
        if kind is None:
            if len(self._kinds) >= KINDS and not self._keep:
                self._fold()
            kind = self._kinds[key] = self._parse(line, *key)
        kind.voters += 1

    def _filled(self, line: int, row: list[str]) -> list[str]:
        """A row with as many cells as there are columns: empty ones at its end may come or go."""
        extra = row[self._width :]
        if any(cell.strip() for cell in extra):
            raise Unreadable(
                line,
                f"这一行有 {len(row)} 格，列名只有 {self._width} 个。",
                f"{len(row)} cells under {self._width} columns.",
            )
        return row[: self._width] + [""] * (self._width - len(row))

    def _once(self, line: int, voter: str) -> None:
        self._voters += 1
        if not voter:
            raise Unreadable(line, "这一票没有 voter_id。", "A vote has no voter_id.")
        self._seen.add(voter)
        if len(self._seen) < self._voters:
            raise Unreadable(
                line, f"投票人 {voter} 出现两次。", f"The voter {voter} is listed twice."
            )

    def _parse(self, line: int, vote: str, points: str) -> _Kind:
        if "\n" in vote:
            raise Unreadable(
                line, "这一票的双引号没有成对。", "A vote opens a double quote and never closes it."
            )
        named = listed(vote)
        worth = self._worth(line, named, points)
        found: dict[int, Fraction | int] = {}
        for project, value in zip(named, worth, strict=True):
            place = self._place.get(project)
            if place is None:
                self._unlisted.setdefault(project, line)
            elif place in found:
                self._repeated = self._repeated or line
            else:
                found[place] = value
        return _Kind(found)

    def _worth(self, line: int, named: Sequence[str], points: str) -> Sequence[Fraction | int]:
        """The points of each project named: as written, by rank, or none."""
        if self._type == "ordinal":
            places = max(self._places, len(named))
            return range(places, places - len(named), -1)
        if self._type not in POINTED:
            return [0] * len(named)
        given = [exact(one, line, "points") for one in listed(points)]
        if len(given) != len(named):
            raise Unreadable(
                line,
                f"vote 有 {len(named)} 项，points 有 {len(given)} 项。",
                f"vote names {len(named)} projects, points has {len(given)}.",
            )
        return given

    def _fold(self) -> None:
        """Add up what was counted since the last time, and forget the ballots."""
        for kind in self._kinds.values():
            for place, value in kind.worth.items():
                self._votes[place] += kind.voters
                self._scores[place] += value * kind.voters
        self._kinds.clear()

    def counted(self) -> Counted:
        """What all rows came to."""
        ballots = self._ballots() if self._keep else None
        self._fold()
        pointed = self._type in (*POINTED, "ordinal")
        votes = dict(zip(self._projects, self._votes, strict=True))
        return Counted(
            voters=self._voters,
            votes=votes,
            scores=self._with_default(votes) if pointed else None,
            ballots=ballots,
            unlisted=self._unlisted,
            repeated=self._repeated,
        )

    def _ballots(self) -> dict[frozenset[str], int]:
        found: Counter[frozenset[str]] = Counter()
        for kind in self._kinds.values():
            found[frozenset(self._projects[place] for place in kind.worth)] += kind.voters
        return found

    def _with_default(self, votes: Mapping[str, int]) -> dict[str, Fraction]:
        """Points, where whoever does not name a project gives it the default of the file."""
        default = self._default if self._type == "scoring" and self._default else Fraction(0)
        return {
            project: Fraction(score) + default * (self._voters - votes[project])
            for project, score in zip(self._projects, self._scores, strict=True)
        }
