"""A year as JSON."""

from fastapi import APIRouter, Response

from chassis.web.ask import tagged
from services.assembly.cycle.queries import cycle_of
from services.assembly.cycle.views import CycleView, cycle_view
from services.assembly.roles import Anyone

api = APIRouter(prefix="/assembly/api/streets/{street}", tags=["assembly"])


@api.get("/cycles/{cycle}")
async def get_cycle(cycle: str, response: Response, ask: Anyone) -> CycleView:
    """A year: stage, legs, funnel. Public."""
    found = await cycle_of(ask.ctx, ask.street, cycle)
    tagged(response, found.version)
    return cycle_view(found)
