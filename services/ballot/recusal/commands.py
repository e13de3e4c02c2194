"""What the committee can ask: a member stands aside, or does not after all."""

from chassis.core.text import Nothing
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.member.queries import copy_of
from services.ballot.recusal import domain
from services.ballot.recusal.bodies import StandsAside
from services.ballot.roles import COMMITTEE
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import SESSION, is_not_voting
from services.ballot.session.presence import Recusal
from services.ballot.session.settling import session_of, settle_voting


async def called(order: Order[StandsAside]) -> Recusal:
    """What is told, of a member whom the session called. Raises ``NotFound`` for anybody else."""
    await settle_voting(order.ctx, order.street, order.key, order.cause)
    session = (await session_of(order.ctx, order.street, order.key)).state
    body = order.body
    await copy_of(order.ctx, order.street, session, body.member)
    candidates = tuple(dict.fromkeys(body.candidates))
    return Recusal(member=body.member, candidates=candidates, reason=body.reason)


RECUSE: AnyCommand = Command(
    "recusals", on=THE_SESSION, action="recuse_member", label=Label("登记回避", "Stands aside"),
    doc="A member stands aside from candidates; how many do is public, who and why is not.",
    body=StandsAside, may=COMMITTEE, move=(SESSION, "recuse"), when=is_not_voting, crowded=True,
    facts=called, decide=lambda s, o: domain.recuse(s, o.facts),
)  # fmt: skip
WITHDRAW: AnyCommand = Command(
    "withdraw-recusal", on=THE_SESSION, action="withdraw_recusal", label=Label("撤销", "Undo"),
    doc="A member does not stand aside after all.",
    body=Nothing, may=COMMITTEE, path="recusals/{member}/withdraw", move=(SESSION, "recuse"),
    when=is_not_voting, crowded=True,
    decide=lambda s, o: domain.withdraw(s, o.path["member"]),
)  # fmt: skip
COMMANDS = (RECUSE, WITHDRAW)
