"""Wishes: one kind of document, two commands on it and one that begins it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field, StringConstraints

from chassis.core.decision import Change, State, StateTable
from chassis.core.documents import Changed, Found, Kind
from chassis.core.text import Body, Nothing, Reason
from chassis.pages import render
from chassis.service import Service
from chassis.web.ask import Ask, anyone
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import Refusal, form_routes, json_routes
from chassis.web.fields import Area, Hint, Label, Lines, Options
from chassis.web.offers import offers_of
from contracts.charter import Role


class Status(StrEnum):
    """Where a wish stands."""

    OPEN = "OPEN"
    GRANTED = "GRANTED"
    DENIED = "DENIED"


class Wish(State):
    """A wish and what was said about it."""

    title: str
    status: Status = Status.OPEN
    reason: str = ""
    guests: tuple[str, ...] = ()
    granted: int = 0


TABLE = StateTable(
    "wish",
    Status.OPEN,
    {
        (Status.OPEN, "grant"): Status.GRANTED,
        (Status.OPEN, "deny"): Status.DENIED,
        (Status.GRANTED, "deny"): Status.DENIED,
    },
)
WISHES = Kind("wishes", Wish)
WISH: Thing[Wish] = Thing(
    service="toy",
    kind=WISHES,
    api="/toy/api/streets/{street}/wishes/{wish}",
    page="/toy/streets/{street}/wishes/{wish}",
)


class NewWish(Body):
    """What somebody wishes for."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=20), Label("愿望", "Wish")]


class Denial(Body):
    """Why a wish is not granted."""

    code: Annotated[
        str, StringConstraints(pattern="^(LATE|DEAR)$"), Label("原因", "Reason"), Options("codes")
    ]
    reason: Annotated[Reason, Label("说明", "Message"), Hint("公开", "Public"), Area(3)]
    guests: Annotated[tuple[str, ...], Field(max_length=2), Label("在场", "Present"), Lines()] = ()
    sure: Annotated[bool, Label("确认", "Sure")] = False


async def begin(order: Order[NewWish]) -> Changed[Wish]:
    return await order.create(
        WISHES, Change(Wish(title=order.body.title)), order.cause.derive("wish")
    )


def deny(state: Wish, order: Order[Denial]) -> Change[Wish]:
    status = Status(TABLE.move(state.status, "deny"))
    return Change(
        state.model_copy(
            update={"status": status, "reason": order.body.reason, "guests": order.body.guests}
        )
    )


def grant(state: Wish, order: Order[Nothing]) -> Change[Wish]:
    status = Status(TABLE.move(state.status, "grant"))
    return Change(state.model_copy(update={"status": status, "granted": state.granted + 1}))


CLERKS = (Role.NPC_COMMITTEE, Role.STREET_OFFICE)
COMMANDS = (
    Command("", on=WISH, action="make_wish", label=Label("许愿", "Wish"), body=NewWish,
            do=begin, creates=True),
    Command("grant", on=WISH, action="grant_wish", label=Label("同意", "Grant"), body=Nothing,
            may=CLERKS, move=(TABLE, "grant"), decide=grant),
    Command("deny", on=WISH, action="deny_wish", label=Label("不同意", "Deny"), body=Denial,
            may=CLERKS, move=(TABLE, "deny"), decide=deny, note=lambda body: body.code),
)  # fmt: skip

pages = APIRouter()


@pages.get("/toy/streets/{street}/wishes/{wish}")
async def get_wish(wish: str, ask: Annotated[Ask, anyone("toy")]) -> Response:
    return await wish_page(ask)


async def wish_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    key = ask.request.path_params.get("wish", "")
    found = await ask.ctx.store.get(WISHES.key(ask.street, key))
    found = found or Found("", ask.street, 0, Wish(title="?"))
    offers = offers_of(ask, COMMANDS, found, options={"codes": [("LATE", "太晚")]}, refusal=refusal)
    status = int(refusal.problem.status) if refusal else 200
    return render(
        ask.request, "toy/one.html", http_status=status, one=found, offers=offers, refusal=refusal
    )


toy = Service(
    name="toy",
    zh="愿望",
    en="Wishes",
    says=(),
    hears={},
    kinds=(WISHES,),
    tables=(TABLE,),
    routers=(json_routes(COMMANDS), pages, form_routes(COMMANDS, wish_page)),
    templates=Path(__file__).parent / "templates",
)
