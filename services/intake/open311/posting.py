"""``POST requests``: what a client hands in goes through the door of a resident's suggestion."""

import hmac
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import Request
from pydantic import ValidationError
from pydantic_core import from_json
from starlette.datastructures import UploadFile

from chassis.core.clock import stamp
from chassis.core.decision import Cause
from chassis.core.errors import Invalid, NotAllowed
from chassis.core.phones import is_phone, tidy_phone
from chassis.rooms.choices import meant
from chassis.web.auth import Person
from chassis.web.command import Order
from chassis.web.keys import is_form
from chassis.web.problems import of_validation
from chassis.web.public_rate import limit_guesses
from services.intake.client.domain import Client
from services.intake.client.keys import client_of
from services.intake.hotline.commands import ticket_fields
from services.intake.hotline.domain import NUMBER_WORDS, ticket_key, tidy_number
from services.intake.kinds import SUGGESTIONS
from services.intake.open311.asking import Asked, asked_for
from services.intake.open311.definitions import COMMUNITY, known
from services.intake.suggestion.bodies import NewSuggestionForm
from services.intake.suggestion.domain.consents import Ground
from services.intake.suggestion.handing_in import hand_in, new_key

CONSENT = {"consent": "open311 client", "consent_how": Ground.PASSED_ON.value}
TICKET, TICKET_KIND = "attribute[TICKET]", "attribute[TICKET_KIND]"
"""What a hotline's own system says of a ticket; no service asks for it, residents have none."""
RATE = "60/minute"
"""Requests of one client in one street."""
RETRY = timedelta(minutes=10)
"""The same again within this time is a client's retry, not another request."""
MOST_FIELDS = 200
Given = dict[str, str]


@dataclass(frozen=True)
class Sent:
    """What came: texts by name, and photos."""

    given: Given
    photos: Sequence[UploadFile]


async def posted(request: Request) -> tuple[Asked, str, Given]:
    """Hand in what was sent: the street, the id of the request, and what was sent. Raises."""
    sent = await _read(request)
    asked = await asked_for(request, sent.given)
    name, client = await _client(asked, sent.given.get("api_key", ""))
    request.app.state.limiter.hit(RATE, (f"open311 {name}", asked.street))
    body = _body(asked, sent)
    return asked, await _once(asked, name, client, sent.given, body), sent.given


async def _client(asked: Asked, key: str) -> tuple[str, Client]:
    try:
        return await client_of(asked.ctx, asked.street, key)
    except NotAllowed:
        limit_guesses(asked.request, asked.street, asked.ctx.now())
        raise


# ---- reading --------------------------------------------------------------------------------


async def _read(request: Request) -> Sent:
    if is_form(request):
        form = await request.form()
        given = {name: value for name, value in form.items() if isinstance(value, str)}
        photos = [one for _, one in form.multi_items() if isinstance(one, UploadFile)]
        return Sent(given, [one for one in photos if one.filename])
    if request.headers.get("content-type", "").lower().startswith("application/json"):
        return Sent(_of_json(await request.body()), ())
    raise Invalid(
        "content-type",
        "请用 application/x-www-form-urlencoded、multipart/form-data 或 application/json 发送。",
        "Send application/x-www-form-urlencoded, multipart/form-data or application/json.",
    )


def _of_json(body: bytes) -> Given:
    try:
        found = from_json(body)
    except ValueError:
        raise _no_object() from None
    if not isinstance(found, dict) or len(found) > MOST_FIELDS:
        raise _no_object()
    inside = found.pop("attribute", None)
    if isinstance(inside, dict):
        found |= {f"attribute[{name}]": one for name, one in inside.items()}
    return {name: str(one) for name, one in found.items() if isinstance(one, str | int | float)}


def _no_object() -> Invalid:
    return Invalid(
        "bad-json", "内容应为一个 JSON 对象。", "The body takes one JSON object of texts."
    )


# ---- what it means --------------------------------------------------------------------------


def _body(asked: Asked, sent: Sent) -> NewSuggestionForm:
    given = sent.given
    code = given.get("service_code", "").strip()
    if not code:
        raise Invalid("no-service-code", "缺少 service_code。", "service_code was not provided.")
    category = known(asked.charter, code).id
    phone = tidy_phone(given.get("phone", ""))
    try:
        return NewSuggestionForm.model_validate(
            {
                "content": _content(given),
                "community": _community(asked, given),
                "category": category,
                "contact": phone if is_phone(phone) else "",
                "consent": True,
                "photos": list(sent.photos),
            }
        )
    except ValidationError as error:
        raise of_validation([{**one, "loc": ("description",)} for one in error.errors()]) from None


def _content(given: Mapping[str, str]) -> str:
    """The description and where it is, for the clerk; nothing of it is public as it stands."""
    description = given.get("description", "").strip()
    if not description:
        raise Invalid("no-description", "缺少 description。", "description was not provided.")
    lines = [
        ("地点", given.get("address_string", "")),
        ("坐标", _coordinates(given)),
        ("照片链接", given.get("media_url", "")),
    ]
    return "\n".join([description, *(f"{name}：{one.strip()}" for name, one in lines if one)])


def _coordinates(given: Mapping[str, str]) -> str:
    lat, long = given.get("lat", "").strip(), given.get("long", "").strip()
    if not (lat or long):
        return ""
    try:
        north, east = float(lat), float(long)
    except ValueError:
        north = east = math.nan
    if not (-90 <= north <= 90 and -180 <= east <= 180):
        raise Invalid(
            "bad-coordinates",
            "lat 和 long 应同时给出，为 WGS84 的度数。",
            "lat and long come together, in degrees of WGS84.",
        )
    return f"{north:.6f}, {east:.6f}"


def _community(asked: Asked, given: Mapping[str, str]) -> str:
    """Of the attribute, else the one that the address names, else the only one of the street."""
    communities = asked.charter.communities
    said = given.get(f"attribute[{COMMUNITY}]", given.get(f"attribute[{COMMUNITY}][]", ""))
    address = given.get("address_string", "")
    found = meant(communities, said) or meant(communities, given.get("address_id", ""))
    if not found and not said:
        named = [one.id for one in communities if one.zh in address or one.en in address]
        found = named[0] if len(named) == 1 else ""
    if not found and len(communities) == 1:
        found = communities[0].id
    if not found:
        raise Invalid(
            "no-community",
            f"请用 attribute[{COMMUNITY}] 说明所在社区，可选项见服务定义。",
            f"attribute[{COMMUNITY}] is required: one of the values of the service definition.",
        )
    return found


# ---- done once ------------------------------------------------------------------------------


async def _once(
    asked: Asked, name: str, client: Client, given: Given, body: NewSuggestionForm
) -> str:
    """The id of the request: of the earlier one where a client sends the same again."""
    if given.get(TICKET, "").strip():
        return await _ticket(asked, name, client, given, body)
    now = asked.ctx.now()
    turn = int(now.timestamp() // RETRY.total_seconds())
    before = new_key(_cause(asked, name, given, turn - 1))
    found = await asked.ctx.store.get(SUGGESTIONS.key(asked.street, before))
    if found is not None and found.state.requested_at >= stamp(now - RETRY):
        return found.id
    cause = _cause(asked, name, given, turn)
    order: Order[Any] = Order(asked.ctx, Person.nobody(), asked.street, "", body, cause)
    return (await hand_in(order, **_known(client, name))).id


def _known(client: Client, name: str) -> dict[str, str]:
    return {"channel": client.channel, "consent_by": name, **CONSENT}


async def _ticket(
    asked: Asked, name: str, client: Client, given: Given, body: NewSuggestionForm
) -> str:
    """A ticket of the hotline: its number is the same request, whoever sends it when."""
    number = tidy_number(given[TICKET])
    if not number:
        raise Invalid("ticket-number", *NUMBER_WORDS)
    key = ticket_key(asked.street, number)
    if await asked.ctx.store.get(SUGGESTIONS.key(asked.street, key)) is None:
        cause, today = _cause(asked, name, given, 0), asked.ctx.today()
        order: Order[Any] = Order(asked.ctx, Person.nobody(), asked.street, "", body, cause)
        kind = given.get(TICKET_KIND, "").strip()
        fields = ticket_fields(order, asked.charter, number, kind, today)
        await hand_in(order, key, **_known(client, name), **fields)
    return key


def _cause(asked: Asked, name: str, given: Given, turn: int) -> Cause:
    # Keyed with the secret: the id is public, and a text may not be tried out on it.
    digest = hmac.new(asked.ctx.settings.secret.encode(), name.encode(), "sha256")
    for field, value in sorted(given.items()):
        if field != "api_key":
            digest.update(f"\0{len(field)} {field}\0{len(value)} {value}".encode())
    return Cause(
        id=f"open311:{digest.hexdigest()[:32]}:{turn}",
        actor=f"open311:{name}",
        action="submit_suggestion",
        at=asked.ctx.now(),
        correlation=str(asked.request.state.correlation),
    )
