"""What people can ask of score cards: give one's own (E-24)."""

from chassis.core.documents import Changed
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Done, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.screening.candidate.queries import candidate_of
from services.screening.kinds import REVIEWS
from services.screening.ledger.domain.reviewing import check_taken
from services.screening.ledger.queries import ledger_of
from services.screening.review.bodies import NewReview
from services.screening.review.domain.card import Review, check_card, give, review_id
from services.screening.roles import REVIEWERS

ON_CANDIDATE = "/streets/{street}/candidates/{candidate}/reviews/{review}"


def _done(changed: Changed[Review]) -> Done:
    return Done(id=changed.id, version=changed.version, status="GIVEN")


REVIEW: Thing[Review] = Thing(
    service="screening",
    kind=REVIEWS,
    api=f"/screening/api{ON_CANDIDATE}",
    page=f"/screening{ON_CANDIDATE}",
    answer=_done,
)


async def give_card(order: Order[NewReview]) -> Changed[Review]:
    """A reviewer's own card; another one of theirs replaces it until the cards are in.

    One that comes in the very moment of taking the cards in still counts: nobody had seen any.
    """
    ctx, street, candidate = order.ctx, order.street, order.path["candidate"]
    found = await candidate_of(ctx, street, candidate)
    check_taken((await ledger_of(ctx, street, found.state.cycle)).state, found.state)
    marks, evidence = order.body.marks(), order.body.evidence()
    check_card(marks, evidence, (await charter_of(ctx, street)).criteria)
    card = Review(
        cycle=found.state.cycle,
        candidate=candidate,
        reviewer=order.person.sub,
        name=order.person.name,
        role=next((role for role in REVIEWERS if order.person.has(role)), ""),
        marks=marks,
        evidence=evidence,
        at=order.at,
    )
    key = REVIEWS.key(street, review_id(candidate, order.person.sub))
    return await ctx.change(key, give(card), order.cause)


GIVE: AnyCommand = Command(
    "score", on=REVIEW, action="give_review", label=Label("交评审卡", "Hand in my card"),
    doc="A reviewer's own marks with evidence; hidden from others until the cards are in (E-24).",
    body=NewReview, may=REVIEWERS, creates=True, path="", do=give_card,
    then="/screening/streets/{street}/candidates/{candidate}",
)  # fmt: skip
COMMANDS = (GIVE,)
