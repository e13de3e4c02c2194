"""What people get of the suggestions in the screening."""

from pydantic import BaseModel

from chassis.core.documents import Found
from contracts.screening import Level
from services.screening.candidate.views import CandidateRow, candidate_row
from services.screening.item.domain import Item, ItemStatus
from services.screening.item.queries import Fate


class ItemView(BaseModel):
    """A suggestion as the screening sees it; ``version`` is 0 for who waits for a release."""

    id: str
    version: int
    cycle: str
    no: str
    title: str
    community: str
    channel: str
    status: ItemStatus
    target: str
    level: Level | None
    category: str
    disposition: str
    opinion: str
    unit: str
    co_units: tuple[str, ...]
    barred: str
    set_aside: bool
    candidates: tuple[str, ...]


def item_view(found: Found[Item]) -> ItemView:
    """A suggestion; its category is the triage's, before that the one it was handed in with."""
    item, triage = found.state, found.state.triage
    return ItemView(
        id=found.id,
        version=found.version,
        level=triage.level if triage else None,
        category=triage.category if triage else item.category,
        opinion=triage.opinion if triage else "",
        unit="" if triage is None or item.handed_back else triage.unit,
        co_units=triage.co_units if triage else (),
        barred=triage.barred if triage else "",
        **item.model_dump(include=_ITEM_FIELDS),
    )


_ITEM_FIELDS = {
    "cycle",
    "no",
    "title",
    "community",
    "channel",
    "status",
    "target",
    "disposition",
    "set_aside",
    "candidates",
}


class FateView(BaseModel):
    """A suggestion, the one it is screened under, and the projects it led to (E-29)."""

    item: ItemView
    lead: ItemView
    candidates: list[CandidateRow]


def fate_view(fate: Fate) -> FateView:
    """What became of a suggestion."""
    return FateView(
        item=item_view(fate.item),
        lead=item_view(fate.lead),
        candidates=[candidate_row(one) for one in fate.candidates],
    )
