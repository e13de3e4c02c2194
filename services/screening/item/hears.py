"""What suggestions in the screening hear of intake, and that a leg closed."""

from chassis.core.decision import Cause, awaited
from chassis.core.documents import Where
from chassis.service import Context
from contracts.charter import Work
from contracts.envelope import Heard
from contracts.intake import (
    NEXT_CYCLE,
    Outcome,
    SuggestionAccepted,
    SuggestionAnswered,
    SuggestionCorrected,
    SuggestionMerged,
    SuggestionReopened,
)
from contracts.screening import Disposition, LegClosed
from services.screening.candidate.domain import candidate as candidates
from services.screening.item import domain as items
from services.screening.item.domain import ItemStatus
from services.screening.kinds import CANDIDATES, ITEMS, LEDGERS
from services.screening.ledger.domain.ledger import Ledger, LegStatus
from services.screening.releasing import together

PORTION = 200
UNCOUNTED = ("", NEXT_CYCLE)
"""In place of a cycle: the suggestion counts in none yet, so it is none of the screening's."""


async def keep_item(
    ctx: Context, heard: Heard[SuggestionAccepted] | Heard[SuggestionCorrected], cause: Cause
) -> None:
    """A suggestion was accepted or corrected: keep the newest facts, whichever comes first."""
    key = ITEMS.key(heard.street, heard.data.suggestion)
    first = isinstance(heard.data, SuggestionAccepted)
    await ctx.change(key, items.keep(heard.data, heard.sequence), cause, fresh=first)


async def merge_item(ctx: Context, heard: Heard[SuggestionMerged], cause: Cause) -> None:
    """A suggestion was linked to another: it is screened there."""
    said = heard.data
    decide = items.merge(said.suggestion, said.target, heard.sequence)
    await ctx.change(ITEMS.key(heard.street, said.suggestion), awaited(decide), cause)


async def reopen_item(ctx: Context, heard: Heard[SuggestionReopened], cause: Cause) -> None:
    """Parted again, or its answer does not hold. One of no cycle yet is none of ours."""
    said = heard.data
    if said.cycle in UNCOUNTED:
        return
    found = await ctx.store.get(LEDGERS.key(heard.street, said.cycle))
    board = found is not None and found.state.is_open_for(Work.TRIAGE)
    decide = items.reopen(said.suggestion, heard.sequence, board=board)
    await ctx.change(ITEMS.key(heard.street, said.suggestion), awaited(decide), cause)


async def release_item(ctx: Context, heard: Heard[SuggestionAnswered], cause: Cause) -> None:
    """Its answer is public, and so is what became of the projects that it led to."""
    said = heard.data
    merged = said.outcome is Outcome.MERGED
    if merged or said.cycle in UNCOUNTED or not await together(ctx, heard.street):
        return
    key = ITEMS.key(heard.street, said.suggestion)
    item = (await ctx.change(key, awaited(items.release), cause)).state
    for one in item.candidates:
        place = CANDIDATES.key(heard.street, one)
        await ctx.change(place, awaited(candidates.release), cause.part(one))


async def set_aside_items(ctx: Context, heard: Heard[LegClosed], cause: Cause) -> None:
    """The leg that proposes closed: what no alternative took up is kept for reference (E-29).

    Each suggestion is changed under its own part of the cause, page by page: a repetition goes on
    where the last one stopped. Nothing is done where the committee has gone back meanwhile.
    """
    cycle = heard.data.cycle
    if not await _proposing_closed(ctx, heard.street, cycle, heard.data.leg):
        return
    where: Where = {
        "cycle": cycle,
        "status": ItemStatus.TRIAGED.value,
        "disposition": Disposition.PROJECT_SOURCE.value,
        "cited": False,
    }
    after, held = "", await together(ctx, heard.street)
    while True:
        page = await ctx.store.find(ITEMS, heard.street, where, after=after, limit=PORTION)
        for item in page.items:
            decide = awaited(items.set_aside(item.id, held=held))
            await ctx.change(ITEMS.key(heard.street, item.id), decide, cause.part(item.id))
        if not page.next:
            return
        after = page.next


async def _proposing_closed(ctx: Context, street: str, cycle: str, leg_id: str) -> bool:
    found = await ctx.store.get(LEDGERS.key(street, cycle))
    ledger: Ledger | None = found.state if found else None
    if ledger is None:
        return False
    leg = ledger.leg(leg_id)
    return Work.PROPOSE in leg.works and leg.status is LegStatus.CLOSED
