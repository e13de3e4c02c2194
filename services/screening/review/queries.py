"""What is read of score cards: one's own at any time, everybody's once the cards are in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chassis.core.documents import Found
from chassis.core.errors import WrongState
from chassis.service import Context
from contracts.charter import Charter
from services.screening.candidate.domain.candidate import Candidate
from services.screening.candidate.queries import candidates_of
from services.screening.kinds import REVIEWS
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.domain.reviewing import are_shown
from services.screening.review.domain.card import Review, review_id
from services.screening.review.domain.tally import Tally, tally


async def own_card(
    ctx: Context, street: str, candidate: str, reviewer: str
) -> Found[Review] | None:
    """The card that this reviewer gave, if any."""
    if not reviewer:
        return None
    return await ctx.store.get(REVIEWS.key(street, review_id(candidate, reviewer)))


async def own_cards(ctx: Context, street: str, cycle: str, reviewer: str) -> set[str]:
    """The alternatives this reviewer gave a card on."""
    if not reviewer:
        return set()
    where = {"cycle": cycle, "reviewer": reviewer}
    return {one.state.candidate async for one in ctx.store.stream(REVIEWS, street, where)}


async def numbers_of(ctx: Context, street: str, cycle: str) -> dict[str, int]:
    """Alternative → how many cards there are on it: no secret, it says nothing of their marks."""
    return await ctx.store.count(REVIEWS, street, {"cycle": cycle}, by="candidate")


async def cards_on(
    ctx: Context, street: str, ledger: Ledger, candidate: str
) -> list[Found[Review]]:
    """All cards on one alternative; none before the cards are in, whoever asks (E-24)."""
    if not are_shown(ledger):
        return []
    where = {"cycle": ledger.cycle, "candidate": candidate}
    return await ctx.store.every(REVIEWS, street, where)


@dataclass(frozen=True)
class Reviewed:
    """An alternative with what its cards come to."""

    found: Found[Candidate]
    cards: int
    counts: Tally


async def reviewed(ctx: Context, street: str, ledger: Ledger, charter: Charter) -> list[Reviewed]:
    """Every alternative of the cycle with its tally. Refused before the cards are in."""
    if not are_shown(ledger):
        raise still_hidden()
    cards = await _by_candidate(ctx, street, ledger.cycle)
    everyone = await candidates_of(ctx, street, ledger.cycle)
    return [
        Reviewed(one, len(mine), tally(mine, charter.criteria))
        for one in everyone
        if (mine := cards.get(one.id, ()))
    ]


async def _by_candidate(ctx: Context, street: str, cycle: str) -> Mapping[str, Sequence[Review]]:
    cards: dict[str, list[Review]] = {}
    async for one in ctx.store.stream(REVIEWS, street, {"cycle": cycle}):
        cards.setdefault(one.state.candidate, []).append(one.state)
    return cards


def still_hidden() -> WrongState:
    """Nobody sees another's card before the committee has them all in."""
    return WrongState(
        "cards-hidden",
        "评审卡还没有收齐，收卡以后才能看到各人的意见。",
        "The score cards are still coming in; they are shown once all are in.",
    )
