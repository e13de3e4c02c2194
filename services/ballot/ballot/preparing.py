"""Preparing the ballot of a session: a process over the session and the new ballot."""

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.flow.process import carry_out
from chassis.rooms.copies import charter_of
from chassis.service import Args, Context, Process, Step
from chassis.web.command import Order
from services.ballot.ballot.domain import rounds
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.casting.casting import ballot_of
from services.ballot.kinds import BALLOTS, SESSIONS
from services.ballot.session import its_ballot
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of


async def prepare_ballot(order: Order[Nothing]) -> Changed[Ballot]:
    """Prepare the session's ballot on the frozen booklet; a new one after a voided one."""
    ctx, street, session_id, cause = order.ctx, order.street, order.key, order.cause
    session = (await session_of(ctx, street, session_id)).state
    rules = (await charter_of(ctx, street)).ballot
    ballot = Ballot(session=session_id, cycle=session.cycle, rules=rules, items=session.items)
    ballot_id = cause.derive("ballot")
    former = await _voided(ctx, street, session.ballot)

    async def check() -> None:
        its_ballot.name_ballot(session, ballot_id, former)
        rounds.check_contested(ballot)

    args = {"session": session_id, "ballot": ballot_id, "former": former}
    draft = ballot.model_dump(mode="json")
    await carry_out(ctx, PREPARE, street, {**args, "draft": draft}, cause, check)
    made = await ballot_of(ctx, street, ballot_id)
    return Changed(made.id, street, made.version, made.state)


async def _voided(ctx: Context, street: str, ballot_id: str) -> str:
    """The session's ballot where it is void, so that another may follow it."""
    if not ballot_id:
        return ""
    found = await ctx.store.get(BALLOTS.key(street, ballot_id))
    # A name without a ballot: preparing it was cut short, so another takes its place.
    return ballot_id if found is None or found.state.status == "VOID" else ""


async def _name(ctx: Context, args: Args, cause: Cause) -> None:
    def decide(state: Session) -> Change[Session]:
        return its_ballot.name_ballot(state, args["ballot"], args["former"])

    await ctx.change(SESSIONS.key(args["street"], args["session"]), existing(decide), cause)


async def _unname(ctx: Context, args: Args, cause: Cause) -> None:
    def decide(state: Session) -> Change[Session]:
        return its_ballot.unname_ballot(state, args["ballot"], args["former"])

    await ctx.change(SESSIONS.key(args["street"], args["session"]), existing(decide), cause)


async def _create(ctx: Context, args: Args, cause: Cause) -> None:
    draft = Ballot.model_validate(args["draft"])
    named = (await session_of(ctx, args["street"], args["session"])).state.ballot

    def decide(found: Ballot | None) -> Change[Ballot]:
        if found is None and named != args["ballot"]:
            raise its_ballot.ballot_there()
        return Change(found or draft)

    await ctx.change(BALLOTS.key(args["street"], args["ballot"]), decide, cause)


PREPARE = Process("prepare_ballot", (Step("name", _name, _unname), Step("create", _create)))
