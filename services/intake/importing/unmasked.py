"""The ledger with names and phones, for a reason that the audit trail keeps (C-05)."""

from fastapi import APIRouter, Response

from chassis.core.decision import created
from chassis.core.errors import Problem
from chassis.web.ask import UNKEPT, Ask
from chassis.web.command_routes import check_guards, read_body
from services.intake.collection.queries import newest_cycle
from services.intake.disclosure.domain import Disclosure
from services.intake.importing.api import ledger_sheet
from services.intake.kinds import DISCLOSURES
from services.intake.roles import Clerk
from services.intake.suggestion.bodies import Unmask
from services.intake.suggestion.desk import desk_page
from services.intake.suggestion.domain.suggestion import NEXT

unmasked_pages = APIRouter(prefix="/intake/streets/{street}/desk", include_in_schema=False)


@unmasked_pages.post("/ledger", tags=[UNKEPT])
async def post_ledger(ask: Clerk) -> Response:
    """The year's ledger unmasked, as a workbook; first the look is put on record."""
    try:
        check_guards(ask, creates=True)
        body = read_body(await ask.request.form(), Unmask, {"reason"})
        cycle = await newest_cycle(ask.ctx, ask.street) or NEXT
        await _record(ask, body.model_dump()["reason"], cycle)
        return await ledger_sheet(ask, {"cycle": cycle}, unmasked=True)
    except Problem as problem:
        return await desk_page(ask, problem=problem)


async def _record(ask: Ask, reason: str, cycle: str) -> None:
    cause = ask.cause("export_unmasked_ledger", reason)
    seen = Disclosure(suggestion=f"ledger {cycle}", by=cause.actor, at=cause.at, reason=reason)
    place = DISCLOSURES.key(ask.street, cause.derive("disclosure"))
    await ask.ctx.change(place, created(seen), cause)
