"""Wishes: one kind of document, two commands on it and one that begins it."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Response, UploadFile
from pydantic import Field, StringConstraints

from chassis.core.decision import Change, State, StateTable
from chassis.core.documents import Changed, Found, Kind
from chassis.core.errors import WrongState
from chassis.core.text import Body, Nothing, Reason
from chassis.pages import render
from chassis.service import Service
from chassis.web.ask import Ask, anyone
from chassis.web.command import Command, Order, Shape, Thing
from chassis.web.command_routes import AnyCommand, Refusal, form_routes, json_routes
from chassis.web.fields import Area, Files, Hint, Input, Label, Lines, Options, YesNo
from chassis.web.offers import offer_of, offers_of
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
    greeted: tuple[str, ...] = ()


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


class Greeting(Body):
    """What is said to one of the guests."""

    words: Annotated[str, StringConstraints(min_length=1, max_length=9), Label("话", "Words")]


class Denial(Body):
    """Why a wish is not granted."""

    code: Annotated[
        str, StringConstraints(pattern="^(LATE|DEAR)$"), Label("原因", "Reason"), Options("codes")
    ]
    reason: Annotated[Reason, Label("说明", "Message"), Hint("公开", "Public"), Area(3)]
    guests: Annotated[tuple[str, ...], Field(max_length=2), Label("在场", "Present"), Lines()] = ()
    sure: Annotated[bool, Label("确认", "Sure")] = False


class Renaming(Body):
    """Another title, as programs send it."""

    wish: NewWish
    hurry: bool = False


class RenameForm(NewWish):
    """Another title, as people fill it in."""

    hurry: Annotated[bool, Label("急", "Urgent"), YesNo(Label("急", "Yes"), Label("不急", "No"))]


class Pledge(Body):
    """Help that somebody promises; ``wish`` is named by the form that knows no address."""

    phone: Annotated[
        str,
        StringConstraints(pattern="^[0-9]+$"),
        Label("电话", "Phone", ("请填电话。", "Give a phone.")),
        Input("tel"),
    ]
    agree: Annotated[Literal[True], Label("同意", "I agree")]
    wish: str = ""


class PledgeForm(Pledge):
    """The same with a drawing, which only a form brings."""

    drawing: Annotated[
        list[UploadFile], Field(default_factory=list), Label("图", "Drawing"), Files("image/*")
    ]


def pledge(state: Wish, order: Order[Pledge]) -> Change[Wish]:
    return Change(state.model_copy(update={"greeted": (*state.greeted, order.body.phone)}))


def rename(state: Wish, order: Order[Renaming]) -> Change[Wish]:
    if order.body.hurry:
        raise WrongState("no-hurry", "不能急。", "There is no hurry.")
    return Change(state.model_copy(update={"title": order.body.wish.title}))


def greet(state: Wish, order: Order[Greeting]) -> Change[Wish]:
    guest = state.guests[int(order.path["place"])]
    return Change(
        state.model_copy(update={"greeted": (*state.greeted, f"{guest}{order.body.words}")})
    )


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


def cheer(state: Wish, order: Order[Nothing]) -> Change[Wish]:
    return Change(state.model_copy(update={"granted": state.granted + 1}))


CLERKS = (Role.NPC_COMMITTEE, Role.STREET_OFFICE)
COMMANDS = (
    Command("", on=WISH, action="make_wish", label=Label("许愿", "Wish"), body=NewWish,
            do=begin, creates=True),
    Command("grant", on=WISH, action="grant_wish", label=Label("同意", "Grant"), body=Nothing,
            may=CLERKS, move=(TABLE, "grant"), decide=grant),
    Command("deny", on=WISH, action="deny_wish", label=Label("不同意", "Deny"), body=Denial,
            may=CLERKS, move=(TABLE, "deny"), decide=deny, note=lambda body: body.code),
    Command("rename", on=WISH, action="rename_wish", label=Label("改名", "Rename"), body=Renaming,
            path="", method="PATCH", may=CLERKS, decide=rename,
            when=lambda wish: wish.status is Status.OPEN,
            shape=Shape(RenameForm, lambda form: Renaming(wish=NewWish(title=form.title),
                                                          hurry=form.hurry))),
    Command("cheer", on=WISH, action="cheer_wish", label=Label("支持", "Cheer"), body=Nothing,
            may=CLERKS, decide=cheer, makes=True, crowded=True),
)  # fmt: skip
GREET = Command("greet", on=WISH, action="greet_guest", label=Label("问好", "Greet"), body=Greeting,
                may=CLERKS, path="guests/{place}/greet", decide=greet)  # fmt: skip

PLEDGE: Command[Wish, Pledge] = Command(
    "pledge", on=WISH, action="pledge_help", label=Label("帮忙", "Help"), body=Pledge,
    shape=Shape(PledgeForm, lambda form: form), offered_to=CLERKS, decide=pledge,
    when=lambda wish: wish.status is Status.OPEN,
)  # fmt: skip
OPEN = replace(PLEDGE, on=replace(WISH, page="/toy/streets/{street}"), offered_to=())
"""The same for whoever knows the id, by a form whose address does not tell it."""

pages = APIRouter()


@pages.get("/toy/streets/{street}/wishes/{wish}")
async def get_wish(wish: str, ask: Annotated[Ask, anyone("toy")]) -> Response:
    return await wish_page(ask)


async def which_wish(ask: Ask) -> Mapping[str, str]:
    return {"street": ask.street, "wish": str((await ask.request.form())["wish"])}


async def thanks_page(ask: Ask, command: AnyCommand, changed: Changed[Any]) -> Response:
    return Response(f"谢谢 {changed.state.greeted[-1]}", 201)


async def open_page(ask: Ask, refusal: Refusal) -> Response:
    return Response(refusal.problem.zh, int(refusal.problem.status))


async def wish_page(ask: Ask, refusal: Refusal | None = None) -> Response:
    key = ask.request.path_params.get("wish", "")
    found = await ask.ctx.store.get(WISHES.key(ask.street, key))
    found = found or Found("", ask.street, 0, Wish(title="?"))
    offers = offers_of(
        ask, (*COMMANDS, PLEDGE), found, options={"codes": [("LATE", "太晚")]}, refusal=refusal
    )
    for place in range(len(found.state.guests)):
        one = offer_of(ask, GREET, found, refusal=refusal, place=str(place))
        offers[one.name] = one
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
    routers=(
        json_routes((*COMMANDS, GREET, PLEDGE)),
        pages,
        form_routes((*COMMANDS, GREET, PLEDGE), wish_page),
        form_routes((OPEN,), open_page, told=thanks_page, which=which_wish),
    ),
    templates=Path(__file__).parent / "templates",
)
