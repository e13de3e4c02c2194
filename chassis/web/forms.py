"""How a browser's form becomes a body, and how what was refused comes back to its page."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from chassis.core.errors import Problem
from chassis.web.problems import of_validation

B = TypeVar("B", bound=BaseModel)
Act = Callable[[], Awaitable[object]]
Again = Callable[[Problem], Awaitable[Response]]


def read_form(form: Mapping[str, Any], model: type[B], **shaped: Any) -> B:
    """The body a form means, with values that no field alone gives; empty fields count as absent.

    Raises ``Invalid`` field by field.
    """
    texts = given_of(form).items()
    known = {name: text for name, text in texts if text and name in model.model_fields}
    try:
        return model.model_validate(known | shaped)
    except ValidationError as error:
        rows = [{**row, "loc": ("body", *row["loc"])} for row in error.errors()]
        raise of_validation(rows) from None


def given_of(form: Mapping[str, Any]) -> dict[str, str]:
    """The texts of a form, without blanks around them; files are left out."""
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def text_of(form: Mapping[str, Any], name: str) -> str:
    """One field of a form as text."""
    return given_of(form).get(name, "")


def texts_of(form: FormData, name: str) -> list[str]:
    """All values of a field that may stand several times."""
    return [value for value in form.getlist(name) if isinstance(value, str)]


def wrong_fields(problem: Problem | None, *, chinese: bool) -> dict[str, str]:
    """Field → all that is wrong with it, in the language of the page."""
    said: dict[str, str] = {}
    for row in problem.details if problem else ():
        if name := str(row.get("field", "")):
            said[name] = f"{said.get(name, '')} {row['zh' if chinese else 'en']}".strip()
    return said


async def tried(act: Act, then: str, again: Again) -> Response:
    """Do what a form asks and go on to ``then``; where it is refused, the page with the reason."""
    try:
        await act()
    except Problem as problem:
        return await again(problem)
    return RedirectResponse(then, 303)
