"""The first round of an announced ballot as a .pb file, for whoever counts it again elsewhere.

Voters are numbers in the order of the papers as given, which must say nothing of the order of
casting: shuffle them before. Invalid papers are left out, as Pabulib has no place for them.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.ballot.tally.domain.budget import BudgetRule
from services.ballot.tally.pb.stated import COMPARED, DETAILS, SEATS


@dataclass(frozen=True, slots=True)
class WrittenProject:
    """One candidate: its budget in yuan, its title, whether the first round chose it."""

    id: str
    cost: int
    name: str
    selected: bool


@dataclass(frozen=True, slots=True)
class WrittenPoll:
    """What is said above the votes. ``least``: the fewest votes FOR that pass the threshold.

    ``budget`` and ``rule``: where money decides.

    ``begin`` and ``end`` are days, dd.mm.yyyy; ``instance`` is the year.
    """

    description: str
    unit: str
    instance: str
    seats: int
    least: int
    begin: str
    end: str
    projects: Sequence[WrittenProject]
    comment: str = ""
    budget: int = 0
    rule: BudgetRule | None = None


def poll_text(poll: WrittenPoll, papers: Iterable[Sequence[str]]) -> str:
    """The whole file; each paper is the projects that it is FOR."""
    voted = [tuple(paper) for paper in papers]
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    rows.writerows([["META"], ["key", "value"], *_meta(poll, len(voted)).items()])
    rows.writerows([["PROJECTS"], ["project_id", "cost", "votes", "name", "selected"]])
    votes = {project.id: 0 for project in poll.projects}
    for paper in voted:
        for project in paper:
            votes[project] += 1
    rows.writerows(
        [p.id, p.cost, votes[p.id], " ".join(p.name.split()), int(p.selected)]
        for p in sorted(poll.projects, key=lambda p: -votes[p.id])
    )
    rows.writerows([["VOTES"], ["voter_id", "vote"]])
    rows.writerows([number, ",".join(paper)] for number, paper in enumerate(voted, 1))
    return out.getvalue()


def _meta(poll: WrittenPoll, voters: int) -> Mapping[str, str | int]:
    said: dict[str, str | int] = {
        "description": poll.description,
        "country": "China",
        "unit": poll.unit,
        "instance": poll.instance,
        "num_projects": len(poll.projects),
        "num_votes": voters,
        "budget": poll.budget or sum(project.cost for project in poll.projects),
        "vote_type": "approval",
        **_rule(poll),
        "min_project_score_threshold": poll.least,
        "date_begin": poll.begin,
        "date_end": poll.end,
        "min_length": 0,
        "max_length": poll.seats,
        "language": "zh",
        "currency": "CNY",
    }
    return said | ({"comment": f"#1: {poll.comment}"} if poll.comment else {})


def _rule(poll: WrittenPoll) -> Mapping[str, str | int]:
    if poll.rule is not None:
        details = poll.rule.model_dump_json(exclude={"minimum"})
        return {"rule": public_name(poll.rule), DETAILS: details}
    return {"rule": SEATS, "seats": poll.seats}


def public_name(rule: BudgetRule) -> str:
    """The name by which others know the rule that is nearest."""
    if rule.method != "EQUAL_SHARES":
        return "greedy" if rule.method == "GREEDY" else "greedy-no-skip"
    name = "equalshares/add1" if "ADD1" in rule.completion else "equalshares"
    return f"{name}{COMPARED}" if rule.compare else name
