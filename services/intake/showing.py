"""What all pages of intake share: the words of the street, who may act, the addresses."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from fastapi import Response

from chassis.core.errors import Problem
from chassis.pages import render
from chassis.rooms.copies import assembly_name, charter_of
from chassis.web.ask import Ask, speaks_chinese
from chassis.web.command_routes import Refusal
from contracts.charter import Charter
from contracts.intake import Outcome
from services.intake import labels
from services.intake.roles import IMPORTERS, is_staff
from services.intake.suggestion.domain.status import Status

BADGES = {
    Outcome.SELECTED: "done",
    Outcome.SOLVED: "done",
    Outcome.RESERVED: "wait",
    Outcome.DECLINED: "stop",
    Outcome.RETURNED: "stop",
    "CANDIDATE": "active",
    "WITHDRAWN": "plain",
}


async def show(
    ask: Ask,
    template: str,
    *,
    block: str | None = None,
    refusal: Refusal | None = None,
    problem: Problem | None = None,
    http_status: int = 200,
    **context: Any,
) -> Response:
    """A page of intake; what was refused stands above it, and again in its form."""
    charter = await charter_of(ask.ctx, ask.street)
    chinese = speaks_chinese(ask)
    ask.request.state.street_name = assembly_name(charter, chinese=chinese)
    problem = refusal.problem if refusal else problem
    named = _named(charter, chinese=chinese)
    return render(
        ask.request,
        f"intake/{template}",
        block=block,
        http_status=int(problem.status) if problem else http_status,
        problem=problem,
        refusal=refusal,
        street=ask.street,
        base=f"/intake/streets/{ask.street}",
        charter=charter,
        staff=is_staff(ask),
        importer=ask.street in ask.person.streets and ask.person.has(*IMPORTERS),
        new_key=lambda: uuid4().hex,
        named=named,
        counted=lambda counts: [(named(name), number) for name, number in counts.items()],
        words=partial(labels.said, chinese=chinese),
        status_badge=status_badge,
        badges=BADGES,
        **context,
    )


def status_badge(status: str, outcome: str) -> str:
    """The colour of a badge; its words say the same."""
    if outcome:
        return BADGES.get(outcome, "plain")
    return "wait" if status in (Status.SUBMITTED, Status.ACCEPTED) else "active"


def _named(charter: Charter, *, chinese: bool) -> Callable[[str], str]:
    options = (
        *charter.communities,
        *charter.suggestion_categories,
        *charter.topics,
        *charter.channels,
    )
    known = {one.id: one.zh if chinese else one.en for one in options}
    return lambda name: known.get(name, name)
