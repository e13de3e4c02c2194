"""What a suggestion learns from others: triage, candidates, projects."""

from collections.abc import Callable, Sequence
from functools import partial

from chassis.core.decision import Cause, Change, awaited
from chassis.core.errors import TooEarly
from chassis.rooms.copies import charter_of
from chassis.service import Context
from contracts.envelope import Heard
from contracts.screening import (
    AlternativeProposed,
    CandidateDecided,
    SuggestionSetAside,
    SuggestionTriaged,
)
from contracts.supervision import ProjectCreated
from services.intake.kinds import SUGGESTIONS
from services.intake.suggestion.domain import answers, fate
from services.intake.suggestion.domain.suggestion import Link, Suggestion


async def take_triage(ctx: Context, heard: Heard[SuggestionTriaged], cause: Cause) -> None:
    """The meetings gave it level, category and disposition (E-22)."""
    key, held = heard.data.suggestion, await _held(ctx, heard.street)

    def decide(found: Suggestion) -> Change[Suggestion]:
        return fate.triage(found, key, cause.at, heard.data, heard.sequence, held=held)

    await ctx.change(SUGGESTIONS.key(heard.street, key), awaited(decide), cause)


async def set_aside(ctx: Context, heard: Heard[SuggestionSetAside], cause: Cause) -> None:
    """No alternative took it up: that is its answer."""
    key, held = heard.data.suggestion, await _held(ctx, heard.street)

    def decide(found: Suggestion) -> Change[Suggestion]:
        return fate.set_aside(found, key, cause.at, heard.sequence, held=held)

    await ctx.change(SUGGESTIONS.key(heard.street, key), awaited(decide), cause)


async def link_candidate(
    ctx: Context, heard: Heard[AlternativeProposed] | Heard[CandidateDecided], cause: Cause
) -> None:
    """A project was proposed or decided: each suggestion behind it learns of it (E-29)."""
    said = heard.data
    decision = said.decision.value if isinstance(said, CandidateDecided) else ""
    new = Link(
        candidate=said.candidate, title=said.title, decision=decision, sequence=heard.sequence
    )
    held = await _held(ctx, heard.street)

    def decide(key: str, found: Suggestion) -> Change[Suggestion]:
        return fate.link(found, key, cause.at, new, held=held)

    await _each(ctx, heard.street, said.sources, decide, cause)


async def link_project(ctx: Context, heard: Heard[ProjectCreated], cause: Cause) -> None:
    """A project came of it: its suggestions show the way there."""

    def decide(key: str, found: Suggestion) -> Change[Suggestion]:  # noqa: ARG001
        return answers.create_project(found, cause.at, heard.data.project, heard.data.title)

    await _each(ctx, heard.street, heard.data.sources, decide, cause)


async def _held(ctx: Context, street: str) -> bool:
    """Whether what is decided waits until the answers are released together."""
    return (await charter_of(ctx, street)).answers.together


async def _each(
    ctx: Context,
    street: str,
    suggestions: Sequence[str],
    decide: Callable[[str, Suggestion], Change[Suggestion]],
    cause: Cause,
) -> None:
    # One that has not arrived holds up no other; the event comes again for it.
    missing: TooEarly | None = None
    for key in dict.fromkeys(suggestions):
        decided = awaited(partial(decide, key))
        try:
            await ctx.change(SUGGESTIONS.key(street, key), decided, cause.part(key))
        except TooEarly as problem:
            missing = problem
    if missing is not None:
        raise missing
