"""Streets, their charters and the year's cycle."""

from typing import Annotated, Any

from fastapi import APIRouter, Response

from chassis.web.ask import Ask, Page, Paging, anyone, asked, tagged
from contracts.charter import Role
from services.assembly.actions.charters import adopt_charter, record_of
from services.assembly.actions.cycles import advance_cycle, close_cycle, open_cycle
from services.assembly.api.bodies import NewCharter, NewCycle
from services.assembly.queries.cycles import cycle_of, show_cycle, street_cards

streets = APIRouter(prefix="/assembly/api", tags=["assembly"])
NPC = asked("assembly", Role.NPC_COMMITTEE)


@streets.get("/streets")
async def get_streets(
    paging: Paging, ask: Annotated[Ask, anyone("assembly")]
) -> Page[dict[str, Any]]:
    """All streets that have a charter, in short. Public."""
    items, following = await street_cards(ask.ctx, paging.after, paging.limit)
    return Page(items=items, next=following)


@streets.put("/streets/{street}/charter")
async def put_charter(
    body: NewCharter, ask: Annotated[Ask, asked("assembly", Role.PARTY_COMMITTEE)]
) -> dict[str, Any]:
    """Adopt a charter made from a preset, or its next version (E-01, E-02)."""
    changed = await adopt_charter(
        ask.ctx, ask.street, body.preset, body.year, body.documents, ask.cause("adopt_charter")
    )
    return {"street": ask.street, "version": changed.state.version}


@streets.get("/streets/{street}/charter")
async def get_charter(ask: Annotated[Ask, anyone("assembly")]) -> dict[str, Any]:
    """The charter in force, its versions, and the slots without a paper. Public."""
    record = (await record_of(ask.ctx, ask.street)).state
    return {
        "street": ask.street,
        "version": record.version,
        "charter": record.charter.model_dump(mode="json"),
        "incomplete": record.charter.incomplete(),
        "versions": [v.model_dump(mode="json", exclude={"by"}) for v in record.versions],
    }


@streets.post("/streets/{street}/cycles", status_code=201)
async def post_cycle(
    body: NewCycle, response: Response, ask: Annotated[Ask, NPC]
) -> dict[str, Any]:
    """Open the year's cycle."""
    changed = await open_cycle(ask.ctx, ask.street, body.year, ask.cause("open_cycle"))
    tagged(response, changed.version)
    return {"id": changed.id, "status": changed.state.stage} | show_cycle(changed)


@streets.get("/streets/{street}/cycles/{cycle}")
async def get_cycle(
    cycle: str, response: Response, ask: Annotated[Ask, anyone("assembly")]
) -> dict[str, Any]:
    """A year: stage, legs, funnel. Public."""
    found = await cycle_of(ask.ctx, ask.street, cycle)
    tagged(response, found.version)
    return show_cycle(found)


@streets.post("/streets/{street}/cycles/{cycle}/advance")
async def post_advance(cycle: str, ask: Annotated[Ask, NPC]) -> dict[str, Any]:
    """On to the next of the later stages."""
    changed = await advance_cycle(
        ask.ctx, ask.street, cycle, ask.cause("advance_cycle"), ask.if_version
    )
    return {"id": changed.id, "status": changed.state.stage} | show_cycle(changed)


@streets.post("/streets/{street}/cycles/{cycle}/close")
async def post_close(cycle: str, ask: Annotated[Ask, NPC]) -> dict[str, Any]:
    """Close the year: refused with what is missing."""
    changed = await close_cycle(ask.ctx, ask.street, cycle, ask.cause("close_cycle"))
    return {"id": changed.id, "status": changed.state.stage} | show_cycle(changed)
