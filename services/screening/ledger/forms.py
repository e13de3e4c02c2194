"""The forms of the ledger's page: the next step of the open leg, the way back to a closed one."""

from dataclasses import replace

from chassis.core.documents import Found
from chassis.rooms.choices import named
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from services.screening.ledger.commands import CLOSE, OPEN, RECORD, REOPEN, TAKE_IN
from services.screening.ledger.domain.ledger import Ledger, LegState
from services.screening.ledger.domain.legs import next_to_open, reopenable


def offered(ask: Ask, found: Found[Ledger], refusal: Refusal | None) -> dict[str, Offer]:
    """The forms about the leg that is open, or the one that comes next."""
    ledger, following = found.state, next_to_open(found.state)
    leg = following.id if following else ledger.current()
    offers = {
        one.name: offer_of(ask, one, found, refusal=refusal, leg=leg)
        for one in (OPEN, CLOSE, TAKE_IN)
        if one.offered(ledger, ask.person, ask.street)
    }
    if RECORD.offered(ledger, ask.person, ask.street):
        offers[RECORD.name] = _record(ask, ledger.leg(leg), refusal)
    return offers


def _record(ask: Ask, leg: LegState, refusal: Refusal | None) -> Offer:
    bodies = named(leg.wanted, chinese=speaks_chinese(ask))
    values = {RECORD.name: {"present": ""}}
    offer = offer_of(ask, RECORD, None, {"bodies": bodies}, values, refusal, leg=leg.id)
    if leg.wanted:
        return offer
    # A leg that names no bodies takes the meeting of any: it is written, not chosen.
    body, *others = offer.fields
    return replace(offer, fields=[replace(body, kind="text"), *others])


def ways_back(
    ask: Ask, found: Found[Ledger], refusal: Refusal | None
) -> list[tuple[LegState, Offer]]:
    """Each leg that can be gone back to, with its form."""
    if not REOPEN.offered(found.state, ask.person, ask.street):
        return []
    return [
        (leg, offer_of(ask, REOPEN, found, refusal=refusal, leg=leg.id))
        for leg in reopenable(found.state)
    ]
