"""Several reactions of several things to one event."""

from typing import Any

from chassis.core.decision import Cause
from chassis.service import Action, Context
from contracts.envelope import Heard


def each(*actions: Action) -> Action:
    """Do all of them in their order; each is done once, so that a retry goes on where it broke."""

    async def react(ctx: Context, heard: Heard[Any], cause: Cause) -> None:
        for action in actions:
            await action(ctx, heard, cause)

    return react
