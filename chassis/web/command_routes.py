"""Routes made of commands: one for JSON and one for the form of a page."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData

from chassis.core.documents import Changed
from chassis.core.errors import Invalid, Problem
from chassis.core.text import Body
from chassis.web.ask import UNKEPT, UPLOADS, Ask, anyone, asked, tagged
from chassis.web.command import Command, Order
from chassis.web.fields import Files, Label, labels_of, mark, sent_by_form, takes_files, type_of
from chassis.web.filled import values_of
from chassis.web.problems import of_validation
from contracts.charter import Role

AnyCommand = Command[Any, Any]
NOTHING: Mapping[str, Any] = {}


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
Told = Callable[[Ask, AnyCommand, Changed[Any]], Awaitable[Response]]
"""Draws the page that follows a form, where a redirect would lose what is told only there."""
Which = Callable[[Ask], Awaitable[Mapping[str, str]]]
"""The path parameters of a form whose fields, not its address, name the document."""


def json_routes(commands: Iterable[AnyCommand]) -> APIRouter:
    """``POST {api}/{name}`` for each command."""
    router = APIRouter()
    for command in commands:
        router.add_api_route(
            command.json_address,
            (_upload_handler if takes_files(command.body) else _json_handler)(command),
            methods=[command.method],
            status_code=command.status,
            name=command.action,
            summary=f"{command.label.zh} {command.label.en}",
            description=command.doc or None,
            tags=_tags(command, command.body),
            openapi_extra=_told_upload(command.body) if takes_files(command.body) else None,
        )
    return router


def _told_upload(body: type[Body]) -> dict[str, Any]:
    """The body of an upload in OpenAPI: files by their markers, everything else as text."""
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    told = {
        name: files if mark(info, Files) else _told_text(type_of(info))
        for name, info in body.model_fields.items()
    }
    schema = {"type": "object", "properties": told}
    return {
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    }


def _told_text(kind: Any) -> dict[str, Any]:
    is_choice = isinstance(kind, type) and issubclass(kind, Enum)
    choices = [one.value for one in kind] if is_choice else []
    return {"type": "string"} | ({"enum": choices} if choices else {})


def _json_handler(command: AnyCommand) -> Callable[..., Awaitable[Any]]:
    async def handle(response: Response, ask: Any, body: Any = None) -> Any:
        given = command.body() if body is None else body
        return await _carried_out(command, response, ask, given)

    async def handle_plain(response: Response, ask: Any) -> Any:
        return await handle(response, ask)

    handler = handle if command.takes_words else handle_plain
    handler.__annotations__ = {
        "response": Response,
        "ask": Annotated[Ask, _guard(command, command.may)],
        "return": command.answers or command.on.answers,
    } | ({"body": command.body} if command.takes_words else {})
    handler.__defaults__ = None
    handler.__doc__ = command.doc
    return handler


def _upload_handler(command: AnyCommand) -> Callable[..., Awaitable[Any]]:
    """Files come as a form, also from programs; the rest of the body with them."""

    async def handle(response: Response, ask: Any) -> Any:
        form = await ask.request.form()
        body = read_body(form, command.body, command.body.model_fields)
        return await _carried_out(command, response, ask, body)

    handle.__annotations__ = {
        "response": Response,
        "ask": Annotated[Ask, _guard(command, command.may)],
        "return": command.answers or command.on.answers,
    }
    handle.__doc__ = command.doc
    return handle


async def _carried_out(command: AnyCommand, response: Response, ask: Ask, body: Body) -> BaseModel:
    order = command.order(ask, body, ask.request.path_params)
    changed = await command.carry_out(order)
    tagged(response, changed.version)
    return await command.answered(order, changed)


def _tags(command: AnyCommand, model: type[Body]) -> list[str | Enum]:
    uploads = [UPLOADS] if takes_files(model) else []
    return [command.on.service, *uploads, *([UNKEPT] if command.unkept else [])]


def _guard(command: AnyCommand, roles: tuple[Role, ...]) -> Any:
    service = command.on.service
    return asked(service, *roles) if roles else anyone(service)


def form_routes(
    commands: Iterable[AnyCommand],
    again: Again,
    *,
    told: Told | None = None,
    which: Which | None = None,
) -> APIRouter:
    """``POST {page}/{name}`` for each command; ``again`` draws the page where it is refused.

    What is done goes on by a redirect, or to the page that ``told`` draws. ``which`` finds the
    document that the fields of the form name, where the address names none.
    """
    router = APIRouter(include_in_schema=False)
    for command in commands:
        router.add_api_route(
            command.form_address,
            _form_handler(command, again, told, which),
            methods=["POST"],
            name=f"{command.action}_form",
            tags=_tags(command, command.form),
        )
    return router


def _form_handler(
    command: AnyCommand, again: Again, told: Told | None, which: Which | None
) -> Callable[..., Awaitable[Response]]:
    async def handle(ask: Any) -> Response:
        form = await ask.request.form()
        try:
            body = _meant(form, command)
            check_guards(ask, creates=command.creates)
            path = await which(ask) if which else ask.request.path_params
            order = command.order(ask, body, path)
            if command.crowded:
                order = replace(order, version=None)
            changed = await command.carry_out(order)
        except Problem as problem:
            return await again(ask, Refusal(command, problem, _filled_in(form, command.form)))
        if told is not None:
            return await told(ask, command, changed)
        return RedirectResponse(_next_page(command, order, changed), 303)

    guard = _guard(command, command.offered_to or command.may)
    handle.__annotations__ = {"ask": Annotated[Ask, guard], "return": Response}
    handle.__doc__ = command.doc
    return handle


def _meant(form: FormData, command: AnyCommand) -> Body:
    read = command.read(form) if command.read else {}
    filled = read_body(form, command.form, sent_by_form(command.form), read)
    body: Body = command.shape.body(filled) if command.shape else filled
    return body


def _filled_in(form: FormData, model: type[Body]) -> dict[str, Any]:
    return values_of(form, model, sent_by_form(model))


def read_body(
    form: FormData, model: type[Body], names: Collection[str], read: Mapping[str, Any] = NOTHING
) -> Body:
    """The model that a form fills in; ``read`` holds what no single field gives.

    ``names``: the fields that are read. A page's form gives those it has, a program's any.

    Raises ``Invalid`` with the label of each wrong field.
    """
    try:
        return model.model_validate({**values_of(form, model, names), **read})
    except ValidationError as error:
        rows = [{**row, "loc": ("body", *row["loc"])} for row in error.errors()]
        raise of_validation(rows, labels_of(model)) from None


def check_guards(ask: Ask, *, creates: bool = False) -> None:
    """A form names its click and what it was shown. Without that a double click acts twice.

    Forms that are written by hand call this too. Raises ``Invalid``.
    """
    if not ask.key or (ask.if_version is None and not creates):
        raise Invalid(
            "form-incomplete",
            "页面不完整，内容没有提交。请刷新页面后再试。",
            "The page was incomplete and nothing was submitted. Reload it and try again.",
        )


def _next_page(command: AnyCommand, order: Order[Any], changed: Changed[Any]) -> str:
    template = command.then or command.on.page
    known = {**order.path, "street": order.street, "id": changed.id, "state": changed.state}
    return template.format_map({command.on.parameter: changed.id} | known)
