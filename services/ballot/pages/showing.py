"""What all pages of the ballot share: the words of the charter, who may act."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from fastapi import Response

from chassis.core.errors import Problem
from chassis.pages import language, render
from chassis.rooms.copies import assembly_name, charter_of
from chassis.web.ask import Ask
from contracts.charter import Charter, Named, ProjectClass, Role
from services.ballot import queries
from services.ballot.words import BADGES, WORDS


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
