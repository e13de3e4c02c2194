"""Routes made of commands: one for JSON and one for the form of a page."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from chassis.core.documents import Changed
from chassis.core.errors import Invalid, Problem
from chassis.core.text import Body
from chassis.web.ask import UPLOADS, Ask, anyone, asked, tagged
from chassis.web.command import Command, Order
from chassis.web.fields import Files, Label, labels_of, mark, takes_files, values_of
from chassis.web.problems import of_validation

AnyCommand = Command[Any, Any]


@dataclass(frozen=True)
class Refusal:
    """What was asked by a form and refused: the page shows it again with the reason."""

    command: AnyCommand
    problem: Problem
    given: dict[str, Any]

    @property
    def labels(self) -> dict[str, Label]:
        """The words of the form's fields."""
        return labels_of(self.command.form)


Again = Callable[[Ask, Refusal], Awaitable[Response]]
"""Draws the page of the form again; ``ask.request.path_params`` say of which document."""
Told = Callable[[Ask, Changed[Any]], Awaitable[Response]]
"""Answers a form with a page of its own, for what is shown once and has no address."""


def json_routes(commands: Iterable[AnyCommand]) -> APIRouter:
    """``POST {api}/{name}`` for each command."""
    router = APIRouter()
    for command in commands:
        router.add_api_route(
            command.json_address,
            (_upload_handler if takes_files(command.form) else _json_handler)(command),
            methods=[command.method],
            status_code=command.status,
            name=command.action,
            summary=f"{command.label.zh} {command.label.en}",
            description=command.doc or None,
            tags=_tags(command),
            openapi_extra=_told_upload(command.form) if takes_files(command.form) else None,
        )
    return router


def _told_upload(form: type[Body]) -> dict[str, Any]:
    """The body of an upload in OpenAPI: files by their markers, everything else as text."""
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    told = {
        name: files if mark(info, Files) else {"type": "string"}
        for name, info in form.model_fields.items()
    }
    schema = {"type": "object", "properties": told}
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    }


def _json_handler(command: AnyCommand) -> Callable[..., Awaitable[Any]]:
    async def handle(response: Response, ask: Any, body: Any = None) -> Any:
        given = command.body() if body is None else body
        order = command.order(ask, given, ask.request.path_params)
        changed = await command.carry_out(order)
        tagged(response, changed.version)
        return await command.answered(order, changed)

    async def handle_plain(response: Response, ask: Any) -> Any:
        return await handle(response, ask)

    handler = handle if command.takes_words else handle_plain
    handler.__annotations__ = {
        "response": Response,
        "ask": Annotated[Ask, _guard(command)],
        "return": command.answers or command.on.answers,
    } | ({"body": command.body} if command.takes_words else {})
    handler.__defaults__ = None
    handler.__doc__ = command.doc
    return handler


def _upload_handler(command: AnyCommand) -> Callable[..., Awaitable[Any]]:
    """Files come as a form, also from programs; the rest of the body with them."""

    async def handle(response: Response, ask: Any) -> Any:
        body = read_body(await ask.request.form(), command)
        order = command.order(ask, body, ask.request.path_params)
        changed = await command.carry_out(order)
        tagged(response, changed.version)
        return await command.answered(order, changed)

    handle.__annotations__ = {
        "response": Response,
        "ask": Annotated[Ask, _guard(command)],
        "return": command.answers or command.on.answers,
    }
    handle.__doc__ = command.doc
    return handle


def _tags(command: AnyCommand) -> list[str | Enum]:
    return [command.on.service, *([UPLOADS] if takes_files(command.form) else [])]


def _guard(command: AnyCommand) -> Any:
    service = command.on.service
    return asked(service, *command.may) if command.may else anyone(service)


def form_routes(
    commands: Iterable[AnyCommand], again: Again, told: Told | None = None
) -> APIRouter:
    """``POST {page}/{name}`` for each command; ``again`` draws the page where it is refused.

    Where it is done the browser is led on to ``command.then``, or ``told`` draws the answer.
    """
    router = APIRouter(include_in_schema=False)
    for command in commands:
        router.add_api_route(
            command.form_address,
            _form_handler(command, again, told),
            methods=["POST"],
            name=f"{command.action}_form",
            tags=_tags(command),
        )
    return router


def _form_handler(
    command: AnyCommand, again: Again, told: Told | None
) -> Callable[..., Awaitable[Response]]:
    async def handle(ask: Any) -> Response:
        form = await ask.request.form()
        try:
            body = read_body(form, command)
            check_guards(ask, creates=command.creates)
            order = command.order(ask, body, ask.request.path_params)
            if command.crowded:
                order = replace(order, version=None)
            changed = await command.carry_out(order)
        except Problem as problem:
            return await again(ask, Refusal(command, problem, values_of(form, command.form)))
        if told is not None:
            return await told(ask, changed)
        return RedirectResponse(_next_page(command, order, changed), 303)

    handle.__annotations__ = {"ask": Annotated[Ask, _guard(command)], "return": Response}
    handle.__doc__ = command.doc
    return handle


def read_body(form: FormData, command: AnyCommand) -> Body:
    """The body that a form means. Raises ``Invalid`` with the label of each wrong field."""
    read = dict(command.read(form)) if command.read else {}
    try:
        filled: Body = command.form.model_validate(values_of(form, command.form) | read)
    except ValidationError as error:
        rows = [{**row, "loc": ("body", *row["loc"])} for row in error.errors()]
        raise of_validation(rows, labels_of(command.form)) from None
    body: Body = command.shape.body(filled) if command.shape else filled
    return body


def check_guards(ask: Ask, *, creates: bool) -> None:
    """A form names its click and what it was shown; one that begins something, only its click.

    Without that a double click acts twice. Raises ``Invalid``.
    """
    if not ask.key or (ask.if_version is None and not creates):
        raise Invalid(
            "form-incomplete",
            "页面不完整，内容没有提交。请刷新页面后再试。",
            "The page was incomplete and nothing was submitted. Reload it and try again.",
        )


def _next_page(command: AnyCommand, order: Order[Any], changed: Changed[Any]) -> str:
    template = command.then or command.on.page
    known = {**order.path, "street": order.street, "id": changed.id}
    return template.format_map({command.on.parameter: changed.id} | known)
