"""Answers of those who suggested a project arrive, and disputes over it come and go."""

from collections.abc import Callable
from datetime import date
from functools import partial

from chassis.core.clock import day
from chassis.core.decision import Cause, Change, awaited, too_early
from chassis.core.documents import Key
from chassis.service import Context
from contracts.envelope import Heard
from contracts.intake import SuggesterAnswered, SuggesterWorded
from contracts.supervision import DisputeResolved, ProjectStageChanged
from services.supervision.acceptance.domain import hold, is_under, settle
from services.supervision.followup.domain import (
    OPEN,
    FollowUp,
    came_late,
    kept,
    put_right,
    word,
)
from services.supervision.kinds import FOLLOWUPS, PROJECTS
from services.supervision.project.domain.project import Project, ProjectStatus


def followup_key(followup: str, number: int) -> str:
    """The id of an answer: one for each round of asking."""
    return f"{followup}-{number}"


async def keep_followup(ctx: Context, heard: Heard[SuggesterAnswered], cause: Cause) -> None:
    """An answer arrived; a dispute holds the write-off of the acceptance that it is about."""
    said = heard.data
    project = PROJECTS.key(heard.street, said.project)
    await _accepted(ctx, project, said.round)
    key = FOLLOWUPS.key(heard.street, followup_key(said.followup, said.round))
    await ctx.change(key, _kept(heard), cause)
    if said.dispute:
        held = partial(hold, number=said.round, dispute=key.id)
        now = await ctx.change(project, awaited(held), cause.part("hold"))
        await _overtaken(ctx, key, now.state, said.round, cause)


async def _accepted(ctx: Context, project: Key[Project], number: int) -> None:
    """Raise ``TooEarly`` where that round is not known here yet."""
    found = await ctx.store.get(project)
    acceptance = found.state.acceptance if found else None
    if acceptance is None or acceptance.round < number:
        raise too_early()


async def _overtaken(
    ctx: Context, key: Key[FollowUp], project: Project, number: int, cause: Cause
) -> None:
    """A dispute over works that went back to be put right meanwhile is resolved by that.

    One over a project that is written off comes too late.
    """
    if is_under(project, number):
        return
    ended = project.status is ProjectStatus.WRITTEN_OFF
    decide = came_late if ended else partial(_put_right, key.id, day(cause.at))
    await ctx.change(key, awaited(decide), cause.part("overtaken"))


def _kept(heard: Heard[SuggesterAnswered]) -> Callable[[FollowUp | None], Change[FollowUp]]:
    said = heard.data
    new = FollowUp(
        **said.model_dump(exclude={"followup", "dispute"}),
        at=heard.time,
        sequence=heard.sequence,
        status=OPEN if said.dispute else "",
    )
    return partial(kept, new=new)


async def keep_words(ctx: Context, heard: Heard[SuggesterWorded], cause: Cause) -> None:
    """Its reason became public."""
    said = heard.data
    key = FOLLOWUPS.key(heard.street, followup_key(said.followup, said.round))
    decide = partial(word, words=said.words, sequence=heard.sequence)
    await ctx.change(key, awaited(decide), cause)


async def let_go(ctx: Context, heard: Heard[DisputeResolved], cause: Cause) -> None:
    """A dispute was resolved: it does not hold its project any more."""
    settled = partial(settle, dispute=heard.data.dispute)
    await ctx.change(PROJECTS.key(heard.street, heard.data.project), awaited(settled), cause)


async def resolve_by_works(ctx: Context, heard: Heard[ProjectStageChanged], cause: Cause) -> None:
    """The works are put right again: every open dispute is resolved by that."""
    if heard.data.status != ProjectStatus.RECTIFYING:
        return
    where = {"project": heard.data.project, "status": OPEN}
    today = day(cause.at)
    for one in await ctx.store.every(FOLLOWUPS, heard.street, where):
        key = FOLLOWUPS.key(heard.street, one.id)
        decide = partial(_put_right, one.id, today)
        await ctx.change(key, awaited(decide), cause.part(one.id))


def _put_right(key: str, today: date, found: FollowUp) -> Change[FollowUp]:
    return put_right(key, found, today)
