"""What is read of suggestions in the screening: one, and what became of it (E-29)."""

from dataclasses import dataclass

from chassis.core.catalogue import unknown_suggestion
from chassis.core.documents import Found, Where
from chassis.service import Context
from services.screening.candidate.domain.candidate import Candidate
from services.screening.candidate.queries import numbered_of
from services.screening.item.domain import Item, ItemStatus
from services.screening.kinds import ITEMS


async def item_of(ctx: Context, street: str, item_id: str) -> Found[Item]:
    """A suggestion as it is screened here. Raises ``NotFound``."""
    found = await ctx.store.get(ITEMS.key(street, item_id))
    if found is None:
        raise unknown_suggestion()
    return found


@dataclass(frozen=True)
class Fate:
    """A suggestion, the one it is screened under (itself unless merged), its projects (E-29)."""

    item: Found[Item]
    lead: Found[Item]
    candidates: list[Found[Candidate]]


async def fate_of(ctx: Context, street: str, item_id: str) -> Fate:
    """What became of a suggestion. Raises ``NotFound``."""
    item = await item_of(ctx, street, item_id)
    lead = item
    if item.state.status is ItemStatus.MERGED:
        lead = await ctx.store.get(ITEMS.key(street, item.state.target)) or item
    ids = dict.fromkeys((*item.state.candidates, *lead.state.candidates))
    return Fate(item, lead, await numbered_of(ctx, street, list(ids)))


def listed(cycle: str, status: ItemStatus | None) -> Where:
    """The filter of a list: the suggestions of a cycle, of one status where it is named."""
    return {"cycle": cycle} | ({"status": status.value} if status else {})
