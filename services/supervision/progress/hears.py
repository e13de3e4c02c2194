"""A project spoke, or went on: remember by when it owes the next note, and tell its silence."""

from datetime import date
from functools import partial

from chassis.core.clock import day
from chassis.core.decision import Cause, awaited
from chassis.flow.timers import set_timer
from chassis.rooms.copies import charter_of
from chassis.service import Context, Ringing, end_of_day
from contracts.acceptance_rules import AcceptanceRules
from contracts.envelope import Heard
from contracts.supervision import ProjectSpoke, ProjectStageChanged
from services.supervision.kinds import PROJECTS
from services.supervision.progress.domain import owed_by, spoken, tell_silent
from services.supervision.project.domain.project import Project

SPEAKS = "project-speaks"
"""The timer's name."""


async def rules_of(ctx: Context, street: str) -> AcceptanceRules:
    """The charter's rules of the street."""
    return (await charter_of(ctx, street)).projects.acceptance


async def note_spoken(ctx: Context, heard: Heard[ProjectSpoke], cause: Cause) -> None:
    """The project spoke on that day; the next note is owed later."""
    on = date.fromisoformat(heard.data.said_on)
    key = PROJECTS.key(heard.street, heard.data.project)
    changed = await ctx.change(key, awaited(partial(spoken, on=on)), cause.part("spoken"))
    await _await(ctx, heard.street, key.id, changed.state, changed.version, cause)


async def await_note(ctx: Context, heard: Heard[ProjectStageChanged], cause: Cause) -> None:
    """It is under way, or is so no more."""
    found = await ctx.store.get(PROJECTS.key(heard.street, heard.data.project))
    if found is not None:
        await _await(ctx, heard.street, found.id, found.state, heard.sequence, cause)


async def _await(
    ctx: Context, street: str, key: str, project: Project, version: int, cause: Cause
) -> None:
    """Ring once the day of the next note is over; what is not under way owes none."""
    owed = owed_by(project, await rules_of(ctx, street))
    if owed is not None:
        await set_timer(ctx, street, SPEAKS, key, end_of_day(owed), version, cause)


async def note_silence(ctx: Context, ringing: Ringing, cause: Cause) -> None:
    """The day has passed: other systems hear it; where it was put off, ring again then."""
    rules, today = await rules_of(ctx, ringing.street), day(cause.at)
    key = PROJECTS.key(ringing.street, ringing.subject)
    decide = awaited(lambda state: tell_silent(ringing.subject, state, rules, today))
    changed = await ctx.change(key, decide, cause)
    owed = owed_by(changed.state, rules)
    if owed is not None and owed >= today:
        due = end_of_day(owed)
        await set_timer(
            ctx, ringing.street, SPEAKS, ringing.subject, due, changed.version + 1, cause
        )  # fmt: skip
