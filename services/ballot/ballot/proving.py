"""What ``yishi audit verify`` proves of a vote: the papers are still those that were counted."""

from chassis.store.engine import Engine, Raw
from chassis.store.reading import state_of
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.boxing import failed_checks
from services.ballot.ballot.domain.paper_digest import digest_of_papers
from services.ballot.ballot.domain.rounds import outcome_of
from services.ballot.casting.casting import papers_in, papers_prefix
from services.ballot.kinds import BALLOTS
from services.ballot.labels import CHECKS
from services.ballot.slips.stored import keys_in_force

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
    if ballot.status == "VOID":
        return []
    counted = [one for one in ballot.rounds if one.outcome is not None]
    return [flaw for one in counted for flaw in await _of_round(engine, street, key, ballot, one)]


async def _of_round(
    engine: Engine, street: str, key: str, ballot: Ballot, one: Round
) -> list[Flaw]:
    rows = await papers_in(engine, papers_prefix(street, key, one.number))
    at = f"papers/{key}/{one.number}"
    if digest_of_papers(rows, one.salt) != one.digest:
        return [(at, "选票与计票时不一致", "the papers are not those that were counted")]
    if outcome_of(ballot, one, rows) != one.outcome:
        return [(at, "重新计票结果不同", "counting the papers again gives another result")]
    if one.seal is None:  # counted by a version that knew no seals
        return []
    keys = await keys_in_force(engine, street, ballot.session, one.turn)
    return [(at, *CHECKS[check]) for check in failed_checks(key, one, rows, keys)]
