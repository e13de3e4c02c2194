"""The life of a project, step by step, with what each step needs (E-33, W-16 … W-20)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from chassis.core.decision import Cause, Change
from chassis.core.errors import Invalid, WrongState
from contracts.charter import ProjectRules
from services.supervision.inspection.domain.inspection import HELD, Inspection, Status
from services.supervision.project.domain.moving import lack, moved
from services.supervision.project.domain.project import (
    PROJECT_TABLE,
    Milestone,
    Plan,
    Project,
)
from services.supervision.trail.domain import noted

NOTICED = (Status.NOTIFIED, *HELD, Status.WAIVED)


def plan(key: str, project: Project, planned: Plan, cause: Cause) -> Change[Project]:
    """排计划: owner, timetable, budget and funding (W-20). Raises ``Invalid``."""
    check_plan(project, planned)
    return moved(key, project, "plan", cause, plan=planned)


def check_plan(project: Project, planned: Plan) -> None:
    """Raise ``Invalid`` where milestones lie before the project or after the plan's end."""
    wrong = [
        row
        for place, milestone in enumerate(planned.milestones, start=1)
        if (row := _misplaced(place, milestone, project.announced_on, planned.finish_on))
    ]
    if planned.finish_on <= project.announced_on:
        wrong.append(
            lack(
                "finish_on",
                "完成期限须晚于结果公告日。",
                "The finish date must lie after the announcement.",
            )
        )
    if wrong:
        raise Invalid(
            "impossible-plan",
            "计划排不通：节点须在公告日与完成期限之间。",
            "The plan cannot be kept: milestones lie between announcement and finish.",
            wrong,
        )


def _misplaced(place: int, milestone: Milestone, begin: date, end: date) -> dict[str, Any] | None:
    """What is wrong with a milestone's date; ``place`` counts from 1, as people count."""
    name = f"第 {place} 个节点“{milestone.title}”的日期"
    english = f"Milestone {place}, “{milestone.title}”,"
    if milestone.due_on < begin:
        return lack(
            "milestones",
            f"{name}早于立项（{begin}）。",
            f"{english} lies before the project ({begin}).",
        )
    if milestone.due_on > end:
        return lack("milestones", f"{name}晚于完成期限。", f"{english} lies after the finish date.")
    return None


def outside_guide(rules: ProjectRules, budget_yuan: int) -> bool:
    """Whether a budget lies outside the street's guide (W-16); a guide of 0 to 0 is none."""
    return bool(rules.budget_to) and not rules.budget_from <= budget_yuan <= rules.budget_to


def start(
    key: str, project: Project, inspections: Iterable[Inspection], inspected: bool, cause: Cause
) -> Change[Project]:
    """启动: the start inspection must have been notified, or waived with a reason (E-33).

    ``inspected``: whether the charter has one at the start.
    """
    if inspected and not any(one.stage == "START" and one.status in NOTICED for one in inspections):
        raise WrongState(
            "start-inspection-missing",
            "启动督查尚未通知安排，项目不能启动。",
            "The start inspection has not been notified; the project cannot start.",
        )
    return moved(key, project, "start", cause)


def implement(key: str, project: Project, cause: Cause) -> Change[Project]:
    """进入实施: from STARTED to IMPLEMENTING."""
    return moved(key, project, "implement", cause)


def achieve(
    project: Project, place: int, done_on: date, today: date, cause: Cause
) -> Change[Project]:
    """Note the day a milestone was reached; ``place`` counts from 0 in the plan's order."""
    status = PROJECT_TABLE.move(project.status, "achieve")
    assert project.plan is not None  # every status that may achieve comes after the plan
    milestones = list(project.plan.milestones)
    if not 0 <= place < len(milestones):
        raise no_milestone()
    if milestones[place].done_on is not None:
        raise WrongState("milestone-done", "这个节点已经完成。", "This milestone is done already.")
    not_future(done_on, today)
    milestones[place] = milestones[place].model_copy(update={"done_on": done_on})
    planned = project.plan.model_copy(update={"milestones": tuple(milestones)})
    history = noted(project.history, cause, "achieve", status, milestones[place].title)
    return Change(project.model_copy(update={"plan": planned, "history": history}))


def no_milestone() -> Invalid:
    """The plan has no milestone at this place."""
    return Invalid("no-milestone", "没有这个节点。", "There is no such milestone.")


def not_future(day: date, today: date) -> None:
    """Raise ``Invalid`` for a day that lies ahead."""
    if day > today:
        raise Invalid("in-the-future", "日期不能晚于今天。", "The date lies in the future.")
