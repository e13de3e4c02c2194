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

    Commands about a part of the document are left out: ``offer_of`` draws one for each part.
    ``options``: the choices of ``Options`` and ``Many`` by their name; ``values``: command →
    field → what the field shows at first. What was refused keeps what was given.
    """
    return {
        command.name: offer_of(ask, command, found, options, values, refusal)
        for command in commands
        if not command.creates and not command.of_part
        if command.offered(found.state, ask.person, ask.street)
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

    ``path`` names the part of the document that it is about.
    """
    chinese = language(ask.request) == "zh"
    mine = refusal if refusal and _is_about(ask, refusal, command, path) else None
    known = {**ask.request.path_params, **path}
    if found is not None:
        known[command.on.parameter] = found.id
    return Offer(
        name="-".join((command.name, *path.values())),
        action=command.form_address.format_map(known),
        label=command.label.said(chinese=chinese),
        key=uuid4().hex,
        version=found.version if found is not None else None,
        fields=fields_of(
            command.form,
            chinese=chinese,
            options=options,
            values=mine.given if mine else values.get(command.name, NONE),
            errors=wrong_fields(mine.problem, chinese=chinese) if mine else NONE,
        ),
        refused=mine is not None,
    )


def _is_about(ask: Ask, refusal: Refusal, command: AnyCommand, path: Mapping[str, str]) -> bool:
    """Whether this form was the one refused: this command, of this part of the document."""
    return refusal.command is command and path.items() <= ask.request.path_params.items()
