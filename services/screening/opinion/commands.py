"""What people can ask of opinions: give one in the pre-review, answer it (E-25)."""

from chassis.core.decision import Change, created, existing
from chassis.core.documents import Changed
from chassis.core.errors import Invalid
from chassis.web.command import Command, Order, Shape, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Work
from services.screening.candidate.domain import revising
from services.screening.candidate.domain.candidate import CANDIDATES as MOVES
from services.screening.candidate.queries import candidate_of
from services.screening.kinds import CANDIDATES, LEDGERS, OPINIONS
from services.screening.ledger.domain import notes
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.queries import ledger_of
from services.screening.opinion import domain as opinions
from services.screening.opinion.bodies import AnswerForm, NewAnswer, NewOpinion, NewRevision
from services.screening.opinion.domain import Opinion
from services.screening.opinion.queries import opinion_of
from services.screening.roles import CLERKS, MEMBERS

STREET = "/streets/{street}"
ON_CANDIDATE = f"{STREET}/candidates/{{candidate}}/opinions/{{opinion}}"
GIVEN: Thing[Opinion] = Thing(
    service="screening",
    kind=OPINIONS,
    api=f"/screening/api{ON_CANDIDATE}",
    page=f"/screening{ON_CANDIDATE}",
)
OPINION: Thing[Opinion] = Thing(
    service="screening",
    kind=OPINIONS,
    api=f"/screening/api{STREET}/opinions/{{opinion}}",
    page=f"/screening{STREET}/opinions/{{opinion}}",
)


async def give_opinion(order: Order[NewOpinion]) -> Changed[Opinion]:
    """A member's opinion on a candidate while the pre-review is open (E-25).

    One that comes in the very moment of closing stays on record and can still be answered; it
    changes no figure and, the pre-review being closed, no text.
    """
    ctx, street, candidate_id = order.ctx, order.street, order.path["candidate"]
    member = order.body.given_by(order.person)
    found = await candidate_of(ctx, street, candidate_id)
    ledger = (await ledger_of(ctx, street, found.state.cycle)).state
    opinion = Opinion(
        cycle=found.state.cycle,
        candidate=candidate_id,
        member=member,
        text=order.body.text,
        at=order.at,
    )

    def decide(existing_one: Opinion | None) -> Change[Opinion]:
        ledger.doing(Work.PREREVIEW)
        MOVES.move(found.state.status, "revise")
        return created(opinion)(existing_one)

    key = OPINIONS.key(street, order.cause.derive("opinion"))
    return await ctx.change(key, decide, order.cause)


async def answer_opinion(order: Order[NewAnswer]) -> Changed[Opinion]:
    """Answer an opinion; one that is accepted may revise the candidate's text (E-25).

    The revision is noted in the ledger, then written, then the opinion is answered: a repetition
    continues, and two clerks at once cannot both revise the same text.
    """
    found = await opinion_of(order.ctx, order.street, order.key)
    revision = 0
    if order.body.accepted and order.body.revision is None:
        raise revision_missing()
    if order.body.revision is not None:
        revision = await _revise(order, found.state, order.body.revision)
    answer = opinions.answer(order.body.accepted, order.body.answer, revision, order.at)
    key = OPINIONS.key(order.street, order.key)
    cause = order.cause.part("opinion")
    return await order.ctx.change(key, existing(answer), cause, order.version)


def revision_missing() -> Invalid:
    """An opinion is taken over by changing the text, so that its revision rises (E-25)."""
    return Invalid(
        "revision-missing",
        "采纳的意见要改进项目文字：请写出修订后的名称和内容。",
        "An accepted opinion changes the text: write the new title and content.",
        [{"field": "content", "zh": "请按意见修订。", "en": "Revise it."}],
    )


async def _revise(order: Order[NewAnswer], opinion: Opinion, text: NewRevision) -> int:
    ctx, street, given = order.ctx, order.street, order.body
    found = await candidate_of(ctx, street, opinion.candidate)
    base = found.state.revision
    revise = revising.revise(text.title, text.content, base, order.at)
    note = notes.note_revision(opinion.candidate, base + 1)

    def decide(ledger: Ledger) -> Change[Ledger]:
        if not given.accepted:
            raise Invalid(
                "revision-not-accepted",
                "未采纳的意见不能修订项目文字。",
                "An opinion that is not accepted revises nothing.",
                [{"field": "accepted", "zh": "请重新选择。", "en": "Choose again."}],
            )
        if (text.title, text.content) == (found.state.title, found.state.content):
            raise revision_missing()
        opinions.answer(given.accepted, given.answer, base + 1, order.at)(opinion)
        revise(found.state)
        return note(ledger)

    await ctx.change(LEDGERS.key(street, opinion.cycle), existing(decide), order.cause)
    key = CANDIDATES.key(street, opinion.candidate)
    revised = await ctx.change(key, existing(revise), order.cause.part("candidate"))
    return revised.state.revision


GIVE: AnyCommand = Command(
    "give", on=GIVEN, action="give_opinion", label=Label("提交意见", "Send"),
    doc="A deliberator's pre-review opinion; the committee writes one down for a member (E-25).",
    body=NewOpinion, may=MEMBERS, creates=True, path="", do=give_opinion,
    then=f"/screening{STREET}/candidates/{{candidate}}",
)  # fmt: skip
ANSWER: AnyCommand = Command(
    "answer", on=OPINION, action="answer_opinion", label=Label("提交答复", "Send the answer"),
    doc="Answer an opinion; one that is accepted may revise the candidate's text (E-25).",
    body=NewAnswer, may=CLERKS, move=(opinions.OPINIONS, "answer"), do=answer_opinion,
    shape=Shape(AnswerForm, AnswerForm.body),
    then=f"/screening{STREET}/candidates/{{state.candidate}}",
)  # fmt: skip
COMMANDS = (GIVE, ANSWER)
