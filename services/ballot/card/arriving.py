"""Coming and leaving with a card: at a desk, or with the member's own phone."""

from chassis.core.decision import Cause
from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.service import Context
from services.ballot.card.domain import card_of, card_row
from services.ballot.kinds import CARDS
from services.ballot.member.queries import copy_of
from services.ballot.roll import arriving
from services.ballot.roll.domain import RollEntry, waiting_of
from services.ballot.session.presence import Witness
from services.ballot.session.settling import session_of
from services.ballot.slips.credential import read_code


async def arrive(
    ctx: Context, street: str, session: str, code: str, cause: Cause, officer: Witness | None
) -> Changed[RollEntry]:
    """The holder of a card checks in; at a desk ``officer`` has scanned it.

    It counts at once where officer and card are of different offices; else it waits. Raises
    ``Invalid`` for what is no code, ``NotAllowed`` for an unknown one.
    """
    state = (await session_of(ctx, street, session)).state
    card = card_of(await ctx.store.engine.row(CARDS, card_row(street, session, read_code(code))))
    copy = await copy_of(ctx, street, state, card.member)
    told = {
        "member": card.member,
        "person": {"name": copy.name, "community": copy.community},
        "arrival": cause.derive("arrival"),
        "first": (officer or card.witness).model_dump(mode="json"),
    }
    try:
        await arriving.entered(ctx, street, cause, arriving.CHECK_IN, session, **told)
    except WrongState as refused:
        if refused.code != "checked-in":
            raise
    await _second(ctx, street, session, card.member, cause, [card.witness, officer])
    return await arriving.line_of(ctx, street, session, card.member)


async def depart(
    ctx: Context, street: str, session: str, code: str, cause: Cause, officer: Witness
) -> Changed[RollEntry]:
    """The holder of a card leaves and shows it at the desk of ``officer``.

    It counts at once where officer and card are of different offices; else it waits. Raises as
    ``arrive`` does, and ``WrongState`` for somebody who is not here.
    """
    card = card_of(await ctx.store.engine.row(CARDS, card_row(street, session, read_code(code))))
    for number, witness in enumerate((card.witness, officer)):
        told = {"member": card.member, "witness": witness.model_dump(mode="json")}
        part = cause.part(f"witness-{number}")
        try:
            await arriving.entered(ctx, street, part, arriving.LEAVE, session, **told)
        except WrongState as refused:
            noted = refused.code == "leaving" or (number and refused.code == "not-here")
            if not noted:
                raise
    return await arriving.line_of(ctx, street, session, card.member)


async def _second(
    ctx: Context,
    street: str,
    session: str,
    member: str,
    cause: Cause,
    witnesses: list[Witness | None],
) -> None:
    for number, witness in enumerate(witnesses):
        waits = waiting_of((await session_of(ctx, street, session)).state, member)
        if waits and witness:
            part = cause.part(f"witness-{number}")
            await arriving.confirmed(ctx, street, part, session, [waits.id], witness)
