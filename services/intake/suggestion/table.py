"""Accepting many at once (受理): one table with the texts in view, sent as one batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError
from starlette.datastructures import FormData

from chassis.core.decision import Cause
from chassis.core.documents import Changed, Found
from chassis.core.errors import Invalid
from chassis.rooms.batch import BATCHES, Batch, Row, order_batch, work_off
from chassis.rooms.choices import pick
from chassis.rooms.personal import masked
from chassis.service import Context
from chassis.web.auth import Person
from chassis.web.command import Order
from chassis.web.problems import of_validation
from contracts.charter import Charter
from contracts.envelope import Heard
from contracts.intake import SuggestionsOrdered
from services.intake.suggestion.bodies import Accept
from services.intake.suggestion.commands import ACCEPT
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.forms import proposed_title
from services.intake.suggestion.looking import check_looked, looked_note, public_words

NAME = "accept_suggestions"
FIELDS = ("title", "public_text", "category", "topic", "personal_reason")


@dataclass
class Line:
    """One row of the table: what it shows, whether it is ticked, what is wrong with it."""

    found: Found[Suggestion]
    values: dict[str, Any]
    version: int
    ticked: bool = False
    wrong: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def line_of(found: Found[Suggestion]) -> Line:
    """The row as it is shown first: the words as they would be public, with findings masked."""
    state = found.state
    values = {"category": state.category, "topic": state.topic, "personal": []}
    words = {"title": proposed_title(state), "public_text": masked(state.content)}
    return Line(found, values | words, found.version)


def read_lines(form: FormData, lines: Sequence[Line], charter: Charter) -> list[Line]:
    """The rows as a clerk filled them in; what is wrong with a ticked one stands at it."""
    ticked = set(form.getlist("take"))
    return [_read(form, one, charter) if one.found.id in ticked else one for one in lines]


def _read(form: FormData, line: Line, charter: Charter) -> Line:
    key = line.found.id
    values: dict[str, Any] = {
        name: str(form.get(f"{name}-{key}", "")).replace("\r\n", "\n").strip() for name in FIELDS
    }
    values["personal"] = [str(kind) for kind in form.getlist(f"personal-{key}")]
    version = str(form.get(f"version-{key}", ""))
    line = replace(line, values=values, ticked=True, version=int(version or 0))
    try:
        body = Accept.model_validate(values)
        check_looked(body, public_words(body))
        pick(charter.suggestion_categories, body.category, "category")
        pick(charter.topics, body.topic, "topic")
    except ValidationError as error:
        problem = of_validation([{**row, "loc": ("body", *row["loc"])} for row in error.errors()])
        return replace(line, wrong=problem.details)
    except Invalid as problem:
        return replace(line, wrong=problem.details)
    return line


async def order_acceptance(
    ctx: Context, street: str, lines: Sequence[Line], cause: Cause
) -> Changed[Batch]:
    """Order the acceptance of the ticked rows. Raises ``Invalid`` where none is ticked."""
    ticked = [one for one in lines if one.ticked]
    if not ticked:
        raise Invalid("none-ticked", "请先勾选要受理的建议。", "Tick what is to be accepted first.")
    rows = [
        {"suggestion": one.found.id, "version": one.version, "by": cause.actor, "body": one.values}
        for one in ticked
    ]
    batch = cause.derive("batch")
    order = order_batch(NAME, rows, cause, SuggestionsOrdered(batch=batch))
    return await ctx.change(BATCHES.key(street, batch), order, cause)


async def accept_ordered(ctx: Context, heard: Heard[SuggestionsOrdered], cause: Cause) -> None:
    """Work off an ordered acceptance: each row as if it had been accepted by itself."""

    async def accept_row(row: Row, part: Cause) -> None:
        await _accept(ctx, heard.street, row, part)

    await work_off(ctx, heard.street, heard.data.batch, cause, accept_row)


async def _accept(ctx: Context, street: str, row: Row, part: Cause) -> None:
    body = Accept.model_validate(row["body"])
    cause = replace(part, actor=row["by"], action=ACCEPT.action, note=looked_note(body))
    key = str(row["suggestion"])
    order = Order(ctx, Person.nobody(), street, key, body, cause, int(row["version"]))
    await ACCEPT.carry_out(order)
