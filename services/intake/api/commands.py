"""Routes that change one suggestion."""

from typing import Annotated

from fastapi import APIRouter, Response

from chassis.core.documents import Changed
from chassis.core.errors import NotAllowed
from chassis.web.ask import Ask, anyone, asked, tagged
from services.intake.actions import suggestions as acts
from services.intake.actions.merging import merge
from services.intake.api.bodies import (
    Accept,
    Correct,
    GiveBack,
    Merge,
    NewSuggestion,
    Proof,
    Reopen,
    Reply,
    Unmask,
)
from services.intake.api.people import CLERKS, HANDLERS, IMPORTERS, is_clerk
from services.intake.domain.suggestion import Suggestion
from services.intake.views import Author, Done, Submitted

commands_api = APIRouter(prefix="/intake/api/streets/{street}/suggestions", tags=["intake"])
Public = Annotated[Ask, anyone("intake")]
Clerk = Annotated[Ask, asked("intake", *CLERKS)]
Handler = Annotated[Ask, asked("intake", *HANDLERS)]


@commands_api.post("", status_code=201)
async def post_suggestion(body: NewSuggestion, response: Response, ask: Public) -> Submitted:
    """Hand in a suggestion; the receipt is told here and nowhere else."""
    given = body.model_dump(exclude={"consent"})
    cause = ask.cause("submit_suggestion")
    changed, receipt = await acts.submit(ask.ctx, ask.street, given, cause)
    return Submitted(**done(response, changed).model_dump(), receipt=receipt)


@commands_api.post("/{suggestion}/accept")
async def post_accept(suggestion: str, body: Accept, response: Response, ask: Clerk) -> Done:
    """Accept it into the cycle that collects, with a moderated title."""
    cause = ask.cause("accept_suggestion")
    given = body.model_dump()
    changed = await acts.accept(ask.ctx, ask.street, suggestion, given, cause, ask.if_version)
    return done(response, changed)


@commands_api.post("/{suggestion}/return")
async def post_return(suggestion: str, body: GiveBack, response: Response, ask: Clerk) -> Done:
    """Give it back with a reason."""
    cause = ask.cause("return_suggestion", body.reason_code)
    code, reason = body.reason_code, body.reason
    return done(
        response,
        await acts.give_back(ask.ctx, ask.street, suggestion, code, reason, cause, ask.if_version),
    )


@commands_api.post("/{suggestion}/merge")
async def post_merge(suggestion: str, body: Merge, response: Response, ask: Clerk) -> Done:
    """Merge it into one that says the same; both stay."""
    cause = ask.cause("merge_suggestion")
    target = body.target
    changed = await merge(ask.ctx, ask.street, suggestion, target, cause, ask.if_version)
    return done(response, changed)


@commands_api.post("/{suggestion}/handle")
async def post_handle(suggestion: str, response: Response, ask: Handler) -> Done:
    """The department takes it in hand."""
    cause = ask.cause("handle_suggestion")
    changed = await acts.handle(ask.ctx, ask.street, suggestion, cause, ask.if_version)
    return done(response, changed)


@commands_api.post("/{suggestion}/reply")
async def post_reply(suggestion: str, body: Reply, response: Response, ask: Handler) -> Done:
    """The department answers; the answer is public."""
    cause = ask.cause("reply_to_suggestion")
    changed = await acts.reply(ask.ctx, ask.street, suggestion, body.text, cause, ask.if_version)
    return done(response, changed)


@commands_api.post("/{suggestion}/confirm")
async def post_confirm(suggestion: str, body: Proof, response: Response, ask: Public) -> Done:
    """The author, by receipt, or a clerk for the author: content with the answer."""
    cause = ask.cause("confirm_answer")
    proof = proof_of(ask, body.receipt)
    return done(response, await acts.confirm(ask.ctx, ask.street, suggestion, proof, cause))


@commands_api.post("/{suggestion}/reopen")
async def post_reopen(suggestion: str, body: Reopen, response: Response, ask: Public) -> Done:
    """The author, by receipt, or a clerk for the author: not content, with a reason."""
    cause = ask.cause("reopen_suggestion")
    proof = proof_of(ask, body.receipt)
    changed = await acts.reopen(ask.ctx, ask.street, suggestion, proof, body.reason, cause)
    return done(response, changed)


@commands_api.post("/{suggestion}/forget")
async def post_forget(suggestion: str, body: Proof, response: Response, ask: Public) -> Done:
    """Delete the author's name and contact (C-07): the author by receipt, or a clerk."""
    cause = ask.cause("forget_author")
    proof = proof_of(ask, body.receipt)
    return done(response, await acts.forget(ask.ctx, ask.street, suggestion, proof, cause))


@commands_api.post("/{suggestion}/author")
async def post_author(suggestion: str, body: Unmask, response: Response, ask: Clerk) -> Author:
    """Unmask the author for a reason; the look is kept in the audit trail (C-05)."""
    cause = ask.cause("reveal_author", body.reason)
    found = await acts.reveal_author(ask.ctx, ask.street, suggestion, body.reason, cause)
    response.headers["Cache-Control"] = "no-store"
    return Author(author=found.state.author, contact=found.state.contact)


@commands_api.patch("/{suggestion}")
async def patch_suggestion(
    suggestion: str,
    body: Correct,
    response: Response,
    ask: Annotated[Ask, asked("intake", *IMPORTERS)],
) -> Done:
    """Put entries of the ledger right, with a trail."""
    cause = ask.cause("correct_suggestion")
    changed = await acts.correct(
        ask.ctx, ask.street, suggestion, body.values(), body.reason, cause, ask.if_version
    )
    return done(response, changed)


def proof_of(ask: Ask, receipt: str) -> str | None:
    """The author's receipt; nothing for a clerk, who acts for an author. Raises ``NotAllowed``.

    Who answers a suggestion does not also say that its author is content.
    """
    if receipt:
        return receipt
    if is_clerk(ask):
        return None
    raise NotAllowed("receipt-needed", "请填写回执码。", "The receipt is needed.")


def done(response: Response, changed: Changed[Suggestion]) -> Done:
    """The small state after a command, with its version as ``ETag``."""
    tagged(response, changed.version)
    state = changed.state
    return Done(
        id=changed.id, version=changed.version, status=state.status.value, outcome=state.outcome
    )
