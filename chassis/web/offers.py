"""The forms of a page: which commands a person is offered for a document, and their fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from chassis.core.documents import Found
from chassis.pages import language
from chassis.web.ask import Ask
from chassis.web.command_routes import AnyCommand, Refusal
from chassis.web.fields import Field, Pair, fields_of
from chassis.web.forms import wrong_fields


@dataclass(frozen=True)
class Offer:
    """One form as a template draws it (``ui.offer``): address, key, version, fields, words."""

    name: str
    action: str
    label: str
    key: str
    version: int | None
    fields: Sequence[Field]
    refused: bool


Choices = Mapping[str, Sequence[Pair]]
Values = Mapping[str, Mapping[str, Any]]
NONE: Mapping[str, Any] = {}


def offers_of(
    ask: Ask,
    commands: Iterable[AnyCommand],
    found: Found[Any],
    *,
    options: Choices = NONE,
    values: Values = NONE,
    refusal: Refusal | None = None,
) -> dict[str, Offer]:
    """Name → form of each command that this person may give for this document now.

    ``options``: the choices of ``Options`` and ``Many`` by their name; ``values``: command →
    field → what the field shows at first. What was refused keeps what was given.
    """
    return {
        command.name: offer_of(ask, command, found, options, values, refusal)
        for command in commands
        if not command.creates and command.offered(found.state, ask.person, ask.street)
    }


def offer_of(
    ask: Ask,
    command: AnyCommand,
    found: Found[Any] | None,
    options: Choices = NONE,
    values: Values = NONE,
    refusal: Refusal | None = None,
    **path: str,
) -> Offer:
    """The form of one command; ``found`` is nothing where it creates the document.

    ``path`` fills further parameters of its address.
    """
    chinese = language(ask.request) == "zh"
    mine = refusal if refusal is not None and refusal.command is command else None
    known = {**ask.request.path_params, **path}
    if found is not None:
        known[command.on.parameter] = found.id
    return Offer(
        name=command.name,
        action=command.address(command.on.page).format_map(known),
        label=command.label.said(chinese=chinese),
        key=uuid4().hex,
        version=found.version if found is not None else None,
        fields=fields_of(
            command.body,
            chinese=chinese,
            options=options,
            values=mine.given if mine else values.get(command.name, NONE),
            errors=wrong_fields(mine.problem, chinese=chinese) if mine else NONE,
        ),
        refused=mine is not None,
    )
