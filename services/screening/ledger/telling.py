"""What the report on the candidates tells, read from the documents of the cycle."""

from chassis.service import Context
from services.screening.candidate.queries import candidates_of
from services.screening.forum.domain import Form
from services.screening.funnel.queries import flow_of
from services.screening.kinds import FORUMS, OPINIONS, REVIEWS
from services.screening.ledger.domain.ledger import Ledger
from services.screening.ledger.domain.reviewing import are_shown
from services.screening.ledger.report import Told
from services.screening.opinion.domain import OpinionStatus


async def told_of(ctx: Context, street: str, ledger: Ledger) -> Told:
    """The figures of a cycle as they are now; score cards only once they are in."""
    flow = await flow_of(ctx, street, ledger)
    where = {"cycle": ledger.cycle}
    held = [one.state.form async for one in ctx.store.stream(FORUMS, street, where)]
    cards = await ctx.store.count(REVIEWS, street, where) if are_shown(ledger) else {}
    answered = {**where, "status": OpinionStatus.ANSWERED.value}
    opinions = [one.state async for one in ctx.store.stream(OPINIONS, street, answered)]
    return Told(
        ways={part.zh: part.count for part in flow.columns[1]},
        forums=sum(form in (Form.FORUM, Form.DISCUSSION) for form in held),
        cards=cards.get("", 0),
        opinions=len(opinions),
        accepted=sum(one.accepted for one in opinions),
        everyone=[one.state for one in await candidates_of(ctx, street, ledger.cycle)],
    )
