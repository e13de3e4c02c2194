"""Streets and their charters as JSON."""

from typing import Any

from fastapi import APIRouter

from chassis.web.ask import Page, Paging
from services.assembly.charter.queries import record_of
from services.assembly.portal.queries import street_cards
from services.assembly.roles import Anyone

api = APIRouter(prefix="/assembly/api", tags=["assembly"])


@api.get("/streets")
async def get_streets(paging: Paging, ask: Anyone) -> Page[dict[str, Any]]:
    """All streets that have a charter, in short. Public."""
    items, following = await street_cards(ask.ctx, paging.after, paging.limit)
    return Page(items=items, next=following)


@api.get("/streets/{street}/charter")
async def get_charter(ask: Anyone) -> dict[str, Any]:
    """The charter in force, its versions, and the slots without a paper. Public."""
    record = (await record_of(ask.ctx, ask.street)).state
    return {
        "street": ask.street,
        "version": record.version,
        "charter": record.charter.model_dump(mode="json"),
        "incomplete": record.charter.incomplete(),
        "versions": [v.model_dump(mode="json", exclude={"by"}) for v in record.versions],
    }
