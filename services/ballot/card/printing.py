"""Printing cards: the answer is the only place where their codes ever stand."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from chassis.core.decision import Cause, Change, existing
from chassis.core.errors import Invalid, WrongState
from chassis.service import Context
from chassis.store.rows import every_row
from services.ballot.card import domain
from services.ballot.card.domain import Card, card_row
from services.ballot.kinds import CARDS, SESSIONS
from services.ballot.member.queries import members_called
from services.ballot.session.domain import Session
from services.ballot.session.presence import Witness
from services.ballot.session.settling import session_of
from services.ballot.slips.credential import new_code


@dataclass(frozen=True)
class PrintedCard:
    """One card as it is printed."""

    member: str
    name: str
    community: str
    code: str


async def print_cards(
    ctx: Context, street: str, session_id: str, members: Sequence[str], by: Witness, cause: Cause
) -> list[PrintedCard]:
    """Fresh cards for these members (for all who are called where none is named).

    A card that a member had before is worth nothing from then on. Raises ``Invalid`` for somebody
    who is not called, ``WrongState`` for a repeated request: cards are shown once.
    """
    session = (await session_of(ctx, street, session_id)).state
    called = await members_called(ctx, street, session)
    wanted = set(members) or {member for member, _, _ in called}
    if wanted - {member for member, _, _ in called}:
        raise Invalid(
            "no-card-for", "只能给应到的议事员印参会卡。", "Only who is called has a card."
        )

    def decide(state: Session) -> Change[Session]:
        return domain.print_cards(state, cause.derive("cards"), by)

    changed = await ctx.change(SESSIONS.key(street, session_id), existing(decide), cause)
    if changed.already:
        raise WrongState(
            "cards-once",
            "参会卡只显示一次；如未打印成功，请重新打印。",
            "Cards are shown once; where printing failed, print them again.",
        )
    await _drop(ctx, f"{street}/{session_id}/", wanted)
    fresh = [PrintedCard(*one, new_code(secrets.choice)) for one in called if one[0] in wanted]
    for card in fresh:
        body = Card(member=card.member, offices=by.offices).model_dump(mode="json")
        row = card_row(street, session_id, card.code)
        await ctx.store.engine.insert(CARDS, row, body)
    return fresh


async def _drop(ctx: Context, prefix: str, members: set[str]) -> None:
    async for row_id, body in every_row(ctx.store.engine, CARDS, prefix):
        if body["member"] in members:
            await ctx.store.engine.remove(CARDS, row_id)
