"""Reading: the running collection, the cycles, and the figures of a cycle."""

from datetime import date
from typing import Any

from chassis.core.catalogue import unknown_cycle
from chassis.core.documents import Where
from chassis.rooms.copies import charter_of
from chassis.rooms.tallies import tallied
from chassis.service import Context
from contracts.charter import Charter
from contracts.intake import Outcome
from services.intake.collection.domain import Collection, CollectionStatus, Figures
from services.intake.collection.views import CollectionView, Summary
from services.intake.kinds import COLLECTIONS, MEMBERS, SUGGESTIONS
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import NEXT

NO_CYCLE = "-"
"""Counts nothing: the empty cycle is that of what nobody has accepted, and never public."""


async def running_collection(ctx: Context, street: str) -> Collection | None:
    """The collection that is open now: the newest one, where several are."""
    where = {"status": CollectionStatus.OPEN.value}
    found = await ctx.store.every(COLLECTIONS, street, where)
    return found[-1].state if found else None


async def collection_of(ctx: Context, street: str, cycle: str) -> CollectionView:
    """A cycle's collection; its figures are exact once counted. Raises ``NotFound``."""
    found = await ctx.store.get(COLLECTIONS.key(street, cycle))
    if found is None:
        raise unknown_cycle()
    state = found.state
    figures = state.figures if state.counted else await figures_of(ctx, street, cycle)
    told = figures.model_dump()
    return CollectionView(cycle=cycle, status=state.status.value, exact=state.counted, **told)


async def newest_cycle(ctx: Context, street: str) -> str:
    """The cycle of the newest collection, empty before the first one."""
    return next(iter(await cycles_of(ctx, street)), "")


async def cycles_of(ctx: Context, street: str) -> dict[str, bool]:
    """Every cycle in which something was collected, the newest first; and whether it still is."""
    found = reversed(await ctx.store.every(COLLECTIONS, street))
    return {one.id: one.state.status is CollectionStatus.OPEN for one in found}


async def shown_cycles(ctx: Context, street: str) -> dict[str, bool]:
    """The same, and behind them ``NEXT`` where something waits for the next collection."""
    return await tallied(ctx, street, "cycles", lambda: _shown_cycles(ctx, street))


async def _shown_cycles(ctx: Context, street: str) -> dict[str, bool]:
    cycles = await cycles_of(ctx, street)
    waiting = await ctx.store.count(SUGGESTIONS, street, {"cycle": NEXT})
    return cycles | ({NEXT: False} if sum(waiting.values()) else {})


async def figures_of(ctx: Context, street: str, cycle: str) -> Figures:
    """What the collection of a cycle comes to as of now."""
    merged = await ctx.store.count(
        SUGGESTIONS, street, {"cycle": cycle, "status": Status.MERGED.value}
    )
    collectors = await ctx.store.count(SUGGESTIONS, street, {"cycle": cycle}, by="collector")
    return Figures(
        accepted=sum(collectors.values()),
        merged=sum(merged.values()),
        collectors=sum(1 for collector in collectors if collector),
    )


async def summary_of(ctx: Context, street: str, cycle: str) -> Summary:
    """The figures of a cycle, counted anew only where something in the street has changed."""
    name = f"summary/{cycle}/{ctx.today()}"
    return await tallied(ctx, street, name, lambda: _summary(ctx, street, cycle))


async def _summary(ctx: Context, street: str, cycle: str) -> Summary:
    """Every suggestion in exactly one status and one outcome; no cycle has none."""
    charter, among = await charter_of(ctx, street), {"cycle": cycle or NO_CYCLE}
    by: dict[str, Any] = {
        name: await ctx.store.count(SUGGESTIONS, street, among, by=name)
        for name in ("status", "outcome", "category", "topic", "channel", "community", "collector")
    }
    total = sum(by["status"].values())
    still_open = by["outcome"].pop("", 0)
    answered = sum(by["outcome"].values())
    return Summary(
        cycle=cycle,
        total=total,
        open=still_open,
        answered=answered,
        merged=by["status"].get(Status.MERGED.value, 0),
        reply_days=charter.reply_days,
        collectors=sum(1 for collector in by.pop("collector") if collector),
        members=sum((await ctx.store.count(MEMBERS, street)).values()),
        conserved=answered + still_open == total == sum(by["category"].values()),
        by_verdict=await _counted(ctx, street, among, "verdict"),
        unsolved=await _unsolved(ctx, street, among, charter),
        by_topic={name: number for name, number in by.pop("topic").items() if name},
        **await _focus(ctx, street, among),
        **{f"by_{name}": numbers for name, numbers in by.items()},
        **await _waiting(ctx, street, among),
    )


async def _focus(ctx: Context, street: str, where: Where) -> dict[str, Any]:
    """How many are urgent, show a weak point, or belong to each priority of the street (E-04)."""
    return {
        "by_priority": await _counted(ctx, street, where, "priority"),
        "urgent": await _how_many(ctx, street, {**where, "urgent": True}),
        "weak_points": await _how_many(ctx, street, {**where, "weak_point": True}),
    }


async def _how_many(ctx: Context, street: str, where: Where) -> int:
    return sum((await ctx.store.count(SUGGESTIONS, street, where)).values())


async def _counted(ctx: Context, street: str, where: Where, by: str) -> dict[str, int]:
    counts = await ctx.store.count(SUGGESTIONS, street, where, by=by)
    return {name: number for name, number in counts.items() if name}


async def _unsolved(ctx: Context, street: str, among: Where, charter: Charter) -> int:
    """Answers of departments whose mark does not solve the matter; one without a mark does."""
    marks = {one.id for one in charter.answers.marks if not one.solves}
    where = {**among, "outcome": Outcome.SOLVED.value}
    counts = await _counted(ctx, street, where, "mark")
    return sum(number for mark, number in counts.items() if mark in marks)


async def _waiting(ctx: Context, street: str, among: Where) -> dict[str, Any]:
    """How many unanswered suggestions are past their day, and how long the oldest has waited."""
    unanswered, today = {**among, "outcome": ""}, ctx.today()
    waiting = await ctx.store.count(SUGGESTIONS, street, unanswered, by="accepted_on")
    due = await ctx.store.count(SUGGESTIONS, street, unanswered, by="due_on")
    since = min((day for day in waiting if day), default=today)
    return {
        "overdue": sum(number for day, number in due.items() if day and day < today),
        "oldest_open_days": days_between(since, today),
    }


def days_between(since: str, today: str) -> int:
    """Whole days from one date (ISO) to another, never less than 0."""
    return max(0, (date.fromisoformat(today) - date.fromisoformat(since)).days)
