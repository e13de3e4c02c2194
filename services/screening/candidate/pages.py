"""Pages of alternatives and candidates: list, one with its trace, the form of a new one."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask, Paging
from chassis.web.command_routes import Refusal
from chassis.web.offers import Offer
from contracts.charter import Work
from services.screening.candidate.commands import PROPOSE
from services.screening.candidate.comparing import changes_of
from services.screening.candidate.domain.candidate import Candidate, CandidateStatus
from services.screening.candidate.domain.rulings import marks
from services.screening.candidate.forms import new_offer, offered
from services.screening.candidate.queries import (
    Trace,
    candidate_of,
    counts_of,
    listed,
    numbered_of,
    offspring_of,
    reserve_of,
    trace_of,
)
from services.screening.candidate.views import candidate_row, candidate_view
from services.screening.forum.views import forum_view
from services.screening.kinds import CANDIDATES
from services.screening.ledger.domain.either import rivals
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.domain.reviewing import are_taken
from services.screening.ledger.domain.slate import approved_by
from services.screening.ledger.queries import ledger_of
from services.screening.opinion.forms import answering, giving
from services.screening.opinion.queries import opinion_of
from services.screening.releasing import Anyone
from services.screening.review.domain.tally import disputed, tally
from services.screening.review.forms import scoring
from services.screening.review.queries import cards_on, own_card
from services.screening.review.views import card_view, counts_view
from services.screening.roles import Clerk, is_staff
from services.screening.showing import is_fragment, show, turning

candidate_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)


@candidate_pages.get("/cycles/{cycle}/candidates")
async def get_candidates(
    ask: Anyone,
    cycle: str,
    paging: Paging,
    status: Annotated[CandidateStatus | None, Query()] = None,
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """Alternatives and candidates of a cycle by number."""
    store, ledger = ask.ctx.store, (await ledger_of(ask.ctx, ask.street, cycle)).state
    where = listed(cycle, status)
    found = await store.find(CANDIDATES, ask.street, where, after=paging.after, limit=paging.limit)
    counts = await counts_of(ask.ctx, ask.street, cycle)
    may_propose = PROPOSE.offered(ledger, ask.person, ask.street)
    return await show(
        ask,
        "candidates.html",
        ledger=ledger,
        rows=[candidate_row(one) for one in found.items],
        counts=counts,
        total=counts.get(status, 0) if status else sum(counts.values()),
        status=status,
        turn=turning(found, paging, page, status=status or ""),
        proposing=may_propose and ledger.is_open_for(Work.PROPOSE),
    )


@candidate_pages.get("/candidates/{candidate}")
async def get_candidate(ask: Anyone) -> Response:
    """A project: sources, decision, opinions, result (E-24, E-25, E-29, E-30)."""
    return await candidate_page(ask)


async def candidate_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The page of a project, with the reason above it where something was refused."""
    trace = await trace_of(ask.ctx, ask.street, await _named(ask))
    ledger = (await ledger_of(ask.ctx, ask.street, trace.candidate.state.cycle)).state
    score = await _score(ask, trace, ledger, refusal)
    give = giving(ask, trace.candidate, ledger, refusal)
    answers = answering(ask, trace, refusal)
    offers = await offered(ask, trace.candidate, ledger, refusal)
    return await show(
        ask,
        "candidate.html",
        refusal=refusal,
        **await _shown(ask, trace, ledger),
        offers=offers,
        give=give,
        answers=answers,
        score=score,
        **await _cards(ask, trace, ledger),
        every=[*offers.values(), *answers.values(), *(one for one in (give, score) if one)],
        reviewing=ledger.is_open_for(Work.PREREVIEW) and trace.candidate.state.is_standing,
    )


async def _score(ask: Ask, trace: Trace, ledger: Ledger, refusal: Refusal | None) -> Offer | None:
    charter = await charter_of(ask.ctx, ask.street)
    mine = await own_card(ask.ctx, ask.street, trace.candidate.id, ask.person.sub)
    return scoring(ask, trace.candidate, ledger, charter, mine, refusal)


async def _cards(ask: Ask, trace: Trace, ledger: Ledger) -> Mapping[str, Any]:
    """The score cards on it, once they are in (E-24)."""
    charter = await charter_of(ask.ctx, ask.street)
    cards = await cards_on(ask.ctx, ask.street, ledger, trace.candidate.id)
    counts = tally([one.state for one in cards], charter.criteria)
    return {
        "cards": [card_view(one, is_staff(ask)) for one in cards],
        "card_counts": counts_view(counts),
        "disputed": disputed(counts),
        "cards_taken": are_taken(ledger),
    }


async def _named(ask: Ask) -> str:
    """The project the address names, itself or by one of its opinions."""
    path = ask.request.path_params
    if "candidate" in path:
        return str(path["candidate"])
    return (await opinion_of(ask.ctx, ask.street, path["opinion"])).state.candidate


async def _shown(ask: Ask, trace: Trace, ledger: Ledger) -> Mapping[str, Any]:
    charter = await charter_of(ask.ctx, ask.street)
    return {
        "ledger": ledger,
        "one": candidate_view(trace, approved_by(ledger), is_staff(ask)),
        "changes": changes_of(trace.candidate.state),
        "marks": marks(trace.candidate.state, charter.criteria),
        "forum": forum_view(trace.forum, staff=False) if trace.forum else None,
        "taken": [candidate_row(other) for other in trace.taken],
        **await _kin(ask, trace.candidate, ledger),
    }


async def _kin(ask: Ask, found: Found[Candidate], ledger: Ledger) -> Mapping[str, Any]:
    """What it comes of, what was split off it, and what it cannot stand beside."""
    origin = await numbered_of(ask.ctx, ask.street, [found.state.origin or "-"])
    pairs = rivals(ledger, found.id)
    others = await numbered_of(ask.ctx, ask.street, [other for _, other in pairs])
    known = {one.id: candidate_row(one) for one in others}
    splits = PROPOSE.offered(ledger, ask.person, ask.street) and found.state.is_standing
    return {
        "origin": candidate_row(origin[0]) if origin else None,
        "offspring": [candidate_row(one) for one in await offspring_of(ask.ctx, ask.street, found)],
        "either": [(pair.reason, known[other]) for pair, other in pairs if other in known],
        "may_split": splits and ledger.is_open_for(Work.PROPOSE, Work.DECIDE),
    }


@candidate_pages.get("/trace/{candidate}")
async def get_trace_fragment(ask: Anyone, candidate: str) -> Response:
    """Where a project came from, as a fragment for other pages; opened alone, its page (E-29)."""
    if not is_fragment(ask):
        return RedirectResponse(f"/screening/streets/{ask.street}/candidates/{candidate}", 303)
    trace = await trace_of(ask.ctx, ask.street, candidate)
    ledger = (await ledger_of(ask.ctx, ask.street, trace.candidate.state.cycle)).state
    return await show(ask, "trace.html", **await _shown(ask, trace, ledger))


@candidate_pages.get("/cycles/{cycle}/alternatives/new")
async def get_new(ask: Clerk) -> Response:
    """The form for a new alternative."""
    return await new_page(ask)


async def new_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    """The form, with what was given and why it was refused."""
    cycle = ask.request.path_params["cycle"]
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    origin = await _origin(ask, refusal)
    offer = await new_offer(ask, cycle, origin, refusal)
    return await show(
        ask, "alternative.html", refusal=refusal, ledger=ledger, offer=offer, origin=origin
    )


async def _origin(ask: Ask, refusal: Refusal | None) -> Found[Candidate] | None:
    """What the new proposal is split off, or returns from: named by the link or by the form."""
    given = refusal.given.get("origin") if refusal else ask.request.query_params.get("from")
    return await candidate_of(ask.ctx, ask.street, str(given)) if given else None


@candidate_pages.get("/cycles/{cycle}/reserve")
async def get_reserve(ask: Anyone, cycle: str) -> Response:
    """What earlier cycles kept in reserve and can be proposed again with its history."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    kept = await reserve_of(ask.ctx, ask.street, cycle)
    may = PROPOSE.offered(ledger, ask.person, ask.street) and ledger.is_open_for(Work.PROPOSE)
    rows = [candidate_row(one) for one in kept]
    return await show(ask, "reserve.html", ledger=ledger, rows=rows, proposing=may)
