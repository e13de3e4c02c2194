"""What the ledger notes of its proposals, only while the leg is open: numbers, decisions, texts."""

from chassis.core.catalogue import too_early
from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.charter import Work
from services.screening.ledger.domain.either import check_compatible
from services.screening.ledger.domain.ledger import (
    MAX_PROPOSALS,
    NOTES,
    Decide,
    Ledger,
    Noted,
    Proposal,
    leg_not_open,
)


def register(candidate: str, *, split: bool = False) -> Decide:
    """Give a proposal its number while the proposing leg is open; once for each proposal.

    What is ``split`` off another one gets its number in the deciding leg too.
    """

    def decide(ledger: Ledger) -> Change[Ledger]:
        if ledger.number_of(candidate):
            return Change(ledger)
        if not (split and ledger.is_open_for(Work.DECIDE)):
            ledger.doing(Work.PROPOSE)
        if len(ledger.proposals) >= MAX_PROPOSALS:
            raise WrongState(
                "too-many-proposals",
                f"一个周期最多 {MAX_PROPOSALS} 个备选项目。",
                f"A cycle takes at most {MAX_PROPOSALS} alternatives.",
            )
        proposals = (*ledger.proposals, Proposal(candidate=candidate))
        return Change(ledger.model_copy(update={"proposals": proposals}))

    return decide


def note(candidate: str, action: str, *works: Work) -> Decide:
    """Note what is decided of a proposal, only while a leg with one of these works is open."""

    def decide(ledger: Ledger) -> Change[Ledger]:
        if not ledger.is_open_for(*works):
            raise leg_not_open()
        if action == "accept":
            check_compatible(ledger, candidate)
        proposal = _proposal(ledger, candidate)
        noted = Noted(NOTES.move(proposal.noted, action))
        return Change(ledger.with_proposal(proposal.model_copy(update={"noted": noted})))

    return decide


def noted_by(action: str) -> str:
    """What this action leaves noted."""
    return NOTES.move(Noted.CANDIDATE, action)


def noted(ledger: Ledger, candidate: str) -> str:
    """What is noted of a proposal now. Raises ``TooEarly`` where it has no number yet."""
    return _proposal(ledger, candidate).noted.value


def restore(candidate: str, before: str, stands: str) -> Decide:
    """Take a note back whose decision was refused, unless the candidate ``stands`` as noted."""

    def decide(ledger: Ledger) -> Change[Ledger]:
        proposal = _proposal(ledger, candidate)
        if proposal.noted.value == stands:
            return Change(ledger)
        restored = proposal.model_copy(update={"noted": Noted(before)})
        return Change(ledger.with_proposal(restored))

    return decide


def note_revision(candidate: str, revision: int, *works: Work) -> Decide:
    """Note that a text gets this revision, only in a leg of these works (or the pre-review's)."""

    def decide(ledger: Ledger) -> Change[Ledger]:
        if not ledger.is_open_for(*(works or (Work.PREREVIEW,))):
            raise leg_not_open()
        proposal = _proposal(ledger, candidate)
        return Change(ledger.with_proposal(proposal.model_copy(update={"revision": revision})))

    return decide


def _proposal(ledger: Ledger, candidate: str) -> Proposal:
    for proposal in ledger.proposals:
        if proposal.candidate == candidate:
            return proposal
    raise too_early()
