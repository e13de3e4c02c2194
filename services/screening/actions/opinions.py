"""The members' pre-review: opinions on candidates, and their answers (E-25)."""

from dataclasses import dataclass

from chassis.core.decision import Cause, Change, created, existing
from chassis.core.documents import Changed
from chassis.core.errors import Invalid
from chassis.service import Context
from contracts.charter import Work
from services.screening.domain import candidates, notes, opinions
from services.screening.domain.candidates import CANDIDATES as MOVES
from services.screening.domain.ledger import Ledger
from services.screening.domain.opinions import Opinion
from services.screening.kinds import CANDIDATES, LEDGERS, OPINIONS
from services.screening.queries import candidate_of, ledger_of, opinion_of


@dataclass(frozen=True)
class NewText:
    """A candidate's text as an opinion changes it."""

    title: str
    content: str


@dataclass(frozen=True)
class Answer:
    """The answer to an opinion; ``revision`` where it changes the candidate's text."""

    accepted: bool
    text: str
    revision: NewText | None = None


async def give_opinion(
    ctx: Context, street: str, candidate_id: str, member: str, text: str, cause: Cause
) -> Changed[Opinion]:
    """A member's opinion on a candidate while the pre-review is open (E-25).

    One that comes in the very moment of closing stays on record and can still be answered; it
    changes no figure and, the pre-review being closed, no text.
    """
    found = await candidate_of(ctx, street, candidate_id)
    state = (await ledger_of(ctx, street, found.state.cycle)).state
    opinion = Opinion(
        cycle=found.state.cycle, candidate=candidate_id, member=member, text=text, at=cause.at
    )

    def decide(existing_one: Opinion | None) -> Change[Opinion]:
        state.doing(Work.PREREVIEW)
        MOVES.move(found.state.status, "revise")
        return created(opinion)(existing_one)

    return await ctx.change(OPINIONS.key(street, cause.derive("opinion")), decide, cause)


async def answer_opinion(
    ctx: Context, street: str, opinion_id: str, answer: Answer, cause: Cause
) -> Changed[Opinion]:
    """Answer an opinion; one that is accepted may revise the candidate's text (E-25).

    The revision is noted in the ledger, then written, then the opinion is answered: a repetition
    continues, and two clerks at once cannot both revise the same text.
    """
    found = await opinion_of(ctx, street, opinion_id)
    revision = 0
    if answer.revision is not None:
        revision = await _revise(ctx, street, found.state, answer, answer.revision, cause)
    decide = existing(opinions.answer(answer.accepted, answer.text, revision, cause.at))
    return await ctx.change(OPINIONS.key(street, opinion_id), decide, cause.part("opinion"))


async def _revise(
    ctx: Context, street: str, opinion: Opinion, answer: Answer, text: NewText, cause: Cause
) -> int:
    found = await candidate_of(ctx, street, opinion.candidate)
    base = found.state.revision
    revise = candidates.revise(text.title, text.content, base, cause.at)
    note = notes.note_revision(opinion.candidate, base + 1)

    def decide(state: Ledger) -> Change[Ledger]:
        if not answer.accepted:
            raise Invalid(
                "revision-not-accepted",
                "未采纳的意见不能修订项目文字。",
                "An opinion that is not accepted revises nothing.",
            )
        opinions.answer(answer.accepted, answer.text, base + 1, cause.at)(opinion)
        revise(found.state)
        return note(state)

    await ctx.change(LEDGERS.key(street, opinion.cycle), existing(decide), cause)
    key = CANDIDATES.key(street, opinion.candidate)
    revised = await ctx.change(key, existing(revise), cause.part("candidate"))
    return revised.state.revision
