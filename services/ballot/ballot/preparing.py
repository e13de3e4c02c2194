"""Preparing a ballot of a session: a process over the session and the new ballot."""

from dataclasses import asdict
from typing import Any

from chassis.core.decision import Cause, Change, existing
from chassis.core.documents import Changed
from chassis.core.text import Nothing
from chassis.flow.process import carry_out
from chassis.rooms.copies import charter_of
from chassis.service import Args, Context, Process, Step
from chassis.web.command import Order
from contracts.screening import SlateItem
from services.ballot.ballot.domain import rounds
from services.ballot.ballot.domain.ballot import About, Ballot
from services.ballot.ballot.queries import ballots_about
from services.ballot.casting.casting import ballot_named, ballot_of
from services.ballot.kinds import BALLOTS, SESSIONS
from services.ballot.session import its_ballot
from services.ballot.session.domain import Session
from services.ballot.session.its_ballot import Naming
from services.ballot.session.settling import session_of


async def prepare_ballot(order: Order[Nothing]) -> Changed[Ballot]:
    """Prepare the session's ballot on the frozen booklet; a new one after a voided one."""
    session = (await session_of(order.ctx, order.street, order.key)).state
    return await prepare(order, session, "PROJECTS", session.items)


async def prepare(
    order: Order[Any], session: Session, about: About, items: tuple[SlateItem, ...]
) -> Changed[Ballot]:
    """Prepare a ballot of this kind on these items. Raises ``WrongState`` where it may not be."""
    ctx, street, cause = order.ctx, order.street, order.cause
    rules = (await charter_of(ctx, street)).ballot
    ballot = Ballot(session=order.key, cycle=session.cycle, rules=rules, items=items, about=about)
    named = Naming(
        cause.derive("ballot"),
        about,
        await _voided(ctx, street, session.ballot_about(about)),
        await _over(ctx, street, session.ballot),
        await repeats_of(ctx, street, session, about),
        ballot.is_gated,
    )

    async def check() -> None:
        its_ballot.name_ballot(session, named)
        rounds.check_contested(ballot)

    draft = ballot.model_dump(mode="json")
    args = {"session": order.key, "draft": draft, **asdict(named)}
    await carry_out(ctx, PREPARE, street, args, cause, check)
    made = await ballot_of(ctx, street, named.ballot)
    return Changed(made.id, street, made.version, made.state)


async def _voided(ctx: Context, street: str, ballot_id: str) -> str:
    """The session's ballot where it is void, so that another may follow it."""
    found = await ballot_named(ctx, street, ballot_id)
    # A name without a ballot: preparing it was cut short, so another takes its place.
    return ballot_id if found is None or found.status == "VOID" else ""


async def _over(ctx: Context, street: str, ballot_id: str) -> str:
    """The session's latest ballot where nothing more is voted on in it."""
    found = await ballot_named(ctx, street, ballot_id)
    return ballot_id if found is None or found.is_finished else ""


async def repeats_of(ctx: Context, street: str, session: Session, about: About) -> int:
    """How many of the session's ballots of this kind were void and repeated."""
    alike = await ballots_about(ctx, street, session, about)
    return sum(one.id in session.former for one in alike)


def _naming(args: Args) -> Naming:
    # A process of an older version has no kind: it was about projects; it counted repeats before.
    return Naming(
        args["ballot"],
        args.get("about", "PROJECTS"),
        args["former"],
        args.get("before", args["former"]),
        args.get("repeats", 0),
        args.get("gated", False),
    )


async def _name(ctx: Context, args: Args, cause: Cause) -> None:
    def decide(state: Session) -> Change[Session]:
        return its_ballot.name_ballot(state, _naming(args))

    await ctx.change(SESSIONS.key(args["street"], args["session"]), existing(decide), cause)


async def _unname(ctx: Context, args: Args, cause: Cause) -> None:
    def decide(state: Session) -> Change[Session]:
        return its_ballot.unname_ballot(state, _naming(args))

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
