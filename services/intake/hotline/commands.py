"""What can be asked of tickets: enter one that the hotline sent."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from chassis.core.catalogue import unknown_choice
from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.errors import Invalid
from chassis.core.text import Body
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Area, Hint, Input, Label, Options
from contracts.charter import Charter
from contracts.hotline_rules import TicketCode
from services.intake.hotline.domain import NUMBER_WORDS, there_already, ticket_key, tidy_number
from services.intake.kinds import SUGGESTIONS
from services.intake.roles import CLERKS
from services.intake.suggestion.bodies import Choice, MaybeTitle, OneOf, Phone, Text
from services.intake.suggestion.deadlines import ticket_due
from services.intake.suggestion.domain import suggestion
from services.intake.suggestion.domain.consents import Ground, consented
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.handing_in import fresh_salt
from services.intake.suggestion.receipts import digest_of, receipt_of
from services.intake.suggestion.views import Done, done


def _number(text: str) -> str:
    number = tidy_number(text)
    if not number:
        raise PydanticCustomError("string_pattern_mismatch", "A ticket's number")
    return number


class NewTicket(Body):
    """A ticket as the hotline sent it. ``came_on``: from the day after it its term runs."""

    number: Annotated[
        Annotated[str, StringConstraints(max_length=60), AfterValidator(_number)],
        Label("工单号", "Ticket number", NUMBER_WORDS),
        Hint("同一工单号只登记一次。", "The same number is the same ticket."),
    ]
    kind: Annotated[OneOf, Label("工单类型", "Kind"), Options("ticket_kinds")]
    code: Annotated[Choice, Label("类别代码", "Code"), Options("ticket_codes")] = ""
    came_on: Annotated[date, Label("派单日期", "Came on")]
    community: Annotated[OneOf, Label("所在社区", "Community"), Options("communities")]
    title: Annotated[MaybeTitle, Label("标题", "Title")] = ""
    content: Annotated[
        Text,
        Label("诉求内容", "What it asks for"),
        Hint("照工单原文；不公开，受理时再整理。", "As the ticket says it; not public."),
        Area(6),
    ]
    author: Annotated[
        Annotated[str, StringConstraints(max_length=40)],
        Label("来电人", "Caller"),
        Hint("工单上有才填，不公开。", "Only if the ticket has it; never shown."),
    ] = ""
    contact: Annotated[Phone, Label("回访电话", "Phone"), Input("tel")] = ""
    channel: Annotated[Choice, Label("来源渠道", "Channel"), Options("channels")] = ""


TICKET: Thing[Suggestion] = Thing(
    service="intake",
    kind=SUGGESTIONS,
    api="/intake/api/streets/{street}/tickets/{suggestion}",
    page="/intake/streets/{street}/desk/tickets/{suggestion}",
    answers=Done,
    answer=done,
)


async def enter(order: Order[NewTicket]) -> Changed[Suggestion]:
    """Keep it under an id made of its number. Raises ``WrongState`` where it is there already."""
    charter, body = await charter_of(order.ctx, order.street), order.body
    if body.came_on > order.today:
        zh, en = "派单日期不能在今天以后。", "The day is to come."
        raise Invalid("ticket-to-come", zh, en, [{"field": "came_on", "zh": zh, "en": en}])
    key = ticket_key(order.street, body.number)
    new = _ticket(order, charter, key)

    def decide(found: Suggestion | None) -> Change[Suggestion]:
        if found is not None:
            raise there_already(found)
        return suggestion.submit(new, key, order.at)

    return await order.ctx.change(SUGGESTIONS.key(order.street, key), decide, order.cause)


def _ticket(order: Order[NewTicket], charter: Charter, key: str) -> Suggestion:
    body = order.body
    code = code_meant(charter, body.code)
    came_on = body.came_on.isoformat()
    channel = pick(charter.channels, body.channel, "channel") or hotline_channel(charter)
    return Suggestion(
        title=body.title,
        content=body.content,
        community=pick(charter.communities, body.community, "community"),
        category=category_of(charter, code),
        channel=channel,
        collected_on=came_on,
        author=body.author,
        contact=body.contact,
        salt=fresh_salt(),
        entered_by=order.cause.actor,
        typist=order.person.name,
        **consented(Ground.PASSED_ON, "12345", came_on),
        receipt=digest_of(receipt_of(order.ctx.settings, key)),
        **ticket_fields(order, charter, body.number, body.kind, came_on),
        ticket_code=code.id if code else "",
    )


def ticket_fields(
    order: Order[Any], charter: Charter, number: str, kind: str, came_on: str
) -> dict[str, Any]:
    """What makes a suggestion a ticket: number, kind and its due date, counted at once."""
    known = pick(charter.hotline.kinds, kind, "kind") or charter.hotline.kinds[0].id
    due = ticket_due(order.ctx, charter, known, came_on)
    return {"hotline": True, "ticket": number, "ticket_kind": known, **due}


def code_meant(charter: Charter, given: str) -> TicketCode | None:
    """The code of this id or name. Raises ``Invalid`` for one that the charter does not have."""
    codes = charter.hotline.codes
    found = next((one for one in codes if given in (one.id, one.zh, one.en)), None)
    if given and found is None:
        raise unknown_choice("code", "类别代码表里没有这一项。", "is not in the list of codes.")
    return found


def category_of(charter: Charter, code: TicketCode | None) -> str:
    """The street's category that a code means, where it has that one."""
    known = {one.id for one in charter.suggestion_categories}
    return code.category if code and code.category in known else ""


def hotline_channel(charter: Charter) -> str:
    """The street's channel that speaks of the hotline, else its first one."""
    names = [one.id for one in charter.channels if "热线" in one.zh or "12345" in one.zh]
    return names[0] if names else charter.channels[0].id


ENTER: AnyCommand = Command(
    "new", on=TICKET, action="enter_ticket", label=Label("登记工单", "Enter the ticket"),
    doc="Enter a ticket of the 12345 hotline; its number is entered once in a street.",
    body=NewTicket, may=CLERKS, path="", creates=True, do=enter,
    then="/intake/streets/{street}/desk/suggestions/{id}",
)  # fmt: skip
