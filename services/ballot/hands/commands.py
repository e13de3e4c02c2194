"""What people can ask of a show of hands: the chair calls it, two tellers count."""

from typing import Any

from chassis.core.decision import Change, created, existing
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.agenda.domain import check_by_hands, decide, item_of
from services.ballot.hands import domain
from services.ballot.hands.bodies import CallHands, CountedHands
from services.ballot.hands.domain import HANDS, HandVote
from services.ballot.hands.views import HandsView, changed_hands
from services.ballot.kinds import HAND_VOTES, SESSIONS
from services.ballot.member.queries import active_members
from services.ballot.readiness.conditions import require
from services.ballot.roles import PRESIDING, TELLERS
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import Session, is_not_voting
from services.ballot.session.settling import session_of, settle_voting
from services.ballot.session.voting import TO_RAISE_HANDS, Gathered

CALLED: Thing[Any] = Thing(
    service="ballot",
    kind=SESSIONS,
    api=THE_SESSION.api,
    page=THE_SESSION.page,
    answers=HandsView,
    answer=changed_hands,
)
RAISED: Thing[HandVote] = Thing(
    service="ballot",
    kind=HAND_VOTES,
    api="/ballot/api/streets/{street}/hands/{hand}",
    page="/ballot/streets/{street}/sessions/{session}/hands/{hand}",
    answers=HandsView,
    answer=changed_hands,
)
"""Its forms stand on the page of its session, where they lead back to."""


async def call(order: Order[CallHands]) -> Changed[HandVote]:
    """Call a vote by hands: in session, with a quorum, while no ballot is open."""
    ctx, street, body = order.ctx, order.street, order.body
    await settle_voting(ctx, street, order.key, order.cause)
    session = (await session_of(ctx, street, order.key)).state
    if body.item:
        check_by_hands(session, body.item)
    rules = (await charter_of(ctx, street)).ballot
    hall = Gathered(session, await active_members(ctx, street), rules.quorum)
    require(TO_RAISE_HANDS, hall)
    vote = HandVote(
        session=order.key,
        item=body.item,
        subject=body.subject,
        expected=hall.freeze.expected,
        present=hall.freeze.present,
        over=rules.hands_over,
        of=rules.hands_of,
        called_at=order.at,
    )
    key = HAND_VOTES.key(street, order.cause.derive("hands"))
    return await ctx.change(key, created(vote), order.cause)


async def settle_item(order: Order[CountedHands], changed: Changed[HandVote]) -> None:
    """What two tellers agreed on decides the agenda's item; done again, it stays the same."""
    vote = changed.state
    if vote.agreed is None or not vote.item:
        return
    hands, by, at = vote.raised(), order.person.name, vote.agreed_at or order.at

    def decided(state: Session) -> Change[Session]:
        if item_of(state, vote.item).hands == hands:
            return Change(state)
        return decide(state, vote.item, hands, at, by)

    key = SESSIONS.key(order.street, vote.session)
    await order.ctx.change(key, existing(decided), order.cause.part("item"))


def may_call(session: Session) -> bool:
    """While the session is on and no ballot is open."""
    return session.status == "IN_SESSION" and is_not_voting(session)


CALL: AnyCommand = Command(
    "hands", on=CALLED, action="call_hands", label=Label("举手表决", "Call for hands"),
    doc="Call a vote by show of hands; needs the quorum.",
    body=CallHands, may=PRESIDING, when=may_call, makes=True, crowded=True, do=call,
)  # fmt: skip
COUNT: AnyCommand = Command(
    "count-hands", on=RAISED, then=THE_SESSION.page, action="count_hands",
    label=Label("保存清点数", "Save the count"),
    doc="A teller's count; two equal ones decide.",
    body=CountedHands, may=TELLERS, move=(HANDS, "record"), crowded=True, after=settle_item,
    decide=lambda v, o: domain.record(v, o.person.sub, o.body.hands(), o.at),
)  # fmt: skip
WITHDRAW: AnyCommand = Command(
    "withdraw-hands", on=RAISED, then=THE_SESSION.page, action="withdraw_hands",
    label=Label("撤回这次表决", "Withdraw it"),
    doc="Withdraw a vote that was called by mistake.",
    body=Nothing, may=PRESIDING, move=(HANDS, "withdraw"),
    decide=lambda v, _: domain.withdraw(v),
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (CALL, COUNT, WITHDRAW)
