"""The checklist as its page shows it, and what of it waits at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chassis.core.clock import day, local
from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.service import Context, Task
from chassis.web.ask import Ask
from chassis.web.auth import Person
from chassis.web.offers import Offer, offer_of
from services.ballot import roles
from services.ballot.kinds import SESSIONS
from services.ballot.preparation.commands import TICK, UNTICK
from services.ballot.preparation.domain import Line, checklist
from services.ballot.session.domain import SESSION, Session

AFTERWARDS = timedelta(days=60)
"""How long after a session the desk still tells of what is left to do."""


@dataclass(frozen=True)
class TaskForm:
    """A line of the checklist with the button of whoever keeps it; ``state`` is its badge."""

    line: Line
    state: str
    offer: Offer | None


async def task_forms(ask: Ask, session: Found[Session]) -> list[TaskForm]:
    """The whole checklist, for those who work at the session."""
    if not roles.may(ask.person, ask.street, *roles.STAFF):
        return []
    rules = (await charter_of(ask.ctx, ask.street)).sessions
    today = day(ask.ctx.now())
    return [_form(ask, session, line, today) for line in checklist(session.state, rules)]


def _form(ask: Ask, session: Found[Session], line: Line, today: date) -> TaskForm:
    command = UNTICK if line.tick else TICK
    may = command.offered(session.state, ask.person, ask.street) and not line.recorded
    offer = offer_of(ask, command, session, task=line.task.id) if may else None
    return TaskForm(line, _state(line, today), offer)


def _state(line: Line, today: date) -> str:
    if line.done:
        return "done"
    if line.is_late(today):
        return "late"
    return "due" if line.is_due(today) else "later"


async def preparation_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """For the committee's desk: one task for each session with something due."""
    if not roles.may(person, street, *roles.COMMITTEE):
        return []
    rules = (await charter_of(ctx, street)).sessions
    today = day(ctx.now())
    told = []
    for status in SESSION.statuses():
        for one in (await ctx.store.find(SESSIONS, street, {"status": status})).items:
            if local(one.state.at).date() + AFTERWARDS < today:
                continue
            due = [line for line in checklist(one.state, rules) if line.is_due(today)]
            told += [_task(street, one.id, due)] if due else []
    return told


def _task(street: str, session: str, due: Sequence[Line]) -> Task:
    first = min(due, key=lambda line: line.due)
    return Task(
        f"/ballot/streets/{street}/sessions/{session}/papers#tasks",
        "会议筹备清单", "Checklist of the session",
        f"先办：{first.task.zh}", f"first: {first.task.en}",
        "check", len(due), since=first.due.isoformat(), now=True,
    )  # fmt: skip
