"""A published poll counted again: what comes out, and whether the file says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from services.ballot.tally.pb.cells import plain
from services.ballot.tally.pb.choosing import choose
from services.ballot.tally.pb.comparing import Words, against_votes, remarks
from services.ballot.tally.pb.explaining import against_selection
from services.ballot.tally.pb.reading import read_poll
from services.ballot.tally.pb.stated import stated_rule


@dataclass(frozen=True, slots=True)
class Report:
    """What ``yishi tally`` says of one file. ``scores`` only where votes carry points."""

    file: str
    rule: str
    votes: Mapping[str, int]
    scores: Mapping[str, Fraction] | None
    selected: tuple[str, ...]
    tie: tuple[str, ...]
    agrees: bool
    why: tuple[Words, ...]

    def as_json(self) -> dict[str, object]:
        """One JSON object."""
        scores = {"scores": {i: plain(s) for i, s in self.scores.items()}} if self.scores else {}
        return {
            "file": self.file,
            "rule": self.rule,
            "votes": dict(self.votes),
            **scores,
            "selected": list(self.selected),
            "tie": list(self.tie),
            "agrees": self.agrees,
            "why": " ".join(f"{zh} {en}" for zh, en in self.why),
        }


def tally(path: Path) -> Report:
    """Count a file by the rule it states. Raises ``Unreadable``."""
    poll = read_poll(path)
    stated = stated_rule(poll)
    choice = choose(poll, stated)
    against = [*against_votes(poll), *against_selection(poll, stated, choice)]
    return Report(
        file=str(path),
        rule=stated.name,
        votes=poll.counted.votes,
        scores=poll.counted.scores,
        selected=choice.selected,
        tie=tuple(item for equals in choice.ties for item in equals),
        agrees=not against,
        why=(*against, *remarks(poll)),
    )
