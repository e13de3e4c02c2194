"""作废: declared void by two offices on a ground from a list, or by the count itself (V-02)."""

from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import NotAllowed, WrongState
from contracts.ballot import BallotVoided
from services.ballot.ballot.domain.ballot import BALLOT, Ballot, another_office, moved
from services.ballot.ballot.domain.grounds import BEFORE_FIGURES, Ground, Proposal


def grounds_of(state: Ballot) -> tuple[Ground, ...]:
    """The grounds that may be pleaded now: once a round was counted, only a check that failed."""
    failed = any(one.failed for one in state.rounds)
    return (*(() if state.held else BEFORE_FIGURES), *((Ground.CHECK_FAILED,) if failed else ()))


def may_propose(state: Ballot) -> bool:
    """Whether somebody may propose to declare it void."""
    return (
        (state.status, "propose_void") in BALLOT.moves
        and state.void_proposal is None
        and bool(grounds_of(state))
    )


def propose(state: Ballot, proposal: Proposal) -> Change[Ballot]:
    """One office proposes; nothing else changes before another one confirms. Later ones replace."""
    BALLOT.move(state.status, "propose_void")
    if proposal.ground not in grounds_of(state):
        raise WrongState(
            "ground-late",
            "计票之后，只有核验不通过才能作废；核验不通过须由系统查出。",
            "After a count the only ground is a check that failed, found by the system.",
        )
    return Change(state.model_copy(update={"void_proposal": proposal}))


def withdraw(state: Ballot, who: str) -> Change[Ballot]:
    """Whoever proposed it takes it back."""
    if _standing(state).by != who:
        raise NotAllowed("not-yours", "只能由提出人撤回。", "Only its proposer takes it back.")
    return Change(state.model_copy(update={"void_proposal": None}))


def confirm(
    ballot_id: str, state: Ballot, who: str, offices: tuple[str, ...], at: datetime
) -> Change[Ballot]:
    """Another person in another office confirms: from here on the ballot is void."""
    proposal = _standing(state)
    if not proposal.may_be_confirmed_by(who, offices):
        raise another_office()
    return void(ballot_id, state, proposal.ground, proposal.note, at)


def may_confirm(state: Ballot) -> bool:
    """Whether a proposal waits for another office."""
    return (state.status, "void") in BALLOT.moves and state.void_proposal is not None


def _standing(state: Ballot) -> Proposal:
    BALLOT.move(state.status, "void")
    if state.void_proposal is None:
        raise WrongState("no-proposal", "还没有人提出作废。", "Nobody has proposed this.")
    return state.void_proposal


def void(ballot_id: str, state: Ballot, ground: Ground, note: str, at: datetime) -> Change[Ballot]:
    """作废: what follows is a new ballot, never an edit."""
    told = {"void_ground": ground, "void_reason": note, "voided_at": at}
    event = BallotVoided(
        ballot=ballot_id, cycle=state.cycle, round=state.round.number, reason_code=ground
    )
    return Change(moved(state, "void", **told), [event])
