"""The form of a reviewer's own card."""

from chassis.core.documents import Found
from chassis.rooms.choices import pairs
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from contracts.charter import Charter
from services.screening import labels
from services.screening.candidate.domain.candidate import Candidate
from services.screening.candidate.forms import asking
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.domain.reviewing import REVIEWABLE, are_taken
from services.screening.review.bodies import values_of
from services.screening.review.commands import GIVE
from services.screening.review.domain.card import Review


def scoring(
    ask: Ask,
    found: Found[Candidate],
    ledger: Ledger,
    charter: Charter,
    mine: Found[Review] | None,
    refusal: Refusal | None,
) -> Offer | None:
    """The card to fill in, with what this reviewer gave before; nothing once the cards are in."""
    due = are_taken(ledger) and found.state.status in REVIEWABLE
    if not (due and ask.person.has(*GIVE.may) and ask.street in ask.person.streets):
        return None
    options = {"marks": pairs(labels.MARKS, chinese=speaks_chinese(ask))}
    given = values_of(mine.state.marks, mine.state.evidence) if mine else {}
    offer = offer_of(ask, GIVE, None, options, {GIVE.name: given}, refusal, candidate=found.id)
    return asking(offer, charter.criteria)
