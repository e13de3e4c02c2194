"""Ticking the charter's checklist for the step that comes next."""

from collections.abc import Sequence

from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Charter, Named
from services.ballot.readiness.bodies import Ticks
from services.ballot.roles import PRESIDING
from services.ballot.session import domain
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import Session


def checklist_of(session: Session, charter: Charter) -> Sequence[Named]:
    """The points before what comes next: the session's beginning, later the next round."""
    begun = session.status in ("IN_SESSION", "ADJOURNED")
    return charter.ballot.checklist if begun else charter.session_checklist


async def _charter(order: Order[Ticks]) -> Charter:
    return await charter_of(order.ctx, order.street)


def may_tick(session: Session) -> bool:
    """While members gather and no round is open."""
    return session.status in domain.GATHERED and domain.is_not_voting(session)


TICK: AnyCommand = Command(
    "tick", on=THE_SESSION, action="tick_checklist",
    label=Label("保存核对清单", "Save the checklist"),
    doc="Tick what is done of the charter's checklist.",
    body=Ticks, may=PRESIDING, when=may_tick, facts=_charter, crowded=True,
    decide=lambda s, o: domain.tick(s, frozenset(o.body.points), checklist_of(s, o.facts)),
)  # fmt: skip
