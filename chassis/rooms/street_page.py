"""A page of a street, as every service draws it: head, refused form, address of its lists."""

from typing import Any

from fastapi import Response

from chassis.core.errors import Problem
from chassis.pages import render
from chassis.rooms.copies import assembly_name
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from contracts.charter import Charter


def street_page(
    ask: Ask,
    template: str,
    charter: Charter | None,
    *,
    refusal: Refusal | None = None,
    problem: Problem | None = None,
    http_status: int = 200,
    block: str | None = None,
    **context: Any,
) -> Response:
    """A page of ``template`` (``intake/new.html``) under the name of the street's assembly.

    What was refused stands above the page, and again in its form: ``refusal`` of a command,
    ``problem`` of a form that no command declares. The page then has the problem's HTTP status.
    A street whose charter is still to be adopted has no name yet. ``block``: only this block of
    the template, the part of a page that htmx asks for.
    """
    if charter is not None:
        ask.request.state.street_name = assembly_name(charter, chinese=speaks_chinese(ask))
    problem = refusal.problem if refusal else problem
    service = template.partition("/")[0]
    return render(
        ask.request,
        template,
        block=block,
        http_status=int(problem.status) if problem else http_status,
        problem=problem,
        refusal=refusal,
        street=ask.street,
        charter=charter,
        **{"base": f"/{service}/streets/{ask.street}"} | context,
    )
