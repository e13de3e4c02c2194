"""What the street office does with clients of Open311: make a key, revoke it."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, StringConstraints

from chassis.core.decision import Change, created
from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.core.settings import Settings
from chassis.core.text import Body, Nothing
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Hint, Label, Options
from contracts.charter import Charter, Role
from services.intake.client.domain import CLIENT, Client, ClientStatus, revoke
from services.intake.client.keys import digest_of, key_of
from services.intake.kinds import CLIENTS

KEEPERS = (Role.STREET_OFFICE,)
MOST_CLIENTS = 50
"""Active clients of one street."""


class NewClient(Body):
    """A system that may hand in suggestions from now on."""

    name: Annotated[
        str,
        StringConstraints(min_length=1, max_length=60),
        Label("系统名称", "Name of the system", ("60 字以内。", "Up to 60 characters.")),
        Hint("例如：市民热线平台、社区小程序。", "For example the city's hotline, an app."),
    ]
    channel: Annotated[
        str,
        StringConstraints(max_length=60),
        Label("来源渠道", "Channel"),
        Options("channels"),
        Hint(
            "它交来的建议记在哪个渠道；不选记为第一个。",
            "Its suggestions count here; else the first.",
        ),
    ] = ""


class Made(BaseModel):
    """A new client; its key is told only here."""

    id: str
    version: int
    status: str
    api_key: str


CLIENT_OF_STREET: Thing[Client] = Thing(
    service="intake",
    kind=CLIENTS,
    api="/intake/api/streets/{street}/clients/{client}",
    page="/intake/streets/{street}/desk/clients/{client}",
)


async def check_room(ctx: Context, street: str) -> None:
    """Raise ``WrongState`` where a street has as many active keys as it may have."""
    active = {"status": ClientStatus.ACTIVE.value}
    if sum((await ctx.store.count(CLIENTS, street, active)).values()) >= MOST_CLIENTS:
        raise WrongState(
            "too-many-clients",
            f"一个街道最多 {MOST_CLIENTS} 个有效的接入密钥，请先停用不再使用的。",
            f"A street has at most {MOST_CLIENTS} active keys; revoke what is no longer used.",
        )


def new_client(
    settings: Settings, charter: Charter, key: str, name: str, channel: str, by: str, on: date
) -> Client:
    """A client with the digest of its key. Raises ``Invalid`` for an unknown channel."""
    chosen = pick(charter.channels, channel, "channel") or charter.channels[0].id
    digest = digest_of(key_of(settings, key))
    return Client(name=name, channel=chosen, digest=digest, made_by=by, made_on=on.isoformat())


async def make(order: Order[NewClient]) -> Changed[Client]:
    """Keep the client. Raises ``WrongState`` where there are too many."""
    ctx, street, body = order.ctx, order.street, order.body
    key, by = order.cause.derive("client"), order.person.name
    place = CLIENTS.key(street, key)
    if await ctx.store.get(place) is None:
        await check_room(ctx, street)
    charter = await charter_of(ctx, street)
    new = new_client(ctx.settings, charter, key, body.name, body.channel, by, order.today)
    return await ctx.change(place, created(new), order.cause)


async def answer_key(order: Order[NewClient], changed: Changed[Client]) -> Made:
    """The key, told once."""
    return Made(
        id=changed.id,
        version=changed.version,
        status=changed.state.status.value,
        api_key=key_of(order.ctx.settings, changed.id),
    )


def stop(state: Client, order: Order[Nothing]) -> Change[Client]:
    """Its key opens nothing any more."""
    return revoke(state, order.person.name, order.today.isoformat())


MAKE: AnyCommand = Command(
    "new", on=CLIENT_OF_STREET, action="make_open311_key", label=Label("生成密钥", "Make a key"),
    doc="Let another system hand in suggestions by Open311; its key is told here and nowhere else.",
    body=NewClient, may=KEEPERS, path="", creates=True, do=make, answers=Made, answer=answer_key,
    unkept=True,
)  # fmt: skip
REVOKE: AnyCommand = Command(
    "revoke", on=CLIENT_OF_STREET, action="revoke_open311_key", label=Label("停用", "Revoke"),
    doc="The key of this client opens nothing any more.",
    body=Nothing, may=KEEPERS, move=(CLIENT, "revoke"), decide=stop,
    then="/intake/streets/{street}/desk/clients",
)  # fmt: skip
