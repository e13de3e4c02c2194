"""Suggestions in the screening: kept as intake tells them, triaged, set aside."""

from chassis.core.decision import Cause, Change, awaited, existing
from chassis.core.documents import Changed, Where
from chassis.rooms.copies import charter_of
from chassis.service import Context
from contracts.charter import Work
from contracts.envelope import Heard
from contracts.intake import SuggestionAccepted, SuggestionCorrected, SuggestionMerged
from contracts.screening import Disposition, LegClosed
from services.screening.domain import items
from services.screening.domain.items import Item, ItemStatus, Triage
from services.screening.domain.ledger import Ledger, LegStatus
from services.screening.kinds import ITEMS, LEDGERS
from services.screening.queries import item_of, ledger_of
from services.screening.words import pick

PORTION = 200


async def keep_item(
    ctx: Context, heard: Heard[SuggestionAccepted] | Heard[SuggestionCorrected], cause: Cause
) -> None:
    """A suggestion was accepted or corrected: keep the newest facts, whichever comes first."""
    key = ITEMS.key(heard.street, heard.data.suggestion)
    first = isinstance(heard.data, SuggestionAccepted)
    await ctx.change(key, items.keep(heard.data, heard.sequence), cause, fresh=first)


async def merge_item(ctx: Context, heard: Heard[SuggestionMerged], cause: Cause) -> None:
    """A suggestion was linked to another: it is screened there."""
    key = ITEMS.key(heard.street, heard.data.suggestion)
    await ctx.change(key, awaited(items.merge(heard.data.target)), cause)


async def triage_item(
    ctx: Context,
    street: str,
    item_id: str,
    triage: Triage,
    cause: Cause,
    if_version: int | None,
) -> Changed[Item]:
    """Grade and classify a suggestion while the triage is open (E-22)."""
    found = await item_of(ctx, street, item_id)
    charter = await charter_of(ctx, street)
    category = pick(charter.suggestion_categories, triage.category, "category")
    ledger = (await ledger_of(ctx, street, found.state.cycle)).state
    decided = items.triage(item_id, triage.model_copy(update={"category": category}))

    def decide(item: Item) -> Change[Item]:
        ledger.doing(Work.TRIAGE)
        items.check_triage(triage)
        return decided(item)

    return await ctx.change(ITEMS.key(street, item_id), existing(decide), cause, if_version)


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
    after = ""
    while True:
        page = await ctx.store.find(ITEMS, heard.street, where, after=after, limit=PORTION)
        for item in page.items:
            decide = awaited(items.set_aside(item.id))
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
