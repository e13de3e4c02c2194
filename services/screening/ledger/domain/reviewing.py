"""Score cards within the leg that decides: taken while open, taken in once, then shown (E-24)."""

from collections.abc import Mapping
from datetime import datetime

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.charter import Work
from services.screening.candidate.domain.candidate import Candidate, CandidateStatus
from services.screening.ledger.domain.ledger import (
    Decide,
    Ledger,
    LegState,
    LegStatus,
    Noted,
    leg_not_open,
)

REVIEWABLE = (CandidateStatus.ALTERNATIVE, CandidateStatus.CANDIDATE, CandidateStatus.DECLINED)


def deciding(ledger: Ledger) -> LegState | None:
    """The leg of the joint decision, if the street has one."""
    return next((leg for leg in ledger.legs if Work.DECIDE in leg.works), None)


def are_taken(ledger: Ledger) -> bool:
    """Whether reviewers can hand in their cards now."""
    leg = deciding(ledger)
    return leg is not None and leg.status is LegStatus.OPEN and leg.reviews_in is None


def are_shown(ledger: Ledger) -> bool:
    """Whether the cards are in, so that everybody sees them."""
    leg = deciding(ledger)
    return leg is not None and (leg.reviews_in is not None or leg.status is LegStatus.CLOSED)


def check_taken(ledger: Ledger, candidate: Candidate) -> None:
    """Refuse a card after the cards are in, or on what is no alternative any more."""
    if not are_taken(ledger):
        raise leg_not_open() if not are_shown(ledger) else cards_are_in()
    if candidate.status not in REVIEWABLE:
        raise leg_not_open()
    leg = deciding(ledger)
    if leg is not None and 0 < candidate.no <= leg.reviews_fixed:
        raise cards_are_in()


def take_in(leg_id: str, cards: Mapping[str, int], at: datetime) -> Decide:
    """Take the cards in (收卡): nobody hands in another, everybody sees them (E-24).

    ``cards``: alternative → how many cards it has. Refused before each alternative that waits for
    a decision has as many as the charter asks for.
    """

    def decide(ledger: Ledger) -> Change[Ledger]:
        leg = ledger.leg(leg_id)
        if leg.status is not LegStatus.OPEN or Work.DECIDE not in leg.works:
            raise leg_not_open()
        if leg.reviews_in is not None:
            raise cards_are_in()
        short = [
            no
            for no, one in enumerate(ledger.proposals, 1)
            if one.noted is Noted.OPEN and cards.get(one.candidate, 0) < leg.reviews
        ]
        if short or not cards:
            raise _too_few(short, leg.reviews)
        seen = {"reviews_in": at, "reviews_fixed": len(ledger.proposals)}
        return Change(ledger.with_leg(leg.model_copy(update=seen)))

    return decide


def check_decidable(ledger: Ledger, any_card: bool) -> None:
    """Refuse a joint decision while cards are still coming in: opinions come first (E-24)."""
    leg = deciding(ledger)
    if leg is not None and are_taken(ledger) and (any_card or leg.reviews):
        raise WrongState(
            "cards-first",
            "评审卡还没有收齐：请先收卡、看分歧，再作决定。",
            "Take the score cards in first, look where opinions differ, then decide.",
        )


def cards_are_in() -> WrongState:
    """The refusal of a card that comes too late."""
    return WrongState(
        "cards-in", "评审卡已经收齐，不能再改。", "The cards are in; none can be changed any more."
    )


def _too_few(short: list[int], least: int) -> WrongState:
    if not short:
        return WrongState("no-card", "还没有人交评审卡。", "Nobody has handed in a card yet.")
    zh, en = (joint.join(str(no) for no in short[:10]) for joint in ("、", ", "))
    return WrongState(
        "cards-missing",
        f"每个备选项目至少要有 {least} 张评审卡，还缺：{zh} 号。",
        f"Each alternative needs {least} cards; still short: no. {en}.",
    )
