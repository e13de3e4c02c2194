"""What inspections add to a project's page: the table of the three, and their timeline."""

from services.supervision.inspection.domain.inspection import AHEAD, Inspection, overdue
from services.supervision.inspection.views import inspection_timeline
from services.supervision.project.frame import Ahead, Drawn, Section, Seen, Strand, Told


async def _draw(seen: Seen) -> Drawn:  # noqa: ARG001
    return Drawn()


async def _tell(seen: Seen) -> Told:
    found = [one.state for one in seen.held]
    past = [step for one in found for step in inspection_timeline(one)]
    return Told(past, [_ahead(seen, one) for one in found if one.status in AHEAD])


def _ahead(seen: Seen, one: Inspection) -> Ahead:
    if overdue(one, seen.today):
        zh, en = f"{one.stage_zh}已过计划日期，尚未开展", f"{one.stage_en} is overdue"
        return Ahead(one.planned_on, zh, en, late=True)
    return Ahead(one.planned_on, f"计划开展{one.stage_zh}", f"{one.stage_en} planned")


INSPECTIONS_SECTION = Section(
    "inspections", "三次督查", "Inspections", "supervision/inspection/section.html", _draw
)
INSPECTION_STRAND = Strand("INSPECTION", "过程监督", "Inspections", _tell)
