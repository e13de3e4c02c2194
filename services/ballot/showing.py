"""What all pages of the ballot share: the words of the charter, who may act."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from fastapi import Response

from chassis.core.errors import Problem
from chassis.pages import render
from chassis.rooms.copies import assembly_name, charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from contracts.charter import Charter, Named, ProjectClass, Role
from services.ballot import roles
from services.ballot.labels import BADGES, WORDS


async def show(
    ask: Ask,
    template: str,
    *,
    refusal: Refusal | None = None,
    problem: Problem | None = None,
    block: str | None = None,
    **context: Any,
) -> Response:
    """A page of the ballot; what was refused stands above it, and again in its form.

    ``problem``: what a form that is written by hand was refused for; ``block``: only this block
    of the template, as a part of a page that htmx asks for.
    """
    charter = await charter_of(ask.ctx, ask.street)
    chinese = speaks_chinese(ask)
    ask.request.state.street_name = assembly_name(charter, chinese=chinese)
    told = refusal.problem if refusal else problem
    return render(
        ask.request,
        f"ballot/{template}",
        block=block,
        http_status=int(told.status) if told else 200,
        problem=told,
        refusal=refusal,
        street=ask.street,
        base=f"/ballot/streets/{ask.street}",
        charter=charter,
        staff=may(ask, *roles.STAFF),
        new_key=lambda: uuid4().hex,
        words=lambda code: WORDS.get(code, (code, code))[0 if chinese else 1],
        badges=BADGES,
        named=_named(charter, chinese),
        **context,
    )


def may(ask: Ask, *wanted: Role) -> bool:
    """Whether the person works in this street in one of these roles."""
    return roles.may(ask.person, ask.street, *wanted)


def _named(charter: Charter, chinese: bool) -> Callable[[str], str]:
    options: tuple[Named | ProjectClass, ...] = (*charter.communities, *charter.projects.classes)
    known = {one.id: one.zh if chinese else one.en for one in options}
    return lambda name: known.get(name, name)
