"""认领: which deliberators follow which project, and which projects nobody follows (W-21)."""

from collections.abc import Sequence
from datetime import date

from fastapi import APIRouter, Response
from pydantic import BaseModel

from chassis.core.documents import Found
from services.supervision.claim.domain.claim import CLAIM_TABLE, Claim, ClaimStatus
from services.supervision.claim.queries import (
    UNDER_WAY,
    claims_of,
    claims_of_years,
    listed,
    remind_on,
    unclaimed,
)
from services.supervision.project.domain.project import Project
from services.supervision.project.queries import project_of
from services.supervision.roles import Anyone
from services.supervision.showing import show

claim_pages = APIRouter(prefix="/supervision/streets/{street}", include_in_schema=False)
claim_api = APIRouter(prefix="/supervision/api/streets/{street}", tags=["supervision"])


class ClaimView(BaseModel):
    """One claim: who follows the project, by the public name."""

    id: str
    version: int
    member: str
    name: str
    status: str
    status_zh: str


@claim_pages.get("/claims")
async def get_claims(ask: Anyone) -> Response:
    """Who follows which project: of the newest year, and what is under way of earlier ones."""
    cycle, projects = await listed(ask.ctx, ask.street)
    cycles = {one.state.cycle for one in projects}
    known = await claims_of_years(ask.ctx, ask.street, cycles)
    free = await unclaimed(ask.ctx, ask.street)
    today = date.fromisoformat(ask.ctx.today())
    late = {one.id for one in free if await remind_on(ask.ctx, ask.street, one.state) < today}
    return await show(
        ask,
        "claim/claims.html",
        cycle=cycle,
        rows=[_row(one, cycle) for one in projects],
        names=_names(known, ClaimStatus.ACTIVE, ClaimStatus.DONE),
        waiting=_names(known, ClaimStatus.APPLIED),
        free={one.id for one in free},
        late=late,
        under_way={one.id for one in projects if one.state.status in UNDER_WAY},
    )


def _names(found: Sequence[Found[Claim]], *statuses: ClaimStatus) -> dict[str, list[str]]:
    """Project → the public names of its claims that stand so."""
    names: dict[str, list[str]] = {}
    for one in found:
        if one.state.status in statuses:
            names.setdefault(one.state.project, []).append(one.state.name)
    return names


def _row(one: Found[Project], cycle: str) -> dict[str, str | int]:
    """A project in the list; one of an earlier year says which, where numbers are the same."""
    no, year = one.state.no, one.state.cycle
    return {"id": one.id, "no": no if year == cycle else f"{year}-{no}", "title": one.state.title}


@claim_api.get("/projects/{project}/claims")
async def get_project_claims(project: str, ask: Anyone) -> list[ClaimView]:
    """The claims of a project, also those that ended."""
    await project_of(ask.ctx, ask.street, project)
    return [
        ClaimView(
            id=one.id,
            version=one.version,
            status_zh=CLAIM_TABLE.zh[one.state.status],
            **one.state.model_dump(include={"member", "name", "status"}),
        )
        for one in await claims_of(ask.ctx, ask.street, project)
    ]
