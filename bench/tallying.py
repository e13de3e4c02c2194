"""A poll of a million papers: the house, the checker of the format's authors, and plain numpy.

All three read the same file and choose by the same rule (greedy). numpy is the floor: it knows
that ids are numbers and that the file is right, and checks nothing.
"""

import contextlib
import os
import random
from pathlib import Path
from typing import Any

import numpy
from pabulib.checker import Checker

from services.ballot.tally.pb.checking import tally

PROJECTS = 100
MOST = 10
BUDGET = 3_000_000


def write_poll(file: Path, voters: int) -> None:
    """A poll with as many voters, each for up to ten of a hundred projects, drawn by a fixed seed.

    Ids have three digits, so that numpy may count them; the columns votes and selected are what
    numpy comes to.
    """
    drawn = random.Random(2025)
    ids = range(100, 100 + PROJECTS)
    weights = [1 / (n + 3) for n in range(PROJECTS)]
    rows = [
        ",".join(map(str, set(drawn.choices(ids, weights, k=drawn.randint(1, MOST)))))
        for _ in range(voters)
    ]
    costs = {n: drawn.randrange(10_000, 300_000) for n in ids}
    body = "".join(f"{n};{row}\n" for n, row in enumerate(rows, 100_000))
    votes = counted(body.encode())
    chosen = greedy(votes, costs)
    head = {
        "description": "bench", "country": "China", "unit": "bench", "instance": "2025",
        "num_projects": PROJECTS, "num_votes": voters, "budget": BUDGET, "vote_type": "approval",
        "rule": "greedy", "date_begin": "2025", "date_end": "2025", "max_length": MOST,
    }  # fmt: skip
    with file.open("w", encoding="utf-8") as out:
        out.write("META\nkey;value\n" + "".join(f"{k};{v}\n" for k, v in head.items()))
        out.write("PROJECTS\nproject_id;cost;votes;name;selected\n")
        out.writelines(f"{n};{costs[n]};{votes[n]};P{n};{int(n in chosen)}\n" for n in ids)
        out.write("VOTES\nvoter_id;vote\n" + body)


def counted(body: bytes) -> Any:
    """Votes by id: every number of three digits after a separator that is not a line's first."""
    bytes_ = numpy.frombuffer(body, dtype=numpy.uint8)
    before = numpy.flatnonzero((bytes_ == ord(";")) | (bytes_ == ord(",")))
    digits = [bytes_[before + n].astype(numpy.int64) - ord("0") for n in (1, 2, 3)]
    return numpy.bincount(digits[0] * 100 + digits[1] * 10 + digits[2], minlength=1000)


def greedy(votes: Any, costs: dict[int, int]) -> set[int]:
    """The same rule in a few lines."""
    left, chosen = BUDGET, set()
    for n in sorted(costs, key=lambda n: -votes[n]):
        if costs[n] <= left:
            left -= costs[n]
            chosen.add(n)
    return chosen


class Counting:
    """What the sides share: the file, and the memory of the process at its highest."""

    def __init__(self, folder: str, file: str) -> None:
        del folder
        self.file = Path(file)

    async def start(self) -> dict[str, Any]:
        """Ready at once."""
        return {}

    async def run(self, number: int, flight: int) -> None:
        """Count the file so many times."""
        del flight
        for _ in range(number):
            self.count_file()

    def count_file(self) -> None:
        """Read, count, choose, compare."""
        raise NotImplementedError

    @property
    def count(self) -> int:
        """The memory at its highest, in KiB (asked for with the CPU).

        Not ``getrusage``: its figure begins with that of the process this one was forked from.
        """
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0])

    async def quiet(self) -> None:
        """Nothing is ever on its way."""

    async def stop(self) -> None:
        """Nothing to let go of."""


class House(Counting):
    """``yishi tally``."""

    def count_file(self) -> None:
        """It must agree with what the file says."""
        assert tally(self.file).agrees


class Authors(Counting):
    """pabulib-checker, with all that it checks."""

    def count_file(self) -> None:
        """It prints what it does: into nothing, because standard output is ours."""
        with Path(os.devnull).open("w") as nothing, contextlib.redirect_stdout(nothing):
            found = Checker().process_files([str(self.file)])
        assert found["metadata"]["processed"] == 1
        assert "greedy rule not followed" not in found["summary"]


class Numpy(Counting):
    """The floor."""

    def count_file(self) -> None:
        """Count and choose; PROJECTS is read as it was written."""
        head, _, body = self.file.read_bytes().partition(b"VOTES\nvoter_id;vote\n")
        rows = head.partition(b"selected\n")[2].decode().split()
        costs = {int(row.split(";")[0]): int(row.split(";")[1]) for row in rows}
        chosen = {int(row.split(";")[0]) for row in rows if row.endswith(";1")}
        assert greedy(counted(body), costs) == chosen
