"""A project is another unit's: what is still open of it goes over to that unit.

What was answered keeps the name of who answered it.
"""

from collections.abc import Callable
from typing import Any

from chassis.core.decision import Cause, Change, awaited, too_early
from chassis.core.documents import Kind
from chassis.service import Context
from contracts.envelope import Heard
from contracts.supervision import ProjectUnitChanged
from services.supervision.feedback.domain import SHOWN, WAITING
from services.supervision.guidance.domain.guidance import GuidanceStatus
from services.supervision.inspection.domain import inspection as inspections
from services.supervision.kinds import (
    CHECKLISTS,
    FEEDBACK,
    GUIDANCE,
    INSPECTIONS,
    ORDERS,
    PROJECTS,
)
from services.supervision.order import domain as orders

OPEN: tuple[tuple[Kind[Any], tuple[str, ...]], ...] = (
    (ORDERS, orders.OPEN),
    (INSPECTIONS, inspections.OPEN),
    (GUIDANCE, (GuidanceStatus.OWED,)),
    (FEEDBACK, (WAITING, SHOWN)),
)
"""What keeps its project's unit, and the statuses in which it is open."""


async def hand_over(ctx: Context, heard: Heard[ProjectUnitChanged], cause: Cause) -> None:
    """The unit is asked of the project as it stands: an older event brings none back."""
    street, key = heard.street, heard.data.project
    project = await ctx.store.get(PROJECTS.key(street, key))
    if project is None:
        raise too_early()
    decide = _given(project.state.unit)
    for kind, still in OPEN:
        for one in await ctx.store.every(kind, street, {"project": key, "status": list(still)}):
            await ctx.change(kind.key(street, one.id), awaited(decide), cause.part(one.id))
    if await ctx.store.get(CHECKLISTS.key(street, key)) is not None:
        await ctx.change(CHECKLISTS.key(street, key), awaited(decide), cause.part("checklist"))


def _given(unit: str) -> Callable[[Any], Change[Any]]:
    return lambda one: Change(one if one.unit == unit else one.model_copy(update={"unit": unit}))
