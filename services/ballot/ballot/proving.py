"""What ``yishi audit verify`` proves of a vote: the papers are still those that were counted."""

from chassis.store.engine import Engine, Raw
from chassis.store.reading import state_of
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import count, digest_of_papers
from services.ballot.casting.casting import papers_in, papers_prefix
from services.ballot.casting.paper import Paper
from services.ballot.kinds import BALLOTS

Flaw = tuple[str, str, str]


async def prove_papers(engine: Engine, street: str) -> list[Flaw]:
    """Read and count again every counted round of every ballot that is not void."""
    flaws: list[Flaw] = []
    after = ""
    while page := await engine.find(BALLOTS, street, {}, after, "", 50):
        for raw in page:
            flaws += await _of_ballot(engine, street, raw)
        after = page[-1].sort
    return flaws


async def _of_ballot(engine: Engine, street: str, raw: Raw) -> list[Flaw]:
    ballot, key = state_of(BALLOTS, raw), raw.doc_id.partition("/")[2]
    flaws: list[Flaw] = []
    for one in ballot.rounds:
        if one.outcome is None or ballot.status == "VOID":
            continue
        rows = await papers_in(engine, papers_prefix(street, key, one.number))
        at = f"papers/{key}/{one.number}"
        if digest_of_papers(rows) != one.digest:
            flaws.append((at, "选票与计票时不一致", "the papers are not those that were counted"))
        elif _counted(ballot, one, [Paper.model_validate(body) for _, body in rows]) != one.outcome:
            flaws.append((at, "重新计票结果不同", "counting the papers again gives another result"))
    return flaws


def _counted(ballot: Ballot, one: Round, papers: list[Paper]) -> object:
    rules = ballot.rules
    return count(papers, one.race, one.freeze, rules.pass_over, rules.pass_of)
