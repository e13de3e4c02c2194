"""How a browser's form becomes a body, and how what was refused comes back to its fields."""

from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from chassis.errors import Problem
from chassis.pages import FORM_FIELD
from chassis.web import KEY_FIELD
from chassis.web_problems import of_validation

B = TypeVar("B", bound=BaseModel)


async def values_of(request: Request) -> dict[str, str]:
    """The texts of a form; empty ones count as absent."""
    form = await request.form()
    return {
        name: value.strip()
        for name, value in form.items()
        if isinstance(value, str) and value.strip() and name not in (FORM_FIELD, KEY_FIELD)
    }


def read_form(values: dict[str, str], model: type[B], **shaped: Any) -> B:
    """The body that a form means. Raises ``Invalid`` field by field."""
    try:
        return model.model_validate({**values, **shaped})
    except ValidationError as error:
        rows = [{**row, "loc": ("body", *row["loc"])} for row in error.errors()]
        raise of_validation(rows) from None


def wrong_fields(problem: Problem | None, *, chinese: bool) -> dict[str, str]:
    """Field → what is wrong with it, in the language of the page."""
    rows = problem.details if problem else []
    return {str(row["field"]): row["zh" if chinese else "en"] for row in rows if "field" in row}
