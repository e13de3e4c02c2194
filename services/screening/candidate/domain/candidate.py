"""Alternatives and candidates (备选项目、候选项目): proposed, decided, revised, voted on."""

from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from chassis.core.decision import Change, State, StateTable
from contracts.charter import Criterion
from contracts.envelope import Event
from contracts.screening import (
    AlternativeProposed,
    CandidateDecided,
    Decision,
    ReasonCode,
)

MAX_REVISIONS = 10
MAX_SOURCES = 100


class CandidateStatus(StrEnum):
    """Where a proposal stands. ``PROPOSED`` only until the ledger has given it a number."""

    PROPOSED = "PROPOSED"
    ALTERNATIVE = "ALTERNATIVE"
    CANDIDATE = "CANDIDATE"
    ON_BALLOT = "ON_BALLOT"
    SELECTED = "SELECTED"
    RESERVED = "RESERVED"
    DECLINED = "DECLINED"
    MERGED = "MERGED"
    WITHDRAWN = "WITHDRAWN"


_C = CandidateStatus
CANDIDATES = StateTable(
    name="Candidate",
    start=_C.PROPOSED,
    moves={
        (_C.PROPOSED, "number"): _C.ALTERNATIVE,
        (_C.ALTERNATIVE, "accept"): _C.CANDIDATE,
        (_C.ALTERNATIVE, "decline"): _C.DECLINED,
        (_C.ALTERNATIVE, "merge"): _C.MERGED,
        (_C.ALTERNATIVE, "withdraw"): _C.WITHDRAWN,
        (_C.ALTERNATIVE, "revise"): _C.ALTERNATIVE,
        (_C.CANDIDATE, "accept"): _C.CANDIDATE,
        (_C.CANDIDATE, "decline"): _C.DECLINED,
        (_C.CANDIDATE, "merge"): _C.MERGED,
        (_C.CANDIDATE, "withdraw"): _C.WITHDRAWN,
        (_C.CANDIDATE, "revise"): _C.CANDIDATE,
        (_C.CANDIDATE, "freeze"): _C.ON_BALLOT,
        (_C.DECLINED, "accept"): _C.CANDIDATE,
        (_C.DECLINED, "decline"): _C.DECLINED,
        (_C.ON_BALLOT, "select"): _C.SELECTED,
        (_C.ON_BALLOT, "reserve"): _C.RESERVED,
    },
    zh={
        _C.PROPOSED: "提出",
        _C.ALTERNATIVE: "备选项目",
        _C.CANDIDATE: "候选项目",
        _C.ON_BALLOT: "列入票决",
        _C.SELECTED: "票决入选",
        _C.RESERVED: "转入储备",
        _C.DECLINED: "未列入候选",
        _C.MERGED: "已合并",
        _C.WITHDRAWN: "已撤回",
    },
)
SHOWN = tuple(status for status in _C if status is not _C.PROPOSED)
"""Statuses that lists show: a proposal without a number is not public yet."""


class Revision(State):
    """A proposal as it stood before it was revised, and why it was.

    What lies from before only texts were kept has no ``budget_yuan`` and no facts.
    """

    revision: int
    title: str
    content: str
    until: datetime
    place: str = ""
    budget_yuan: int | None = None
    funding: str = ""
    beneficiaries: str = ""
    unit: str = ""
    finish_by: str = ""
    reason: str = ""


class Candidate(State):
    """A proposed project on its way to the ballot (E-23 to E-26, E-30).

    ``no`` is the ledger's number, ``budget_yuan`` whole yuan, ``support`` how many residents stood
    behind it in the discussion (W-14), ``sources`` the suggestions it came from, ``taken`` the
    proposals that were merged into it (W-03). ``finish_by`` is an ISO date, ``funding`` says in
    words who pays, ``kind`` is the charter's kind of work, ``over_cap`` whether its cap is passed.
    ``origin`` is the proposal it was split off, or the one of an earlier cycle's reserve that
    returns in it with its history. ``decided_at`` is when the joint meeting ruled on it,
    ``concluded_at`` when the ballot did. ``held``: decided where answers are released together,
    so that its fate is public once it is ``released``.
    """

    cycle: str
    no: int = 0
    status: CandidateStatus = CandidateStatus.PROPOSED
    title: str
    content: str
    place: str
    budget_yuan: int
    budget_reason: str = ""
    budget_outside: bool = False
    beneficiaries: str
    unit: str
    funding: str = ""
    finish_by: str = ""
    project_class: str
    kind: str = ""
    over_cap: bool = False
    origin: str = ""
    sources: tuple[str, ...]
    forum: str = ""
    support: int = 0
    revision: int = 1
    history: tuple[Revision, ...] = ()
    criteria: dict[Criterion, bool | None] = Field(default_factory=dict)
    reason_code: ReasonCode | None = None
    reason: str = ""
    decided_at: datetime | None = None
    concluded_at: datetime | None = None
    merged_into: str = ""
    taken: tuple[str, ...] = ()
    held: bool = False
    released: bool = False

    @property
    def is_standing(self) -> bool:
        """Whether its text can still be revised: it was neither declined nor left the process."""
        return (self.status, "revise") in CANDIDATES.moves


Decide = Callable[[Candidate], Change[Candidate]]


def number(candidate_id: str, no: int) -> Decide:
    """The ledger gave its number: the proposal is an alternative and says so (E-23)."""

    def decide(candidate: Candidate) -> Change[Candidate]:
        if candidate.no == no:
            return Change(candidate)
        status = CANDIDATES.move(candidate.status, "number")
        numbered = candidate.model_copy(update={"status": status, "no": no})
        return Change(numbered, (_proposed(candidate_id, numbered),))

    return decide


def _proposed(candidate_id: str, candidate: Candidate) -> AlternativeProposed:
    return AlternativeProposed(
        candidate=candidate_id,
        cycle=candidate.cycle,
        no=candidate.no,
        title=candidate.title,
        sources=candidate.sources,
    )


def decided(
    candidate_id: str, candidate: Candidate, decision: Decision, code: ReasonCode
) -> CandidateDecided:
    return CandidateDecided(
        candidate=candidate_id,
        cycle=candidate.cycle,
        decision=decision,
        reason_code=code,
        title=candidate.title,
        sources=candidate.sources,
    )


def withdraw(candidate_id: str, reason: str, at: datetime, *, held: bool = False) -> Decide:
    """Take a proposal back, with a reason; never once it is on the ballot (W-03)."""
    return _leave(candidate_id, "withdraw", reason, at, held=held)


def merge(
    candidate_id: str, target: str, reason: str, at: datetime, *, held: bool = False
) -> Decide:
    """Merge a proposal into another; its own text and history stay (W-03)."""
    return _leave(candidate_id, "merge", reason, at, target, held=held)


def _leave(
    candidate_id: str, action: str, reason: str, at: datetime, target: str = "", *, held: bool
) -> Decide:
    def decide(candidate: Candidate) -> Change[Candidate]:
        left = candidate.model_copy(
            update={
                "status": CANDIDATES.move(candidate.status, action),
                "reason_code": ReasonCode.WITHDRAWN,
                "reason": reason,
                "decided_at": at,
                "merged_into": target,
                "held": held,
                "released": False,
            }
        )
        said = decided(candidate_id, left, Decision.WITHDRAWN, ReasonCode.WITHDRAWN)
        return Change(left, (said,))

    return decide


def take_over(candidate_id: str, other: str, sources: Sequence[str]) -> Decide:
    """Take over the sources of a proposal that is merged into this one, and say so (W-03)."""

    def decide(candidate: Candidate) -> Change[Candidate]:
        if other in candidate.taken:
            return Change(candidate)
        CANDIDATES.move(candidate.status, "revise")
        all_sources = tuple(dict.fromkeys((*candidate.sources, *sources)))[:MAX_SOURCES]
        update = {"sources": all_sources, "taken": (*candidate.taken, other)}
        grown = candidate.model_copy(update=update)
        return Change(grown, (_proposed(candidate_id, grown),))

    return decide


def release(candidate: Candidate) -> Change[Candidate]:
    """A suggestion behind it was answered: everybody may know what became of it."""
    return Change(candidate.model_copy(update={"released": True}))


def put_on_ballot(candidate: Candidate) -> Change[Candidate]:
    """The papers are final: the candidate is on the ballot and its content frozen."""
    if candidate.status in (_C.ON_BALLOT, _C.SELECTED, _C.RESERVED):
        return Change(candidate)
    status = CANDIDATES.move(candidate.status, "freeze")
    return Change(candidate.model_copy(update={"status": status}))


def conclude(candidate_id: str, selected: bool, at: datetime, *, held: bool = False) -> Decide:
    """The ballot chose the candidate or kept it in the reserve (E-26).

    The announcement may overtake the news that the papers were final; it implies it.
    """

    def decide(candidate: Candidate) -> Change[Candidate]:
        if candidate.status in (_C.SELECTED, _C.RESERVED):
            return Change(candidate)
        on_ballot = put_on_ballot(candidate).state
        status = CANDIDATES.move(on_ballot.status, "select" if selected else "reserve")
        update = {"status": status, "concluded_at": at, "held": held, "released": False}
        concluded = on_ballot.model_copy(update=update)
        decision = Decision.SELECTED if selected else Decision.RESERVED
        chosen, kept = ReasonCode.CHOSEN_BY_BALLOT, ReasonCode.NOT_CHOSEN_BY_BALLOT
        said: Event = decided(candidate_id, concluded, decision, chosen if selected else kept)
        return Change(concluded, (said,))

    return decide
