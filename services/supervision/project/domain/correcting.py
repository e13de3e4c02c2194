"""A clerk puts facts of a project right; what its unit answers for goes to the right one."""

from collections.abc import Mapping

from chassis.core.decision import Cause, Change
from contracts.supervision import ProjectUnitChanged
from services.supervision.project.domain.project import Project, check_open
from services.supervision.trail.domain import noted


def correct(
    key: str, project: Project, values: Mapping[str, str | int], reason: str, cause: Cause
) -> Change[Project]:
    """A clerk puts facts right; the trail keeps what they were. Title and class are not facts."""
    check_open(project)
    changed = {name: new for name, new in values.items() if getattr(project, name) != new}
    if not changed:
        return Change(project)
    was = "；".join(f"{FACTS[n]}：{getattr(project, n)} → {new}" for n, new in changed.items())
    history = noted(project.history, cause, "correct", project.status, f"{was}（{reason}）")
    put_right = project.model_copy(update={**changed, "history": history})
    return Change(put_right, [_with_unit(key, put_right)] if "unit" in changed else [])


def _with_unit(key: str, project: Project) -> ProjectUnitChanged:
    return ProjectUnitChanged(project=key, cycle=project.cycle, unit=project.unit)


FACTS = {
    "place": "地点",
    "unit": "责任单位",
    "beneficiaries": "受益人群",
    "approved_by": "批准会议",
    "funding": "资金来源",
    "budget_yuan": "票决预算",
}
"""What a clerk may correct, and what it is called in the trail."""
