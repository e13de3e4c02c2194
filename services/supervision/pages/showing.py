"""What all pages of supervision share: the street's words, who may act, how forms are read."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import uuid4

from fastapi import Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from chassis.charters import assembly_name, charter_of
from chassis.errors import Invalid, Refused
from chassis.pages import language, render
from chassis.web import Ask
from chassis.web_problems import of_validation
from services.supervision import words
from services.supervision.api import people

B = TypeVar("B", bound=BaseModel)

BADGES: Mapping[str, str] = {
    "APPROVED": "plain",
    "PLANNED": "active",
    "STARTED": "active",
    "IMPLEMENTING": "active",
    "READY": "wait",
    "RECTIFYING": "stop",
    "ACCEPTED": "done",
    "WRITTEN_OFF": "done",
    "CHANGE_REQUESTED": "wait",
    "TERMINATED": "stop",
    "NOTIFIED": "active",
    "CONDUCTED": "active",
    "FINDINGS": "stop",
    "RECHECKED": "active",
    "CLOSED": "done",
    "WAIVED": "plain",
}


async def show(
    ask: Ask,
    template: str,
    *,
    problem: Refused | None = None,
    step: str = "",
    given: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:
    """A page; ``problem`` stands above it, ``given`` again in the form of the step refused."""
    charter = await charter_of(ask.ctx, ask.street)
    chinese = language(ask.request) == "zh"
    ask.request.state.street_name = assembly_name(charter, chinese=chinese)
    here = ask.street in ask.person.streets
    return render(
        ask.request,
        f"supervision/{template}",
        http_status=int(problem.status) if problem else 200,
        problem=problem,
        step=step,
        given=given or {},
        street=ask.street,
        base=f"/supervision/streets/{ask.street}",
        charter=charter,
        may={
            "do": here and ask.person.has(*people.DOERS),
            "run": here and ask.person.has(*people.OFFICE),
            "lead": here and ask.person.has(*people.COMMITTEE),
            "inspect": here and ask.person.has(*people.INSPECTORS),
        },
        new_key=lambda: uuid4().hex,
        badges=BADGES,
        words=words,
        **context,
    )


def read_form(form: FormData, model: type[B], **shaped: Any) -> B:
    """The body a form means; empty fields count as absent. Raises ``Invalid`` field by field."""
    sent = {
        name: value
        for name, value in form.items()
        if isinstance(value, str) and value.strip() and name in model.model_fields
    }
    try:
        return model.model_validate(sent | shaped)
    except ValidationError as error:
        rows = [{**row, "loc": ("body", *row["loc"])} for row in error.errors()]
        raise of_validation(rows) from None


def texts_of(form: FormData) -> dict[str, str]:
    """What a form brought, to be shown again where it was refused."""
    return {name: value for name, value in form.items() if isinstance(value, str)}


def text_of(form: FormData, name: str) -> str:
    """One field of a form as text."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def names_of(form: FormData, name: str) -> list[str]:
    """Names as people write them in one line: 张三、李四."""
    text = text_of(form, name)
    for mark in "，,；;\n\r\t":
        text = text.replace(mark, "、")
    return [one.strip() for one in text.split("、") if one.strip()]


def version_of(form: FormData) -> int | None:
    """The version the form was drawn from: nobody may have changed the thing since."""
    text = text_of(form, "version")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def milestones_of(form: FormData) -> list[dict[str, str]]:
    """The timetable as people write it: one line each, the day first, then what is done by it."""
    found: list[dict[str, str]] = []
    for line in text_of(form, "milestones").splitlines():
        day, _, title = line.strip().replace("　", " ").partition(" ")
        if day and not title.strip():
            raise Invalid(
                "milestone-line",
                "每个节点一行：先写日期，空一格，再写要完成的事，例如“2025-07-01 完成招标”。",
                "One milestone a line: the day, a blank, then what is done by it.",
            )
        if day:
            found.append({"due_on": day, "title": title.strip()})
    return found


Act = Callable[[], Awaitable[object]]
Again = Callable[[Refused], Awaitable[Response]]


async def tried(act: Act, then: str, again: Again) -> Response:
    """Do what a form asks and go on to ``then``; where it is refused, the page with the reason."""
    try:
        await act()
    except Refused as problem:
        return await again(problem)
    return RedirectResponse(then, 303)
