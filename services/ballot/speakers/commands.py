"""What the desk can ask of the floor: the item that is on, who asks to speak, who speaks."""

from collections.abc import Callable
from typing import Any

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.errors import Invalid
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.agenda.domain import item_of
from services.ballot.kinds import FLOORS, SESSIONS
from services.ballot.member.queries import copy_of
from services.ballot.roles import PRESIDING
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.settling import session_of
from services.ballot.speakers import domain
from services.ballot.speakers.bodies import AgendaNow, AskToSpeak
from services.ballot.speakers.domain import Floor, Speech
from services.ballot.speakers.views import FloorView, changed_floor

FLOOR_OF: Thing[Any] = Thing(
    service="ballot",
    kind=SESSIONS,
    api=THE_SESSION.api,
    page=THE_SESSION.page,
    answers=FloorView,
    answer=changed_floor,
)


async def turn_to(order: Order[AgendaNow]) -> Changed[Floor]:
    """The session turns to an item of its agenda."""
    session = (await session_of(order.ctx, order.street, order.key)).state
    if order.body.item:
        item_of(session, order.body.item)
    return await _change(order, lambda floor: domain.turn_to(floor, order.body.item))


async def ask_to_speak(order: Order[AskToSpeak]) -> Changed[Floor]:
    """Somebody asks to speak; the time is the charter's unless told."""
    body, ctx = order.body, order.ctx
    if bool(body.member) == bool(body.guest):
        raise Invalid(
            "who-speaks",
            "请选择一名议事员，或者填写列席人员姓名，只填一项。",
            "Choose a member or name a guest, one of the two.",
        )
    name, community = body.guest, ""
    if body.member:
        session = (await session_of(ctx, order.street, order.key)).state
        copy = await copy_of(ctx, order.street, session, body.member)
        name, community = copy.name, copy.community
    minutes = body.minutes or (await charter_of(ctx, order.street)).speaking_minutes
    speech = Speech(
        id=order.cause.derive("speech"),
        name=name,
        member=body.member,
        community=community,
        seconds=60 * minutes,
        asked_at=order.at,
    )
    return await _change(order, lambda floor: domain.ask_to_speak(floor, speech))


async def start(order: Order[Nothing]) -> Changed[Floor]:
    """Who waited begins to speak; whoever spoke has ended."""
    return await _change(order, lambda floor: domain.start(floor, order.path["speech"], order.at))


async def stop(order: Order[Nothing]) -> Changed[Floor]:
    """Who speaks has ended."""
    return await _change(order, lambda floor: domain.stop(floor, order.path["speech"], order.at))


async def withdraw(order: Order[Nothing]) -> Changed[Floor]:
    """Who waited does not speak after all."""
    return await _change(order, lambda floor: domain.withdraw(floor, order.path["speech"]))


async def _change(order: Order[Any], decide: Callable[[Floor], Change[Floor]]) -> Changed[Floor]:
    session = (await session_of(order.ctx, order.street, order.key)).state
    domain.check_gathered(session)
    fresh = Floor(session=order.key)
    key = FLOORS.key(order.street, order.key)
    return await order.ctx.change(
        key, lambda found: decide(found or fresh), order.cause, order.version
    )


TURN_TO: AnyCommand = Command(
    "turn-to", on=FLOOR_OF, action="turn_to_item", label=Label("进入这项议程", "Turn to it"),
    doc="Say which item of the agenda is dealt with now.",
    body=AgendaNow, may=PRESIDING, when=domain.may_speak, crowded=True, do=turn_to,
)  # fmt: skip
ASK: AnyCommand = Command(
    "speakers", on=FLOOR_OF, action="ask_to_speak", label=Label("登记发言", "Note the speaker"),
    doc="Somebody asks to speak.",
    body=AskToSpeak, may=PRESIDING, when=domain.may_speak, crowded=True, do=ask_to_speak,
)  # fmt: skip
START, STOP, WITHDRAW = (
    Command(
        name, on=FLOOR_OF, action=action, label=label, doc=doc, body=Nothing, may=PRESIDING,
        path=f"speakers/{{speech}}/{name}", when=domain.may_speak, crowded=True, do=do,
    )
    for name, action, label, doc, do in (
        ("start", "start_speech", Label("开始发言", "Start"), "Start a speech.", start),
        ("stop", "stop_speech", Label("结束发言", "Stop"), "End a speech.", stop),
        ("withdraw", "withdraw_speech", Label("不再发言", "Take off"), "Take off.", withdraw),
    )
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (TURN_TO, ASK, START, STOP, WITHDRAW)
