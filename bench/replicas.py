"""One who says events and replicas of a worker that hear them, each in a process of its own."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from bench.events import House, suggestion
from bench.houses import STREET, cause_of, context_of, house
from chassis.core.decision import Cause, created
from chassis.service import Context
from contracts.envelope import Heard
from contracts.intake import SuggestionAccepted
from services.intake.kinds import SUGGESTIONS
from services.intake.service import intake
from services.screening.service import screening


class Speaker(House):
    """Intake alone: says its events and waits for nobody but its own relay."""

    async def start(self) -> dict[str, Any]:
        """Start it; the queues of the hearer are declared with it."""
        everyone = (intake, screening)
        self.system = house(self.settings, (intake,), everyone, web=False)
        await self.system.start()
        self.context = context_of(self.system, "intake")
        return {}

    async def one(self) -> None:
        """One change."""
        key = uuid4().hex
        state, event = suggestion(key)
        await self.context.change(
            SUGGESTIONS.key(STREET, key), created(state, event), cause_of("accept")
        )


class Hearer(House):
    """One replica of screening's worker; ``count`` is what it has handled."""

    count = 0

    async def start(self) -> dict[str, Any]:
        """Start it."""
        keep = screening.hears[SuggestionAccepted]

        async def kept(ctx: Context, heard: Heard[Any], cause: Cause) -> None:
            await keep(ctx, heard, cause)
            self.count += 1

        watched = replace(screening, hears={**screening.hears, SuggestionAccepted: kept})
        self.system = house(self.settings, (watched,), (intake, watched), web=False)
        await self.system.start()
        return {}
