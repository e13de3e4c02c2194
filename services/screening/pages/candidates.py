"""Pages of alternatives and candidates: list, one with its trace, and their forms."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from chassis.core.errors import Problem
from chassis.web.ask import Ask
from chassis.web.forms import Act, read_form, text_of, tried
from contracts.charter import Criterion, Work
from contracts.screening import Disposition
from services.screening.actions import decisions, opinions, proposals
from services.screening.api.bodies import (
    NewAlternative,
    NewAnswer,
    NewDecision,
    NewMerge,
    NewOpinion,
    Reason,
)
from services.screening.api.candidate_views import candidate_row, candidate_view
from services.screening.api.candidates import (
    answer_of,
    candidate_of_body,
    member_of,
    ruling_of,
)
from services.screening.api.people import Anyone, Clerk, Committee, Member, is_staff
from services.screening.api.views import (
    forum_view,
    item_view,
)
from services.screening.domain.candidates import CANDIDATES as MOVES
from services.screening.domain.candidates import CandidateStatus
from services.screening.domain.closing import approved_by
from services.screening.domain.items import ItemStatus
from services.screening.domain.ledger import Ledger
from services.screening.kinds import ITEMS
from services.screening.pages.showing import is_fragment, show
from services.screening.queries import (
    candidates_of,
    forums_of,
    ledger_of,
    opinion_of,
    trace_of,
)

candidate_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)


@candidate_pages.get("/cycles/{cycle}/candidates")
async def get_candidates(
    ask: Anyone, cycle: str, status: Annotated[CandidateStatus | None, Query()] = None
) -> Response:
    """Alternatives and candidates of a cycle; the ledger bounds them to 200, so one page."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    found = [candidate_row(one) for one in await candidates_of(ask.ctx, ask.street, cycle)]
    counts = {one: sum(row.status is one for row in found) for one in CandidateStatus}
    return await show(
        ask,
        "candidates.html",
        ledger=ledger,
        rows=[row for row in found if status is None or row.status is status],
        total=len(found),
        counts={one: n for one, n in counts.items() if n},
        status=status,
        proposing=_open_for(ledger, Work.PROPOSE),
    )


def _open_for(ledger: Ledger, *works: Work) -> bool:
    current = ledger.current()
    return bool(current) and bool(set(works) & set(ledger.leg(current).works))


@candidate_pages.get("/candidates/{candidate}")
async def get_candidate(ask: Anyone, candidate: str) -> Response:
    """A project: sources, decision, opinions, result (E-24, E-25, E-29, E-30)."""
    return await candidate_page(ask, candidate)


async def candidate_page(ask: Ask, candidate: str, problem: Problem | None = None) -> Response:
    """The page of a project, with the reason above it where something was refused."""
    trace = await trace_of(ask.ctx, ask.street, candidate)
    state = trace.candidate.state
    ledger = (await ledger_of(ask.ctx, ask.street, state.cycle)).state
    staff = is_staff(ask)
    standing = (state.status, "revise") in MOVES.moves
    leaving = standing and _open_for(ledger, *decisions.LEAVING)
    everyone = await candidates_of(ask.ctx, ask.street, state.cycle) if leaving else []
    return await show(
        ask,
        "candidate.html",
        problem=problem,
        ledger=ledger,
        one=candidate_view(trace, approved_by(ledger), staff),
        forum=forum_view(trace.forum, staff=False) if trace.forum else None,
        taken=[candidate_row(other) for other in trace.taken],
        deciding=_open_for(ledger, Work.DECIDE) and (state.status, "accept") in MOVES.moves,
        reviewing=_open_for(ledger, Work.PREREVIEW) and standing,
        leaving=leaving,
        others=[
            (other.id, f"{other.state.no} {other.state.title}")
            for other in everyone
            if other.id != candidate and (other.state.status, "revise") in MOVES.moves
        ],
    )


@candidate_pages.get("/trace/{candidate}")
async def get_trace_fragment(ask: Anyone, candidate: str) -> Response:
    """Where a project came from, as a fragment for other pages; opened alone, its page (E-29)."""
    if not is_fragment(ask):
        return RedirectResponse(f"/screening/streets/{ask.street}/candidates/{candidate}", 303)
    trace = await trace_of(ask.ctx, ask.street, candidate)
    ledger = (await ledger_of(ask.ctx, ask.street, trace.candidate.state.cycle)).state
    return await show(
        ask,
        "trace.html",
        one=candidate_view(trace, approved_by(ledger), staff=False),
        forum=forum_view(trace.forum, staff=False) if trace.forum else None,
        taken=[candidate_row(other) for other in trace.taken],
        ledger=ledger,
    )


@candidate_pages.get("/cycles/{cycle}/alternatives/new")
async def get_new(ask: Clerk, cycle: str) -> Response:
    """The form for a new alternative."""
    return await new_page(ask, cycle)


async def new_page(ask: Ask, cycle: str, problem: Problem | None = None) -> Response:
    """The form, with what was given and why it was refused."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    where = {"cycle": cycle, "status": ItemStatus.TRIAGED.value}
    found = await ask.ctx.store.every(ITEMS, ask.street, where)
    sources = [item for item in found if item.state.disposition == Disposition.PROJECT_SOURCE]
    form = await ask.request.form() if problem else None
    return await show(
        ask,
        "alternative.html",
        problem=problem,
        ledger=ledger,
        sources=[item_view(item) for item in sources],
        forums=await forums_of(ask.ctx, ask.street, cycle),
        given=dict(form) if form else {},
        chosen=[str(one) for one in form.getlist("sources")] if form else [],
    )


@candidate_pages.post("/cycles/{cycle}/alternatives")
async def post_new(ask: Clerk, cycle: str) -> Response:
    """Propose an alternative from its form."""
    form = await ask.request.form()

    async def act() -> object:
        sources = [one for one in form.getlist("sources") if isinstance(one, str)]
        wish = candidate_of_body(cycle, read_form(form, NewAlternative, sources=sources))
        return await proposals.propose(ask.ctx, ask.street, wish, ask.cause("propose"))

    there = f"/screening/streets/{ask.street}/cycles/{cycle}/candidates"
    return await tried(act, there, lambda problem: new_page(ask, cycle, problem))


@candidate_pages.post("/candidates/{candidate}/decide")
async def post_decide(ask: Committee, candidate: str) -> Response:
    """Decide an alternative from its form: a box that is not ticked is a criterion not met."""
    form = await ask.request.form()

    async def act() -> object:
        met = form.getlist("criteria")
        marks = {one: one.value in met for one in Criterion}
        ruling = ruling_of(read_form(form, NewDecision, criteria=marks))
        cause = ask.cause("decide_candidate")
        return await decisions.rule(ask.ctx, ask.street, candidate, ruling, cause, ask.if_version)

    return await _tried(ask, candidate, act)


@candidate_pages.post("/candidates/{candidate}/withdraw")
async def post_withdraw(ask: Committee, candidate: str) -> Response:
    """Withdraw a proposal from its form (W-03)."""
    form = await ask.request.form()

    async def act() -> object:
        reason = read_form(form, Reason).reason
        cause = ask.cause("withdraw_candidate")
        return await decisions.withdraw(ask.ctx, ask.street, candidate, reason, cause)

    return await _tried(ask, candidate, act)


@candidate_pages.post("/candidates/{candidate}/merge")
async def post_merge(ask: Committee, candidate: str) -> Response:
    """Merge a proposal into another from its form (W-03)."""
    form = await ask.request.form()

    async def act() -> object:
        body = read_form(form, NewMerge)
        cause = ask.cause("merge_candidate")
        return await decisions.merge(
            ask.ctx, ask.street, candidate, body.target, body.reason, cause
        )

    return await _tried(ask, candidate, act)


@candidate_pages.post("/candidates/{candidate}/opinions")
async def post_opinion(ask: Member, candidate: str) -> Response:
    """A pre-review opinion from its form (E-25)."""
    form = await ask.request.form()

    async def act() -> object:
        body = read_form(form, NewOpinion)
        cause = ask.cause("give_opinion")
        return await opinions.give_opinion(
            ask.ctx, ask.street, candidate, member_of(ask, body), body.text, cause
        )

    return await _tried(ask, candidate, act)


@candidate_pages.post("/opinions/{opinion}")
async def post_answer(ask: Clerk, opinion: str) -> Response:
    """The answer to an opinion from its form; a changed text is a revision where accepted."""
    form = await ask.request.form()
    candidate = (await opinion_of(ask.ctx, ask.street, opinion)).state.candidate

    async def act() -> object:
        revision = None
        if text_of(form, "revise"):
            revision = {"title": text_of(form, "title"), "content": text_of(form, "content")}
        body = read_form(form, NewAnswer, revision=revision)
        return await opinions.answer_opinion(
            ask.ctx, ask.street, opinion, answer_of(body), ask.cause("answer_opinion")
        )

    return await _tried(ask, candidate, act)


async def _tried(ask: Ask, candidate: str, act: Act) -> Response:
    there = f"/screening/streets/{ask.street}/candidates/{candidate}"
    return await tried(act, there, lambda problem: candidate_page(ask, candidate, problem))
