"""The page of the flow: a picture whose every box opens its list, and the same as a table."""

from fastapi import APIRouter, Response

from services.screening.funnel.flow import draw
from services.screening.funnel.queries import flow_of
from services.screening.ledger.queries import ledger_of
from services.screening.releasing import Anyone
from services.screening.showing import show

funnel_pages = APIRouter(prefix="/screening/streets/{street}", include_in_schema=False)
STAGES = ((0, 1), (2, 3), (3, 4))
"""Columns that a narrow screen shows together."""


@funnel_pages.get("/cycles/{cycle}/funnel")
async def get_flow(ask: Anyone, cycle: str) -> Response:
    """Where every suggestion and project of the cycle went (E-28). Public."""
    ledger = (await ledger_of(ask.ctx, ask.street, cycle)).state
    flow = await flow_of(ask.ctx, ask.street, ledger)
    stages = [flow.shown(*columns) for columns in STAGES]
    return await show(
        ask,
        "funnel.html",
        ledger=ledger,
        flow=flow,
        across=draw(flow, 940),
        down=[draw(one, 330) for one in stages if one.bands],
    )
