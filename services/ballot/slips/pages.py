"""投票码条: what is printed, drawn and cancelled of a session's slips; the sheet to cut apart."""

import re
import secrets
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Response

from chassis.core.errors import Problem
from chassis.rooms.copies import charter_of
from chassis.rooms.qr import qr_svg
from chassis.web.ask import UNKEPT, Ask
from chassis.web.command_routes import Refusal, check_guards
from chassis.web.forms import text_of
from chassis.web.offers import Offer, offers_of
from services.ballot.roles import SIGNING, Releasing, Staff
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of
from services.ballot.showing import may, show
from services.ballot.slips.api import PrintedSlip, printed_slip, released, vote_address
from services.ballot.slips.commands import COMMANDS
from services.ballot.slips.domain import to_release
from services.ballot.slips.printing import SECRET

slip_pages = APIRouter(prefix="/ballot/streets/{street}", include_in_schema=False)


@slip_pages.get("/sessions/{session}/slips")
async def get_slips(ask: Staff) -> Response:
    """The slips of the session: figures, prints, and the forms of whoever may do something."""
    return await slips_page(ask)


async def slips_page(
    ask: Ask, refusal: Refusal | None = None, problem: Problem | None = None
) -> Response:
    """The same, with what was refused."""
    key = ask.request.path_params["session"]
    found = await session_of(ask.ctx, ask.street, key)
    state = found.state
    charter = await charter_of(ask.ctx, ask.street)
    first = {"number": charter.seats, "apart": len(state.apart)}
    return await show(
        ask,
        "slips.html",
        refusal=refusal,
        problem=problem,
        session=state,
        session_id=key,
        version=found.version,
        gate=charter.ballot.gate if state.apart else None,
        apart=_apart(state),
        rest=state.slips - len(state.drawn) - len(state.box.cancelled),
        secret=secrets.token_hex(32),
        releases=may(ask, *SIGNING) and to_release(state, ask.person.sub),
        offers=_fitting(
            offers_of(ask, COMMANDS, found, values={"order-slips": first}, refusal=refusal), state
        ),
    )


def _fitting(offers: dict[str, Offer], state: Session) -> dict[str, Offer]:
    """Without the field of a group that must pass apart, where there is none."""
    if state.apart:
        return offers
    return {
        name: replace(one, fields=[field for field in one.fields if field.name != "apart"])
        for name, one in offers.items()
    }


def _apart(state: Session) -> dict[str, int]:
    """Printed, drawn and cancelled slips of the group."""
    drawn = len(set(state.drawn) & set(state.apart))
    return {"printed": state.box.apart, "drawn": drawn, "cancelled": state.box.gone(True)}


@slip_pages.post("/sessions/{session}/release-slips", tags=[UNKEPT])
async def post_release(ask: Releasing, session: str) -> Response:
    """Print what was ordered; this sheet is the only place where the codes ever stand."""
    try:
        check_guards(ask)
        secret = text_of(await ask.request.form(), "secret")
        slips = await released(ask, session, secret if re.match(SECRET, secret) else "")
    except Problem as problem:
        return await slips_page(ask, problem=problem)
    address = vote_address(ask, session)
    response = await show(
        ask,
        "slips_print.html",
        slips=[_drawn(printed_slip(slip, address)) for slip in slips],
        session=(await session_of(ask.ctx, ask.street, session)).state,
        session_id=session,
        gate=(await charter_of(ask.ctx, ask.street)).ballot.gate,
        address=address.rpartition("/")[0],
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _drawn(slip: PrintedSlip) -> dict[str, Any]:
    """A slip with its QR codes as pictures."""
    return {
        "coupons": [(one, qr_svg(one.url)) for one in slip.coupons],
        "cancel": slip.cancel,
        "apart": slip.apart,
        "cancel_picture": qr_svg(slip.cancel),
    }
