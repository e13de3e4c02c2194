"""The forms about opinions on a project's page."""

from dataclasses import replace

from chassis.core.documents import Found
from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer, offer_of
from contracts.charter import Role, Work
from services.screening.candidate.domain.candidate import Candidate
from services.screening.candidate.queries import Trace
from services.screening.ledger.domain.ledger import Ledger
from services.screening.opinion.commands import ANSWER, GIVE


def giving(
    ask: Ask, found: Found[Candidate], ledger: Ledger, refusal: Refusal | None
) -> Offer | None:
    """The form of an opinion while the pre-review is open; only the committee names a member."""
    due = ledger.is_open_for(Work.PREREVIEW) and found.state.is_standing
    if not (due and GIVE.offered(found.state, ask.person, ask.street)):
        return None
    offer = offer_of(ask, GIVE, None, refusal=refusal, candidate=found.id)
    if ask.person.has(Role.DELIBERATOR) and ask.person.member:
        return replace(offer, fields=[one for one in offer.fields if one.name != "member"])
    return offer


def answering(ask: Ask, trace: Trace, refusal: Refusal | None) -> dict[str, Offer]:
    """Opinion → the form of its answer, where this person may give one."""
    text = trace.candidate.state.model_dump(include={"title", "content"})
    return {
        one.id: offer_of(ask, ANSWER, one, {}, {ANSWER.name: text}, refusal, opinion=one.id)
        for one in trace.opinions
        if ANSWER.offered(one.state, ask.person, ask.street)
    }
