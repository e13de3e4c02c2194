"""Cards over HTTP: printing them, and the desk's scanner."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from chassis.core.documents import Changed
from chassis.core.text import Body
from chassis.web.ask import UNKEPT, Ask
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label, Many
from services.ballot.bodies import Id
from services.ballot.card.arriving import arrive, depart
from services.ballot.card.domain import scanned
from services.ballot.card.printing import print_cards
from services.ballot.roles import AT_THE_DOOR, Committee, witness_of
from services.ballot.roll.commands import DOOR
from services.ballot.roll.domain import RollEntry, check_saw_no_codes
from services.ballot.session.domain import SESSION
from services.ballot.session.settling import session_of

api = APIRouter(prefix="/ballot/api/streets/{street}", tags=["ballot"])


class Cards(Body):
    """Whose cards to print; nobody named: everybody's."""

    members: Annotated[list[Id], Field(max_length=500), Many("members")] = Field(
        default_factory=list
    )


class CardView(BaseModel):
    """One card: its code, and the address that a phone opens from the printed QR code."""

    member: str
    name: str
    code: str
    url: str


class PrintedCards(BaseModel):
    """The cards, shown once."""

    cards: list[CardView]


@api.post("/sessions/{session}/cards", status_code=201, tags=[UNKEPT])
async def post_cards(session: str, body: Cards, ask: Committee, response: Response) -> PrintedCards:
    """Print fresh cards for the invitation; the codes stand in this answer and nowhere else."""
    by, cause = witness_of(ask.person), ask.cause("print_cards")
    printed = await print_cards(ask.ctx, ask.street, session, body.members, by, cause)
    response.headers["Cache-Control"] = "no-store"
    at = arrive_address(ask, session)
    return PrintedCards(
        cards=[
            CardView(member=c.member, name=c.name, code=c.code, url=f"{at}#{c.code}")
            for c in printed
        ]
    )


def arrive_address(ask: Ask, session: str) -> str:
    """Where a phone checks in; the code follows in the fragment, which no server ever sees."""
    base = ask.ctx.settings.base_url or str(ask.request.base_url)
    return f"{base.rstrip('/')}/ballot/arrive/{ask.street}/{session}"


class ShownCard(Body):
    """What the desk's scanner read, or somebody typed."""

    code: Annotated[str, Field(min_length=1, max_length=400), Label("参会卡", "Card")]


async def scan(order: Order[ShownCard]) -> Changed[Any]:
    """A member shows the card at a desk."""
    officer = witness_of(order.person)
    code = scanned(order.body.code)
    line: Changed[RollEntry] = await arrive(
        order.ctx, order.street, order.key, code, order.cause, officer
    )
    return line


SCAN: AnyCommand = Command(
    "card", on=DOOR, action="scan_card", label=Label("参会卡签到", "Check in by card"),
    doc="A member shows the card at a desk; counts at once where another office printed it.",
    body=ShownCard, may=AT_THE_DOOR, path="check-ins/card",
    move=(SESSION, "check_in"), makes=True, crowded=True, do=scan,
)  # fmt: skip


async def scan_leaving(order: Order[ShownCard]) -> Changed[Any]:
    """A member who leaves shows the card at a desk."""
    officer = witness_of(order.person)
    check_saw_no_codes((await session_of(order.ctx, order.street, order.key)).state, officer)
    code = scanned(order.body.code)
    line: Changed[RollEntry] = await depart(
        order.ctx, order.street, order.key, code, order.cause, officer
    )
    return line


LEAVE_BY_CARD: AnyCommand = Command(
    "leave-card", on=DOOR, action="leave_by_card", label=Label("参会卡离席", "Leave by card"),
    doc="A member who leaves shows the card at a desk; counts at once where another office "
    "printed it.",
    body=ShownCard, may=AT_THE_DOOR, path="check-ins/leave-card",
    move=(SESSION, "check_in"), crowded=True, do=scan_leaving,
)  # fmt: skip
CARD_COMMANDS = (SCAN, LEAVE_BY_CARD)
