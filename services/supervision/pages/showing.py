"""What all pages of supervision share: the street's words, who may act, how forms are read."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from fastapi import Response
from starlette.datastructures import FormData

from chassis.core.errors import Invalid, Problem
from chassis.pages import language, render
from chassis.rooms.copies import assembly_name, charter_of
from chassis.web.ask import Ask
from chassis.web.forms import text_of
from services.supervision import words
from services.supervision.api import people

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
    problem: Problem | None = None,
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
