"""封箱 核验: seals on a closed box, what stops its count, and setting a coupon aside."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from chassis.core.decision import Change
from chassis.core.errors import NotFound, WrongState
from contracts.ballot import BallotSealed
from services.ballot.ballot.domain.ballot import BALLOT, Ballot, Round, not_named
from services.ballot.ballot.domain.conflicts import Conflict
from services.ballot.ballot.domain.rounds import closed_round, with_round
from services.ballot.ballot.domain.seals import Seal, holds
from services.ballot.casting import paper
from services.ballot.slips.credential import set_digest

Rows = Sequence[tuple[str, Mapping[str, object]]]


class Check(StrEnum):
    """What is checked of the papers before they are counted, and again afterwards."""

    SEAL = "SEAL"
    SLIPS = "SLIPS"
    KEYS = "KEYS"
    SIGNATURES = "SIGNATURES"
    RECOUNT = "RECOUNT"


def may_seal(state: Ballot) -> bool:
    """Whether a closed round waits for its first seal."""
    return (
        (state.status, "seal") in BALLOT.moves
        and not state.round.taking_papers
        and not state.round.seals
    )


def put_first_seal(ballot_id: str, state: Ballot, seal: Seal) -> Change[Ballot]:
    """封箱: what came by phone is fixed before anybody knows a figure or types a paper."""
    one = closed_round(state)
    if one.seals:
        raise WrongState("sealed", "票箱已封。", "The box is sealed already.")
    return _sealed(ballot_id, state, one.model_copy(update={"seals": (seal,)}))


def put_second_seal(
    ballot_id: str, state: Ballot, seal: Seal, doubled: Sequence[str], conflicts: Sequence[str]
) -> Change[Ballot]:
    """The paper votes are in. ``doubled``, ``conflicts``: tags of equal and of different papers."""
    one = closed_round(state)
    told = {
        "seals": (*sealed(one).seals[:1], seal),
        "doubled": tuple(sorted(doubled)),
        "doubles": len(doubled),
        "conflicts": tuple(Conflict(tag=tag) for tag in sorted(conflicts)),
    }
    return _sealed(ballot_id, state, one.model_copy(update=told))


def _sealed(ballot_id: str, state: Ballot, one: Round) -> Change[Ballot]:
    seal = one.seals[-1]
    event = BallotSealed(
        ballot=ballot_id,
        session=state.session,
        cycle=state.cycle,
        round=one.number,
        seal=len(one.seals),
        papers=seal.papers,
        sha256=seal.sha256,
        sm3=seal.sm3,
    )
    return Change(with_round(state, one), [event])


def sealed(one: Round) -> Round:
    """The round, its box sealed. Raises ``WrongState`` where it is not."""
    if one.seal is None:
        raise WrongState("not-sealed", "请先封箱，再录入纸质票和计票。", "Seal the box first.")
    return one


def failed_checks(
    ballot_id: str, one: Round, rows: Rows, keys: frozenset[str]
) -> tuple[Check, ...]:
    """Which checks of a sealed box fail on the papers just read.

    ``keys``: the public keys that lie in the database as good in the round's turn.
    """
    papers = {row_id.rsplit("/", 1)[-1]: body for row_id, body in rows}
    holding = {
        Check.SEAL: one.seal is not None and holds(one.seal, rows),
        Check.SLIPS: set_digest(keys) == one.slips_digest,
        Check.KEYS: set(papers) <= keys,
        Check.SIGNATURES: all(
            paper.holds(key, ballot_id, one.turn, paper.Paper.model_validate(body))
            for key, body in papers.items()
        ),
    }
    return tuple(check for check, held in holding.items() if not held)


def note_failed(state: Ballot, number: int, checks: Sequence[Check]) -> Change[Ballot]:
    """Keep which checks of a round failed: it is shown, and stays a ground to void the ballot."""
    rounds = tuple(
        one.model_copy(update={"failed": tuple(dict.fromkeys((*one.failed, *checks)))})
        if one.number == number
        else one
        for one in state.rounds
    )
    return Change(state.model_copy(update={"rounds": rounds}))


# ---- two different papers under one coupon -----------------------------------------------


def check_conflicts(one: Round) -> None:
    """Raise ``WrongState`` while a conflict has not been set aside by both."""
    tags = [conflict.tag for conflict in one.conflicts if not conflict.is_aside]
    if tags:
        raise WrongState(
            "two-papers",
            f"校验号 {'、'.join(tags)} 有两张内容不同的选票，不能计票；"
            "须由总监票人和一名监票人分别确认剔除。",
            f"There are two different papers under {', '.join(tags)}; the chief and a scrutineer "
            "must both set them aside before the count.",
        )


def awaits_setting_aside(state: Ballot) -> bool:
    """Whether a conflict of the closed round waits for the chief or a scrutineer."""
    held = (state.status, "set_aside") in BALLOT.moves and bool(state.rounds)
    return held and any(not one.is_aside for one in state.round.conflicts)


def may_set_aside(state: Ballot, who: str) -> bool:
    """Whether this officer is one that a conflict waits for."""
    return awaits_setting_aside(state) and any(
        _fits(state, one, who) for one in state.round.conflicts if not one.is_aside
    )


def set_aside(state: Ballot, tag: str, who: str) -> Change[Ballot]:
    """剔除: the chief and one scrutineer, both; then it is one returned paper, and invalid."""
    BALLOT.move(state.status, "set_aside")
    one = closed_round(state)
    found = next((conflict for conflict in one.conflicts if conflict.tag == tag), None)
    if found is None:
        raise NotFound("no-conflict", "没有这个校验号的冲突票。", "No such papers are in conflict.")
    if state.officers is None or who not in state.officers.signers:
        raise not_named()
    if who in found.by or found.is_aside:
        return Change(state)
    if not _fits(state, found, who):
        raise WrongState(
            "chief-too",
            "已有一名监票人确认，还须总监票人确认。",
            "A scrutineer has set it aside; now the chief must.",
        )
    more = found.model_copy(update={"by": (*found.by, who)})
    conflicts = tuple(more if conflict.tag == tag else conflict for conflict in one.conflicts)
    return Change(with_round(state, one.model_copy(update={"conflicts": conflicts})))


def _fits(state: Ballot, conflict: Conflict, who: str) -> bool:
    """Whether ``who`` is the chief, or the one scrutineer beside the chief, still to come."""
    named = state.officers
    if named is None or who not in named.signers or who in conflict.by:
        return False
    return who == named.chief or all(other == named.chief for other in conflict.by)
