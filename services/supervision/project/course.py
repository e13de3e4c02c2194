"""A project as somebody looks at it, and its course: what the things of supervision tell of it."""

from collections.abc import Iterable

from chassis.web.ask import Ask
from chassis.web.command_routes import Refusal
from services.supervision.asking import today_of
from services.supervision.inspection.queries import inspections_of
from services.supervision.project.frame import Seen, Strand, Told
from services.supervision.project.queries import project_of


async def seen_by(ask: Ask, project: str, refusal: Refusal | None = None) -> Seen:
    """The project of this id, as this person looks at it now. Raises ``NotFound``."""
    found = await project_of(ask.ctx, ask.street, project)
    held = await inspections_of(ask.ctx, ask.street, {"project": project})
    return Seen(ask, found, held, today_of(ask), refusal)


async def course_of(seen: Seen, strands: Iterable[Strand], kind: str = "") -> Told:
    """What these strands tell (with ``kind`` only that one): each list by its day (E-38)."""
    told = [await one.tell(seen) for one in strands if kind in ("", one.kind)]
    return Told(
        sorted((step for one in told for step in one.past), key=lambda step: step.at),
        sorted((step for one in told for step in one.ahead), key=lambda step: step.on),
    )
