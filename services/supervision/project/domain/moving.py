"""One step of a project: the next status by the table, its line in the trail, its event."""

from typing import Any

from chassis.core.decision import Cause, Change
from contracts.supervision import ProjectStageChanged
from services.supervision.project.domain.project import PROJECT_TABLE, Project, ProjectStatus
from services.supervision.trail.domain import noted


def moved(
    key: str, project: Project, action: str, cause: Cause, note: str = "", **update: Any
) -> Change[Project]:
    """The project one step further. Raises ``WrongState`` where the table has no such step."""
    status = ProjectStatus(PROJECT_TABLE.move(project.status, action))
    history = noted(project.history, cause, action, status, note)
    state = project.model_copy(update={**update, "status": status, "history": history})
    return Change(state, [ProjectStageChanged(project=key, cycle=project.cycle, status=status)])


def lack(field: str, zh: str, en: str) -> dict[str, Any]:
    """One thing that is missing or wrong, as a problem lists it."""
    return {"field": field, "zh": zh, "en": en}
