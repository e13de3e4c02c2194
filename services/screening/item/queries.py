"""What is read of suggestions in the screening: one, and what became of it (E-29)."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from chassis.core.catalogue import unknown_suggestion
from chassis.core.documents import Found, Where
from chassis.service import Context
from contracts.screening import Disposition
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


@dataclass(frozen=True)
class Wanted:
    """Which suggestions of a cycle a list shows: of one status, or sent one way by their triage.

    ``cited``: of the sources of projects, those that a proposal took up, or the others.
    """

    status: ItemStatus | None = None
    disposition: Disposition | None = None
    cited: bool | None = None

    def where(self, cycle: str) -> Where:
        """The filter, of fields that an index holds together."""
        if self.disposition is None:
            return {"cycle": cycle} | ({"status": self.status.value} if self.status else {})
        return {
            "cycle": cycle,
            "status": ItemStatus.TRIAGED.value,
            "disposition": self.disposition.value,
            "cited": (True, False) if self.cited is None else self.cited,
        }

    def query(self) -> dict[str, str]:
        """The same as the parameters of an address."""
        cited = "" if self.cited is None else str(self.cited).lower()
        return {"status": self.status or "", "disposition": self.disposition or "", "cited": cited}


def wanted(
    status: Annotated[ItemStatus | None, Query()] = None,
    disposition: Annotated[Disposition | None, Query()] = None,
    cited: Annotated[bool | None, Query()] = None,
) -> Wanted:
    """What the parameters of a list ask for."""
    return Wanted(status, disposition, cited)


Filtered = Annotated[Wanted, Depends(wanted)]
