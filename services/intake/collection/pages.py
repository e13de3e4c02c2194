"""响应率 解决率 满意率 as a fragment for the street's page and the list."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from services.intake.collection.queries import newest_cycle, summary_of
from services.intake.collection.rates import rates_of
from services.intake.roles import Anyone
from services.intake.showing import show

rates_pages = APIRouter(prefix="/intake/streets/{street}", include_in_schema=False)


@rates_pages.get("/rates")
async def get_rates(ask: Anyone) -> Response:
    """The three rates of the newest cycle; opened alone, the list of suggestions."""
    if ask.request.headers.get("hx-request", "") != "true":
        return RedirectResponse(f"/intake/streets/{ask.street}/suggestions", 303)
    cycle = await newest_cycle(ask.ctx, ask.street)
    rates = rates_of(await summary_of(ask.ctx, ask.street, cycle))
    told = (rates.response, rates.solution, rates.satisfaction)
    return await show(ask, "rates.html", cycle=cycle, told=told, fewest=rates.fewest)
