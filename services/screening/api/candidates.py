"""Routes of alternatives and candidates: propose, decide, pre-review, trace (E-23 to E-29)."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.core.errors import Invalid
from chassis.rooms.sheets import sheet_response
from chassis.web.ask import Ask, Page, Paging
from contracts.charter import Role
from contracts.screening import Decision, ReasonCode
from services.screening.actions import decisions, opinions, proposals
from services.screening.api.bodies import (
    NewAlternative,
    NewAnswer,
    NewDecision,
    NewMerge,
    NewOpinion,
    Reason,
)
from services.screening.api.candidate_views import (
    CandidateRow,
    CandidateView,
    Decided,
    Proposed,
    TraceView,
    candidate_row,
    candidate_view,
    decided,
    proposed,
    trace_view,
)
from services.screening.api.people import Anyone, Clerk, Committee, Member, is_staff
from services.screening.api.views import (
    Done,
)
from services.screening.domain.candidates import SHOWN, Candidate, CandidateStatus
from services.screening.domain.closing import approved_by
from services.screening.domain.rulings import Ruling
from services.screening.kinds import CANDIDATES
from services.screening.ledger_sheets import candidate_sheet
from services.screening.queries import candidates_of, ledger_of, trace_of

candidates_api = APIRouter(prefix="/screening/api/streets/{street}", tags=["screening"])


@candidates_api.post("/cycles/{cycle}/alternatives", status_code=201)
async def post_alternative(
    ask: Clerk,
    cycle: str,
    body: NewAlternative,
) -> Proposed:
    """Propose an alternative from suggestions of the cycle (E-23, W-14, W-16)."""
    wish = candidate_of_body(cycle, body)
    return proposed(await proposals.propose(ask.ctx, ask.street, wish, ask.cause("propose")))


def candidate_of_body(cycle: str, body: NewAlternative) -> Candidate:
    """The proposal as it is wished for; each source counts once."""
    sources = tuple(dict.fromkeys(body.sources))
    given = body.model_dump(exclude={"sources", "forum"})
    return Candidate(cycle=cycle, sources=sources, forum=body.forum or "", **given)


@candidates_api.get("/cycles/{cycle}/candidates")
async def get_candidates(
    ask: Anyone,
    cycle: str,
    paging: Paging,
    status: Annotated[CandidateStatus | None, Query()] = None,
) -> Page[CandidateRow]:
    """Alternatives and candidates of a cycle by number. Public (W-10)."""
    shown = SHOWN if status is None else tuple({status} & set(SHOWN))
    page = await ask.ctx.store.find(
        CANDIDATES,
        ask.street,
        {"cycle": cycle, "status": shown},
        after=paging.after,
        limit=paging.limit,
    )
    return Page(items=[candidate_row(one) for one in page.items], next=page.next)


@candidates_api.get("/cycles/{cycle}/candidates.xlsx")
async def get_candidates_sheet(
    ask: Anyone,
    cycle: str,
) -> Response:
    """候选项目表 as a workbook. Public."""
    await ledger_of(ask.ctx, ask.street, cycle)
    found = await candidates_of(ask.ctx, ask.street, cycle)
    return sheet_response(f"候选项目表-{cycle}.xlsx", candidate_sheet(found, ask.ctx.settings.demo))


@candidates_api.get("/candidates/{candidate}")
async def get_candidate(
    ask: Anyone,
    candidate: str,
) -> CandidateView:
    """A proposal with its sources, criteria, decision and opinions. Public."""
    trace = await trace_of(ask.ctx, ask.street, candidate)
    ledger = await ledger_of(ask.ctx, ask.street, trace.candidate.state.cycle)
    return candidate_view(trace, approved_by(ledger.state), is_staff(ask))


@candidates_api.get("/candidates/{candidate}/trace")
async def get_trace(
    ask: Anyone,
    candidate: str,
) -> TraceView:
    """From a project back to its suggestions and forum (E-29). Public."""
    trace = await trace_of(ask.ctx, ask.street, candidate)
    ledger = await ledger_of(ask.ctx, ask.street, trace.candidate.state.cycle)
    return trace_view(trace, approved_by(ledger.state), is_staff(ask))


@candidates_api.post("/candidates/{candidate}/decide")
async def post_decide(
    ask: Committee,
    candidate: str,
    body: NewDecision,
) -> Decided:
    """Decide an alternative: candidate or declined, against every criterion (E-24)."""
    ruling = ruling_of(body)
    cause = ask.cause("decide_candidate")
    changed = await decisions.rule(ask.ctx, ask.street, candidate, ruling, cause, ask.if_version)
    return decided(changed)


def ruling_of(body: NewDecision) -> Ruling:
    """The ruling a body means. Raises ``Invalid`` for a decision that is not made by a meeting."""
    if body.decision not in (Decision.CANDIDATE, Decision.DECLINED):
        raise Invalid(
            "decision",
            "这里只能决定列为候选项目或不列入。",
            "Here an alternative becomes CANDIDATE or DECLINED.",
            [{"field": "decision", "zh": "请重新选择。", "en": "Choose again."}],
        )
    accepted = body.decision is Decision.CANDIDATE
    code = ReasonCode.MEETS_CRITERIA if accepted else body.reason_code
    return Ruling(
        decision=body.decision,
        criteria=body.criteria,
        # A missing code of a declined proposal is refused by the check of declining codes.
        reason_code=code or ReasonCode.MEETS_CRITERIA,
        reason=body.reason,
    )


@candidates_api.post("/candidates/{candidate}/withdraw")
async def post_withdraw(
    ask: Committee,
    candidate: str,
    body: Reason,
) -> Decided:
    """Take a proposal back with a reason, history kept (W-03)."""
    cause = ask.cause("withdraw_candidate")
    changed = await decisions.withdraw(ask.ctx, ask.street, candidate, body.reason, cause)
    return decided(changed)


@candidates_api.post("/candidates/{candidate}/merge")
async def post_merge(
    ask: Committee,
    candidate: str,
    body: NewMerge,
) -> Decided:
    """Merge a proposal into another one, which takes over its sources (W-03)."""
    cause = ask.cause("merge_candidate")
    changed = await decisions.merge(ask.ctx, ask.street, candidate, body.target, body.reason, cause)
    return decided(changed)


@candidates_api.post("/candidates/{candidate}/opinions", status_code=201)
async def post_opinion(
    ask: Member,
    candidate: str,
    body: NewOpinion,
) -> Done:
    """A deliberator's pre-review opinion; the committee writes one down for a member (E-25)."""
    cause = ask.cause("give_opinion")
    changed = await opinions.give_opinion(
        ask.ctx, ask.street, candidate, member_of(ask, body), body.text, cause
    )
    return Done(id=changed.id, version=changed.version, status=changed.state.status)


def member_of(ask: Ask, body: NewOpinion) -> str:
    """Whose opinion it is: the committee names the member, a deliberator speaks for themselves."""
    if ask.person.has(Role.NPC_COMMITTEE) and body.member:
        return body.member
    if ask.person.member and body.member in ("", ask.person.member):
        return ask.person.member
    raise Invalid(
        "member",
        "请写明是哪一位议事员的意见；议事员只能填写自己的意见。",
        "Say whose opinion it is; deliberators give only their own.",
        [{"field": "member", "zh": "请填写议事员。", "en": "Name the member."}],
    )


@candidates_api.post("/opinions/{opinion}/answer")
async def post_answer(
    ask: Clerk,
    opinion: str,
    body: NewAnswer,
) -> Done:
    """Answer an opinion; one that is accepted may revise the candidate's text (E-25)."""
    changed = await opinions.answer_opinion(
        ask.ctx, ask.street, opinion, answer_of(body), ask.cause("answer_opinion")
    )
    return Done(id=changed.id, version=changed.version, status=changed.state.status)


def answer_of(body: NewAnswer) -> opinions.Answer:
    """The answer a body means."""
    text = body.revision
    revision = opinions.NewText(text.title, text.content) if text else None
    return opinions.Answer(body.accepted, body.answer, revision)
