"""The desk of a street: an inbox that gathers what waits for a person in every service."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from services.assembly.kinds import CHARTER, CHARTERS
from services.assembly.member.queries import summary
from services.assembly.portal.showing import in_street, show
from services.assembly.roles import Worker

desk = APIRouter(prefix="/streets/{street}", include_in_schema=False)


@desk.get("/desk")
async def get_desk(ask: Worker) -> Response:
    """What waits for this person here; each service's tasks are a fragment of its own."""
    if await ask.ctx.store.get(CHARTERS.key(ask.street, CHARTER)) is None:
        return RedirectResponse(f"/streets/{ask.street}/desk/charter", 303)
    page = await in_street(ask)
    return show(
        ask,
        "desk.html",
        people=await summary(ask.ctx, ask.street, page["charter"]),
        **page,
    )
