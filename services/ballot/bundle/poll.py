"""The first round of an announced ballot as a ``.pb`` file (pabulib.org/format)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chassis.core.clock import local
from chassis.core.errors import NotFound
from contracts.charter import Charter
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.domain.guard import tells_papers
from services.ballot.ballot.domain.modes import budget_rule, is_paper
from services.ballot.ballot.domain.rounds import papers_in
from services.ballot.bundle.contents import Box
from services.ballot.bundle.sums import is_summed
from services.ballot.tally.pb.writing import WrittenPoll, WrittenProject, poll_text


def poll_of(charter: Charter, at: str, state: Ballot, box: Box) -> str:
    """The file; ``at`` is when the session was held (ISO). Raises ``NotFound`` where no paper may
    be told: so few voted (C-11), or papers of this kind would be receipts.

    The papers are sorted by what stands on them, so that they tell no order.
    """
    if is_summed(state):
        raise NotFound(
            "no-poll",
            "名次票决和满意度测评只公开合计，不逐张公开选票，没有这种文件。",
            "Of ranks and grades sums are told and no papers, so there is no file of this kind.",
        )
    first = state.rounds[0]
    if not tells_papers(state, first):
        raise NotFound(
            "papers-withheld",
            "人数少，或者两次投票只差几张票，选票不逐张公开。",
            "So few voted, or two rounds differ by so few, that the papers are not told.",
        )
    numbers = {item.candidate: str(item.no) for item in state.items}
    read = papers_in(first, box.rows)
    valid = [paper for paper in read if is_paper(state, first.race, paper)]
    papers = sorted([numbers[item] for item in paper.votes_for] for paper in valid)
    return poll_text(_poll(charter, at, state, numbers), papers)


def _poll(charter: Charter, at: str, state: Ballot, numbers: Mapping[str, Any]) -> WrittenPoll:
    first = state.rounds[0]
    chosen = first.outcome.chosen if first.outcome else ()
    day = local(datetime.fromisoformat(at)).strftime("%d.%m.%Y")
    projects = [
        WrittenProject(
            id=numbers[item.candidate],
            cost=item.budget_yuan,
            name=item.title,
            selected=item.candidate in chosen,
        )
        for item in state.items
    ]
    return WrittenPoll(
        description=f"{charter.zh}{state.cycle}年度{charter.projects.zh}票决",
        unit=charter.zh,
        instance=state.cycle,
        seats=state.rules.seats,
        least=state.pass_line[0],
        begin=day,
        end=day,
        projects=projects,
        **_way(state),
    )


def _way(state: Ballot) -> dict[str, Any]:
    """What a file says beside seats: the money and its rule."""
    rules = state.rules
    if state.method == "BUDGET":
        return {"budget": rules.budget.amount, "rule": budget_rule(rules)}
    return {}
