"""Slips over HTTP: releasing a print, which shows it once."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, StringConstraints

from chassis.core.text import Body
from chassis.web.ask import UNKEPT, Ask
from services.ballot.roles import Releasing
from services.ballot.slips.coupons import Slip
from services.ballot.slips.printing import SECRET, Releaser, release_slips

Secret = Annotated[str, StringConstraints(pattern=SECRET)]

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


class PrintedCoupon(BaseModel):
    """One coupon: its turn, its code, the address of its QR code, its tag (校验号)."""

    turn: int
    code: str
    url: str
    tag: str


class PrintedSlip(BaseModel):
    """One slip: a coupon for each turn, and the cancel code on the stub. ``apart``: it is for a
    member of the group that must pass apart."""

    coupons: list[PrintedCoupon]
    cancel: str
    apart: bool = False


class PrintedSlips(BaseModel):
    """The slips, shown once."""

    slips: list[PrintedSlip]


class Released(Body):
    """``secret``: 64 random hex digits, made by whoever asks and kept by nobody else."""

    secret: Secret = ""


@api.post("/sessions/{session}/release-slips", status_code=201, tags=[UNKEPT])
async def post_release(
    session: str, ask: Releasing, response: Response, body: Released | None = None
) -> PrintedSlips:
    """Print what the committee ordered; the codes stand in this answer and nowhere else.

    Told a ``secret``, the same answer is given once more for 30 minutes to who knows it.
    """
    slips = await released(ask, session, body.secret if body else "")
    response.headers["Cache-Control"] = "no-store"
    return PrintedSlips(slips=[printed_slip(slip, vote_address(ask, session)) for slip in slips])


async def released(ask: Ask, session: str, secret: str) -> list[Slip]:
    """Release the print in the name of whoever asks."""
    who = Releaser(ask.person.sub, ask.person.name, secret)
    return await release_slips(ask.ctx, ask.street, session, who, ask.cause("release_slips"))


def printed_slip(slip: Slip, address: str) -> PrintedSlip:
    """A slip with the addresses that phones open from its QR codes."""
    coupons = [
        PrintedCoupon(turn=one.turn, code=one.code, url=f"{address}#{one.code}", tag=one.tag)
        for one in slip.coupons
    ]
    return PrintedSlip(coupons=coupons, cancel=slip.cancel, apart=slip.apart)


def vote_address(ask: Ask, session: str) -> str:
    """Where a phone votes; the code follows in the fragment, which no server ever sees."""
    base = ask.ctx.settings.base_url or str(ask.request.base_url)
    return f"{base.rstrip('/')}/ballot/vote/{ask.street}/{session}"
