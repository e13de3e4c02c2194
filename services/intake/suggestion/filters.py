"""Which suggestions a list shows: the filters, and what the public may ask for."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from chassis.core.documents import Where
from chassis.core.errors import NotAllowed
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.web.ask import Ask
from contracts.intake import Outcome
from services.intake.collection.queries import NO_CYCLE, newest_cycle
from services.intake.focus.queries import lens_of
from services.intake.roles import is_staff
from services.intake.suggestion.domain.status import Status

PRIVATE = (Status.SUBMITTED, Status.RETURNED)


@dataclass(frozen=True)
class Filters:
    """Filters of a list. ``cycle`` is the newest one where none is named.

    ``topic``, ``mark`` (URGENT, WEAK_POINT) and ``priority``: one of them, by itself.
    """

    cycle: str
    status: Status | None
    outcome: Outcome | None
    community: str
    category: str
    topic: str = ""
    mark: str = ""
    priority: str = ""

    async def where(self, ask: Ask) -> Where:
        """The filters as the store takes them; what counts in no cycle is for the staff only."""
        charter = await charter_of(ask.ctx, ask.street)
        if self.status in PRIVATE and not is_staff(ask):
            raise NotAllowed(
                "not-public", "未受理的建议不公开。", "Only accepted suggestions are public."
            )
        wanted = {
            "status": self.status.value if self.status else "",
            "outcome": self.outcome.value if self.outcome else "",
            "community": pick(charter.communities, self.community, "community"),
            "category": pick(charter.suggestion_categories, self.category, "category"),
        }
        lens = lens_of(charter, self.topic, self.mark, self.priority)
        if self.status not in PRIVATE:
            wanted["cycle"] = self.cycle or await newest_cycle(ask.ctx, ask.street) or NO_CYCLE
        return {name: value for name, value in wanted.items() if value} | dict(lens.where)


def _filters(
    cycle: Annotated[str, Query(max_length=40)] = "",
    status: Annotated[Status | None, Query()] = None,
    outcome: Annotated[Outcome | None, Query()] = None,
    community: Annotated[str, Query(max_length=60)] = "",
    category: Annotated[str, Query(max_length=60)] = "",
    topic: Annotated[str, Query(max_length=60)] = "",
    mark: Annotated[str, Query(max_length=20)] = "",
    priority: Annotated[str, Query(max_length=60)] = "",
) -> Filters:
    return Filters(cycle, status, outcome, community, category, topic, mark, priority)


Filtered = Annotated[Filters, Depends(_filters)]
"""A route's parameter: ``filters: Filtered``."""
