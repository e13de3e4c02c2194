"""Reading: one suggestion by id, receipt or number, and lists."""

from collections.abc import Mapping

from chassis.core.catalogue import unknown_suggestion
from chassis.core.documents import Found, Listing, Where
from chassis.core.errors import Invalid, NotFound
from chassis.rooms.search import search
from chassis.service import Context
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.status import TO_ANSWER, Status
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.receipts import digest_of
from services.intake.suggestion.views import SuggestionView, view_of

QUEUES: Mapping[str, Where] = {
    "incoming": {"status": [Status.SUBMITTED.value]},
    "waiting": {"status": [status.value for status in TO_ANSWER]},
    "held": {"held": True},
}
"""What waits at the desk: to be accepted, to be answered by a department, held for a look."""
MOST_PARTS = 60
"""Parts of one suggestion that its author is shown."""


async def suggestion_of(ctx: Context, street: str, suggestion: str) -> Found[Suggestion]:
    """A suggestion by its id. Raises ``NotFound``."""
    found = await ctx.store.get(SUGGESTIONS.key(street, suggestion))
    if found is None:
        raise _unknown()
    return found


async def public_suggestion_of(ctx: Context, street: str, suggestion: str) -> Found[Suggestion]:
    """A suggestion that counts in a cycle: only such a one is public. Raises ``NotFound``."""
    found = await suggestion_of(ctx, street, suggestion)
    if not found.state.cycle:
        raise _unknown()
    return found


async def view_at(ctx: Context, street: str, suggestion: str) -> SuggestionView | None:
    """The public side of a suggestion that another one names; nothing for no id."""
    key = SUGGESTIONS.key(street, suggestion)
    found = await ctx.store.get(key) if suggestion else None
    return view_of(found, staff=False) if found else None


async def parts_below(ctx: Context, street: str, whole: Suggestion) -> list[SuggestionView]:
    """What was split off from it, and from those parts in turn; at most 60, the nearest first."""
    seen: dict[str, SuggestionView] = {}
    waiting = list(whole.parts)
    while waiting and len(seen) < MOST_PARTS:
        key = waiting.pop(0)
        found = await ctx.store.get(SUGGESTIONS.key(street, key))
        if found is not None and key not in seen:
            seen[key] = view_of(found, staff=False)
            waiting += found.state.parts
    return list(seen.values())


async def by_receipt(ctx: Context, street: str, receipt: str) -> Found[Suggestion]:
    """The suggestion that a receipt belongs to. Raises ``NotFound``."""
    where = {"receipt": digest_of(receipt)}
    found = (await ctx.store.find(SUGGESTIONS, street, where, limit=1)).items
    if not found:
        raise NotFound(
            "unknown-receipt",
            "没有找到这个回执码，请核对后再试。",
            "There is no such receipt; check it and try again.",
        )
    return found[0]


async def numbered(ctx: Context, street: str, cycle: str, number: str) -> str:
    """The id of the suggestion under a number of the ledger. Raises ``NotFound``."""
    wanted = number.strip().upper()
    wanted = wanted.lstrip("0") if wanted.isdigit() else wanted
    where = {"cycle": cycle, "no": wanted}
    found = (await ctx.store.find(SUGGESTIONS, street, where, limit=1)).items
    if not wanted or not found:
        raise NotFound("unknown-number", "清单中没有这个编号。", "The list has no such number.")
    return found[0].id


def _unknown() -> NotFound:
    return unknown_suggestion()


async def listed(
    ctx: Context, street: str, where: Where, after: str, limit: int
) -> Listing[Suggestion]:
    """One page of the suggestions. Raises ``Invalid`` for filters that no index serves.

    Of the empty cycle, before the first collection, there is no list: nobody has accepted it.
    """
    if where.get("cycle") == "":
        return Listing([], "")
    try:
        SUGGESTIONS.index_for(list(where))
    except LookupError:
        raise Invalid(
            "filters",
            "这几个筛选条件不能同时使用。",
            "These filters cannot be used together.",
        ) from None
    return await ctx.store.find(SUGGESTIONS, street, where, after=after, limit=limit)


async def looked_for(
    ctx: Context, street: str, query: str, after: str, limit: int, *, staff: bool
) -> Listing[Suggestion]:
    """One page of the suggestions that hold these words, of all years.

    Anybody looks only at what is public; the staff at the title and text as they were written.
    """
    scope = "staff" if staff else "public"
    return await search(ctx.store, SUGGESTIONS, street, scope, query, after=after, limit=limit)


async def queued(
    ctx: Context,
    street: str,
    queue: str,
    after: str = "",
    limit: int = 1,
    unit: str | None = None,
) -> Listing[Suggestion]:
    """One page of what waits in a queue: to be accepted by its day, else by number.

    ``unit``: only what was assigned to it.
    """
    where = waiting_in(queue, unit)
    return await ctx.store.find(SUGGESTIONS, street, where, after=after, limit=limit)


def waiting_in(queue: str, unit: str | None) -> Where:
    """The filter of a queue, of one unit where it is named."""
    where = QUEUES[queue]
    return where if unit is None else {**where, "unit": unit}


async def queue_lengths(ctx: Context, street: str, unit: str | None = None) -> dict[str, int]:
    """Queue → how many wait in it; for a unit only what it owes an answer to."""
    lengths = dict.fromkeys(QUEUES, 0)
    for queue in QUEUES if unit is None else ("waiting",):
        counts = await ctx.store.count(SUGGESTIONS, street, waiting_in(queue, unit))
        lengths[queue] = sum(counts.values())
    return lengths
