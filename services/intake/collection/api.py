"""Collections and the figures of a cycle as JSON."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.intake.collection import queries
from services.intake.collection.balance import Balance, balance_of
from services.intake.collection.rates import Rates, rates_of, shown_to_all
from services.intake.collection.views import CollectionView, Summary
from services.intake.roles import Anyone, is_staff

api = APIRouter(prefix="/intake/api/streets/{street}", tags=["intake"])


@api.get("/summary")
async def get_summary(ask: Anyone, cycle: Annotated[str, Query(max_length=40)] = "") -> Summary:
    """The figures of a cycle, the newest where none is named. Public.

    What authors said of their answers is for the staff alone while few have spoken.
    """
    wanted = cycle or await queries.newest_cycle(ask.ctx, ask.street)
    summary = await queries.summary_of(ask.ctx, ask.street, wanted)
    return summary if is_staff(ask) else shown_to_all(summary)


@api.get("/collections/{cycle}")
async def get_collection(cycle: str, ask: Anyone) -> CollectionView:
    """Whether a cycle's collection is open, and what it comes to. Public."""
    return await queries.collection_of(ask.ctx, ask.street, cycle)


@api.get("/balance")
async def get_balance(ask: Anyone) -> Balance:
    """What came in, and where it stands: nothing is lost. All years together. Public."""
    return await balance_of(ask.ctx, ask.street)


@api.get("/rates")
async def get_rates(ask: Anyone, cycle: Annotated[str, Query(max_length=40)] = "") -> Rates:
    """响应率 解决率 满意率 of a cycle, the newest where none is named. Public."""
    wanted = cycle or await queries.newest_cycle(ask.ctx, ask.street)
    return rates_of(await queries.summary_of(ask.ctx, ask.street, wanted))
