"""What the API answers of ballots, as officials and the public may see them."""

from collections.abc import Sequence

from pydantic import BaseModel

from chassis.core.documents import Found
from contracts.screening import SlateItem
from services.ballot.ballot.box_views import (
    ConflictView,
    FailedView,
    SealView,
    VoidView,
    conflict_views,
    failed_views,
    proposal_view,
    seal_views,
    void_view,
)
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import RoundKind
from services.ballot.ballot.figures import Figures, figures
from services.ballot.ballot.officer_views import names_of


class NextRound(BaseModel):
    """What must be voted on next."""

    kind: RoundKind
    seats: int
    candidates: list[str]


class BallotView(BaseModel):
    """A ballot. ``figures`` only for those who may see them yet; officers, by name, only for
    officials."""

    id: str
    version: int
    status: str
    session: str
    cycle: str
    seats: int
    contested: bool
    about: str
    method: str
    amount: int
    threshold: bool
    line: str
    mode: str
    quorum: str
    pass_over: str
    pass_of: str
    items: list[SlateItem]
    open: bool
    round: int
    turn: int
    slips: int
    slips_digest: str
    round_seats: int
    round_candidates: list[str]
    next_round: NextRound | None
    figures: Figures | None
    chief_scrutineer: str
    scrutineers: list[str]
    tellers: list[str]
    signed: list[str]
    seals: list[SealView]
    conflicts: list[ConflictView]
    failed: list[FailedView]
    void: VoidView | None
    void_proposal: VoidView | None
    void_reason: str
    announced_on: str


def ballot_view(
    found: Found[Ballot], official: bool, repeats: Sequence[Round] | None = ()
) -> BallotView:
    """A ballot for an official, or for the public: figures only once they are announced.

    ``repeats``: the rounds of the ballots that followed a void one; none while one may still
    follow: what it came to is public when the session is over (C-11).
    """
    state = found.state
    officers = state.officers if official else None
    called = names_of(state, officers)
    latest = state.rounds[-1] if state.rounds else None
    race = latest.race if latest else None
    following = state.next_race
    public = state.status == "ANNOUNCED" or (state.status == "VOID" and repeats is not None)
    counted = state.held and (public or official)
    return BallotView(
        **state.model_dump(
            include={"status", "session", "cycle", "about", "void_reason", "announced_on"}
        ),
        **state.rules.model_dump(
            include={"seats", "contested", "mode", "quorum", "pass_over", "pass_of"}
        ),
        id=found.id,
        version=found.version,
        method=state.method,
        amount=state.rules.budget.amount,
        threshold=state.rules.threshold,
        line=state.rules.satisfaction.line,
        items=list(state.items),
        open=state.voting_open,
        round=len(state.rounds),
        turn=latest.turn if latest else 0,
        slips=latest.slips if latest else 0,
        slips_digest=latest.slips_digest if latest else "",
        round_seats=race.seats if race else 0,
        round_candidates=list(race.candidates) if race else [],
        next_round=(
            NextRound.model_validate(following.model_dump()) if following and official else None
        ),
        figures=figures(state, whole=official, repeats=repeats or ()) if counted else None,
        chief_scrutineer=called[officers.chief] if officers else "",
        scrutineers=[called[who] for who in officers.scrutineers] if officers else [],
        tellers=[called[who] for who in officers.tellers] if officers else [],
        signed=[called[who] for who in state.signed if who in called],
        seals=seal_views(state),
        conflicts=conflict_views(state),
        failed=failed_views(state),
        void=void_view(state),
        void_proposal=proposal_view(state),
    )
