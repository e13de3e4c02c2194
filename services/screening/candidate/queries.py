"""What is read of proposals: one, all of a cycle, and where one came from (E-29)."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.core.documents import Found, Where
from chassis.core.errors import NotFound
from chassis.service import Context
from services.screening.candidate.domain.candidate import SHOWN, Candidate, CandidateStatus
from services.screening.forum.domain import Forum
from services.screening.item.domain import Item
from services.screening.kinds import CANDIDATES, FORUMS, ITEMS, OPINIONS
from services.screening.opinion.domain import Opinion


async def candidate_of(ctx: Context, street: str, candidate_id: str) -> Found[Candidate]:
    """A proposal that has its number. Raises ``NotFound``."""
    found = await ctx.store.get(CANDIDATES.key(street, candidate_id))
    if found is None or found.state.status not in SHOWN:
        raise NotFound("unknown-candidate", "没有这个项目。", "There is no such project.")
    return found


async def candidates_of(ctx: Context, street: str, cycle: str) -> list[Found[Candidate]]:
    """All numbered proposals of a cycle, by number; the ledger bounds them to 200."""
    return await ctx.store.every(CANDIDATES, street, {"cycle": cycle, "status": SHOWN})


def listed(cycle: str, status: CandidateStatus | None) -> Where:
    """The filter of a list: numbered proposals of a cycle, of one status where it is named."""
    shown = SHOWN if status is None else tuple({status} & set(SHOWN))
    return {"cycle": cycle, "status": shown}


async def counts_of(ctx: Context, street: str, cycle: str) -> dict[str, int]:
    """Status → how many numbered proposals of a cycle have it; statuses in their order."""
    counted = await ctx.store.count(CANDIDATES, street, {"cycle": cycle}, by="status")
    return {status: counted[status] for status in SHOWN if counted.get(status)}


@dataclass(frozen=True)
class Trace:
    """A project and everything it came from (E-29)."""

    candidate: Found[Candidate]
    items: list[Found[Item]]
    forum: Found[Forum] | None
    opinions: list[Found[Opinion]]
    taken: list[Found[Candidate]]


async def trace_of(ctx: Context, street: str, candidate_id: str) -> Trace:
    """From a project back to its suggestions, forum and opinions. Raises ``NotFound``."""
    found = await candidate_of(ctx, street, candidate_id)
    forum = found.state.forum
    return Trace(
        candidate=found,
        items=await _items(ctx, street, found.state.sources),
        forum=await ctx.store.get(FORUMS.key(street, forum)) if forum else None,
        opinions=await opinions_on(ctx, street, candidate_id),
        taken=await numbered_of(ctx, street, found.state.taken),
    )


async def opinions_on(ctx: Context, street: str, candidate_id: str) -> list[Found[Opinion]]:
    """The pre-review opinions on a candidate in the order they came."""
    return await ctx.store.every(OPINIONS, street, {"candidate": candidate_id})


async def _items(ctx: Context, street: str, ids: Sequence[str]) -> list[Found[Item]]:
    found = [await ctx.store.get(ITEMS.key(street, one)) for one in ids]
    return [item for item in found if item is not None]


async def numbered_of(ctx: Context, street: str, ids: Sequence[str]) -> list[Found[Candidate]]:
    """The proposals of these ids that have their number."""
    found = [await ctx.store.get(CANDIDATES.key(street, one)) for one in ids]
    return [one for one in found if one is not None and one.state.status in SHOWN]


async def reserve_of(ctx: Context, street: str, cycle: str) -> list[Found[Candidate]]:
    """What earlier cycles kept in reserve and this one has not taken up again."""
    kept = await ctx.store.every(CANDIDATES, street, {"status": CandidateStatus.RESERVED.value})
    taken_up = {one.state.origin for one in await candidates_of(ctx, street, cycle)}
    return [one for one in kept if one.state.cycle < cycle and one.id not in taken_up]


async def offspring_of(
    ctx: Context, street: str, found: Found[Candidate]
) -> list[Found[Candidate]]:
    """What was split off a proposal in its own cycle."""
    everyone = await candidates_of(ctx, street, found.state.cycle)
    return [one for one in everyone if one.state.origin == found.id]
