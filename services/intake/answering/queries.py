"""Lists of written answers: to be drafted, to be reviewed, to be published, owed a second time."""

from collections.abc import Mapping

from chassis.core.documents import Found, Listing, Where
from chassis.rooms.batch import MAX_ROWS
from chassis.service import Context
from contracts.intake import Outcome
from services.intake.collection.queries import NO_CYCLE, newest_cycle
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain.letters import Letter
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.queries import waiting_in

TABS = ("to-draft", "drafts", "ready", "owing")
OPEN = "OPEN"
"""In place of an outcome: what a department still has to answer."""
TOLD = "TOLD-"
"""Before an outcome: those that were told it already, while others wait with it."""
WRITTEN_TO: tuple[str, ...] = (
    OPEN,
    *(one.value for one in Outcome if one is not Outcome.RETURNED),
)
_OF_TAB: Mapping[str, Where] = {
    "drafts": {"letter": Letter.DRAFT.value},
    "ready": {"letter": Letter.READY.value},
    "owing": {"owing": True},
}


def fate_of(outcome: str) -> str:
    """The outcome that a choice of the list is about."""
    return outcome.removeprefix(TOLD)


async def where_of(
    ctx: Context, street: str, tab: str, outcome: str, unit: str | None, cycle: str = ""
) -> Where:
    """The filter of a tab; ``outcome`` counts where something is to be drafted."""
    of_unit = {} if unit is None else {"unit": unit}
    if tab in _OF_TAB:
        return {**_OF_TAB[tab], **of_unit}
    if outcome == OPEN:
        return waiting_in("waiting", unit)
    base: Where = {"cycle": cycle or await newest_cycle(ctx, street) or NO_CYCLE, **of_unit}
    if outcome.startswith(TOLD):
        return {**base, "outcome": fate_of(outcome)}
    waits = {**base, "decided": outcome}
    if sum((await ctx.store.count(SUGGESTIONS, street, waits)).values()):
        return waits  # what is decided comes before what was told
    return {**base, "outcome": outcome}


async def lengths(
    ctx: Context, street: str, unit: str | None, cycle: str = ""
) -> tuple[dict[str, int], dict[str, int]]:
    """How many stand in each tab, and how many there are to write to by outcome."""
    tabs: dict[str, int] = {}
    for tab in TABS[1:]:
        where = await where_of(ctx, street, tab, "", unit)
        tabs[tab] = sum((await ctx.store.count(SUGGESTIONS, street, where)).values())
    cycle = cycle or await newest_cycle(ctx, street) or NO_CYCLE
    base: Where = {"cycle": cycle} if unit is None else {"cycle": cycle, "unit": unit}
    told = await ctx.store.count(SUGGESTIONS, street, base, by="outcome")
    waits = await decided_in(ctx, street, base)
    counted = {**told, **waits, **{f"{TOLD}{name}": told.get(name, 0) for name in waits}}
    names = (kind for name in WRITTEN_TO for kind in (name, f"{TOLD}{name}"))
    outcomes = {name: counted[name] for name in names if counted.get(name)}
    waiting = await ctx.store.count(SUGGESTIONS, street, waiting_in("waiting", unit))
    return tabs, {OPEN: sum(waiting.values()), **outcomes}


async def decided_in(ctx: Context, street: str, base: Where) -> dict[str, int]:
    """Outcome → how many wait with it for their release."""
    counted = await ctx.store.count(SUGGESTIONS, street, base, by="decided")
    return {name: number for name, number in counted.items() if name}


async def page_of(
    ctx: Context, street: str, where: Where, after: str, limit: int
) -> Listing[Suggestion]:
    """One page of such a list, by number."""
    return await ctx.store.find(SUGGESTIONS, street, where, after=after, limit=limit)


async def whole_of(ctx: Context, street: str, where: Where) -> list[Found[Suggestion]]:
    """All of such a list, up to what one batch takes."""
    found: list[Found[Suggestion]] = []
    async for one in ctx.store.stream(SUGGESTIONS, street, where):
        found.append(one)
        if len(found) == MAX_ROWS:
            break
    return found
