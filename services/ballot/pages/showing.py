"""What all pages of the ballot share: the words of the charter, who may act, forms."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from chassis.charters import assembly_name, charter_of
from chassis.errors import Problem
from chassis.pages import language, render
from chassis.web import Ask
from chassis.web_problems import of_validation
from contracts.charter import Charter, Named, ProjectClass, Role
from services.ballot import queries
from services.ballot.words import BADGES, WORDS

B = TypeVar("B", bound=BaseModel)


async def show(
    ask: Ask, template: str, *, problem: Problem | None = None, **context: Any
) -> Response:
    """A page of the ballot, with what was refused above it where something was."""
    charter = await charter_of(ask.ctx, ask.street)
    chinese = language(ask.request) == "zh"
    ask.request.state.street_name = assembly_name(charter, chinese=chinese)
    return render(
        ask.request,
        f"ballot/{template}",
        http_status=int(problem.status) if problem else 200,
        problem=problem,
        street=ask.street,
        base=f"/ballot/streets/{ask.street}",
        charter=charter,
        may=lambda *roles: may(ask, *(Role(role) for role in roles)),
        staff=may(ask, *queries.STAFF),
        new_key=lambda: uuid4().hex,
        words=lambda code: WORDS.get(code, (code, code))[0 if chinese else 1],
        badges=BADGES,
        named=_named(charter, chinese),
        **context,
    )


def may(ask: Ask, *roles: Role) -> bool:
    """Whether the person works in this street in one of these roles."""
    return ask.street in ask.person.streets and ask.person.has(*roles)


def _named(charter: Charter, chinese: bool) -> Callable[[str], str]:
    options: tuple[Named | ProjectClass, ...] = (*charter.communities, *charter.projects.classes)
    known = {one.id: one.zh if chinese else one.en for one in options}
    return lambda name: known.get(name, name)


def read_form(form: FormData, model: type[B], **shaped: Any) -> B:
    """The body a form means; empty fields count as absent. Raises ``Invalid`` field by field."""
    given: dict[str, Any] = {
        name: value
        for name, value in form.items()
        if isinstance(value, str) and value and name in model.model_fields
    }
    try:
        return model.model_validate(given | shaped)
    except ValidationError as error:
        rows = [{**row, "loc": ("body", *row["loc"])} for row in error.errors()]
        raise of_validation(rows) from None


def text_of(form: FormData, name: str) -> str:
    """One field of a form as text."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def texts_of(form: FormData, name: str) -> list[str]:
    """All values of a field that may stand several times."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def lines_of(form: FormData, name: str) -> list[str]:
    """A text area with one entry a line."""
    return [line.strip() for line in text_of(form, name).splitlines() if line.strip()]


Act = Callable[[], Awaitable[object]]
Again = Callable[[Problem], Awaitable[Response]]


async def tried(act: Act, then: str, again: Again) -> Response:
    """Do what a form asks and go on to ``then``; where it is refused, the page with the reason."""
    try:
        await act()
    except Problem as problem:
        return await again(problem)
    return RedirectResponse(then, 303)
