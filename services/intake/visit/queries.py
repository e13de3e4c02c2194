"""What is read of visits: a member's own, and nobody else's."""

from chassis.core.catalogue import not_found
from chassis.core.documents import Found, Listing
from chassis.service import Context
from chassis.web.auth import Person
from services.intake.kinds import SUGGESTIONS, VISITS
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.visit.domain import Visit

SHOWN = 50
"""Visits that a page lists, the newest first."""


async def visit_of(ctx: Context, street: str, key: str, person: Person) -> Found[Visit]:
    """A visit of this person. Raises ``NotFound`` also for another member's."""
    found = await ctx.store.get(VISITS.key(street, key))
    if found is None or found.state.member != person.member:
        raise not_found()
    return found


async def visits_of(ctx: Context, street: str, member: str) -> list[Found[Visit]]:
    """The visits of a member, the newest first."""
    return list(reversed(await ctx.store.every(VISITS, street, {"member": member})))


async def collected_by(
    ctx: Context, street: str, member: str, after: str, limit: int
) -> Listing[Suggestion]:
    """One page of what a member collected, whatever became of it."""
    where = {"collector": member}
    return await ctx.store.find(SUGGESTIONS, street, where, after=after, limit=limit)


async def how_many(ctx: Context, street: str, member: str) -> tuple[int, int]:
    """How many suggestions a member collected, and how many of them are answered."""
    counts = await ctx.store.count(SUGGESTIONS, street, {"collector": member}, by="outcome")
    return sum(counts.values()), sum(counts.values()) - counts.get("", 0)


async def brought_by(ctx: Context, street: str, visit: Visit) -> list[Found[Suggestion]]:
    """The suggestions that came of a visit."""
    found = [await ctx.store.get(SUGGESTIONS.key(street, one)) for one in visit.entries]
    return [one for one in found if one is not None]
