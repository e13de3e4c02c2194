"""A project was accepted: the author of each suggestion behind it is asked, merged ones too."""

import hashlib
import hmac
from functools import partial

from chassis.core.decision import Cause, too_early
from chassis.core.errors import TooEarly
from chassis.service import Context
from contracts.envelope import Heard
from contracts.supervision import ProjectAccepted
from services.intake.followup.domain import ask
from services.intake.kinds import FOLLOWUPS, SUGGESTIONS


def followup_id(secret: str, project: str, suggestion: str) -> str:
    """The question's id: the same again, and traced back by nobody without the secret."""
    said = f"followup:{project}/{suggestion}".encode()
    return hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()[:32]


async def ask_suggesters(ctx: Context, heard: Heard[ProjectAccepted], cause: Cause) -> None:
    """Ask each; one that has not arrived holds up no other, the event comes again for it."""
    missing: TooEarly | None = None
    for source in dict.fromkeys(heard.data.sources):
        try:
            await _ask_all_of(ctx, heard, source, cause)
        except TooEarly as problem:
            missing = problem
    if missing is not None:
        raise missing


async def _ask_all_of(
    ctx: Context, heard: Heard[ProjectAccepted], source: str, cause: Cause
) -> None:
    """The suggestion itself, and those that were merged into it."""
    lead = await ctx.store.get(SUGGESTIONS.key(heard.street, source))
    if lead is None:
        raise too_early()
    for suggestion in (source, *lead.state.absorbed):
        await _ask(ctx, heard, suggestion, cause)


async def _ask(ctx: Context, heard: Heard[ProjectAccepted], suggestion: str, cause: Cause) -> None:
    found = await ctx.store.get(SUGGESTIONS.key(heard.street, suggestion))
    if found is None:
        raise too_early()
    key = followup_id(ctx.settings.secret, heard.data.project, suggestion)
    asked = partial(ask, suggestion=suggestion, no=found.state.no, said=heard.data)
    await ctx.change(FOLLOWUPS.key(heard.street, key), asked, cause.part(key))
