"""The sheet of slips to cut apart."""

from fastapi import APIRouter, Response

from chassis.core.errors import Problem
from chassis.web.ask import UNKEPT
from chassis.web.command_routes import check_guards
from chassis.web.forms import read_form
from services.ballot.roles import Committee
from services.ballot.session.pages import session_page
from services.ballot.session.settling import session_of
from services.ballot.showing import show
from services.ballot.slips.api import Slips, vote_address
from services.ballot.slips.printing import print_slips
from services.ballot.slips.qr import qr_svg

slip_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)


@slip_pages.post("/sessions/{session}/slips", tags=[UNKEPT])
async def post_slips(ask: Committee, session: str) -> Response:
    """Print fresh slips; this sheet is the only place where they ever stand."""
    form = await ask.request.form()
    try:
        check_guards(ask)
        number = read_form(form, Slips).seats
        cause = ask.cause("print_slips")
        codes = await print_slips(ask.ctx, ask.street, session, number, cause)
    except Problem as problem:
        return await session_page(ask, problem=problem)
    address = vote_address(ask, session)
    found = (await session_of(ask.ctx, ask.street, session)).state
    response = await show(
        ask,
        "slips.html",
        slips=[(code, qr_svg(f"{address}#{code}")) for code in codes],
        session=found,
        session_id=session,
        address=address.rpartition("/")[0],
    )
    response.headers["Cache-Control"] = "no-store"
    return response
