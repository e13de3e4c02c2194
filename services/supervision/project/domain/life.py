"""The life of a project, step by step, with what each step needs (E-33, W-16 … W-20)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from chassis.core.decision import Cause, Change
from chassis.core.errors import Invalid, WrongState
from contracts.charter import Named, ProjectRules
from contracts.supervision import ProjectStageChanged
from services.supervision.finding.domain import Detail, nothing_open
from services.supervision.inspection.domain.inspection import (
    HELD,
    Inspection,
    Status,
)
from services.supervision.member.domain import MemberCopy
from services.supervision.project.domain.project import (
    PROJECT_TABLE,
    Acceptance,
    ChangeRequest,
    Milestone,
    Plan,
    Project,
    ProjectStatus,
    Readiness,
)
from services.supervision.trail.domain import noted

NOTICED = (Status.NOTIFIED, *HELD, Status.WAIVED)


def plan(key: str, project: Project, planned: Plan, cause: Cause) -> Change[Project]:
    """排计划: owner, timetable, budget and funding (W-20). Raises ``Invalid``."""
    check_plan(project, planned)
    return _moved(key, project, "plan", cause, plan=planned)


def check_plan(project: Project, planned: Plan) -> None:
    """Raise ``Invalid`` where milestones lie before the project or after the plan's end."""
    wrong = [
        row
        for place, milestone in enumerate(planned.milestones, start=1)
        if (row := _misplaced(place, milestone, project.announced_on, planned.finish_on))
    ]
    if planned.finish_on <= project.announced_on:
        wrong.append(
            _lack(
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
        return _lack(
            "milestones",
            f"{name}早于立项（{begin}）。",
            f"{english} lies before the project ({begin}).",
        )
    if milestone.due_on > end:
        return _lack(
            "milestones", f"{name}晚于完成期限。", f"{english} lies after the finish date."
        )
    return None


def outside_guide(rules: ProjectRules, budget_yuan: int) -> bool:
    """Whether a budget lies outside the street's guide (W-16); a guide of 0 to 0 is none."""
    return bool(rules.budget_to) and not rules.budget_from <= budget_yuan <= rules.budget_to


def start(
    key: str, project: Project, inspections: Iterable[Inspection], cause: Cause
) -> Change[Project]:
    """启动: the start inspection must have been notified, or waived with a reason (E-33)."""
    if not any(one.stage == "START" and one.status in NOTICED for one in inspections):
        raise WrongState(
            "start-inspection-missing",
            "启动督查尚未通知安排，项目不能启动。",
            "The start inspection has not been notified; the project cannot start.",
        )
    return _moved(key, project, "start", cause)


def implement(key: str, project: Project, cause: Cause) -> Change[Project]:
    """进入实施: from STARTED to IMPLEMENTING."""
    return _moved(key, project, "implement", cause)


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
    _not_future(done_on, today)
    milestones[place] = milestones[place].model_copy(update={"done_on": done_on})
    planned = project.plan.model_copy(update={"milestones": tuple(milestones)})
    history = noted(project.history, cause, "achieve", status, milestones[place].title)
    return Change(project.model_copy(update={"plan": planned, "history": history}))


def no_milestone() -> Invalid:
    """The plan has no milestone at this place."""
    return Invalid("no-milestone", "没有这个节点。", "There is no such milestone.")


def ready(key: str, project: Project, readiness: Readiness, cause: Cause) -> Change[Project]:
    """报请验收: the whole checklist, every milestone, and photos."""
    PROJECT_TABLE.move(project.status, "ready")
    missing = _missing(project, readiness)
    if missing:
        raise WrongState(
            "not-ready", "还不能报请验收。", "The project is not ready for acceptance.", missing
        )
    return _moved(key, project, "ready", cause, readiness=readiness)


def _missing(project: Project, readiness: Readiness) -> list[dict[str, Any]]:
    """What keeps a project from acceptance: checklist, photos, milestones."""
    missing = []
    if readiness.checklist_done < 100:
        missing.append(_lack("checklist_done", "清单须 100% 完成。", "The checklist is not 100 %."))
    if readiness.photos < 1:
        missing.append(_lack("photos", "须有现场照片。", "Photos are missing."))
    undone = [m.title for m in (project.plan.milestones if project.plan else ()) if not m.done_on]
    if undone:
        zh = f"尚有节点未完成：{'、'.join(undone)[:200]}。"
        missing.append({"zh": zh, "en": f"{len(undone)} milestones are not done."})
    return missing


def rectify(key: str, project: Project, reason: str, cause: Cause) -> Change[Project]:
    """验收不合格，退回整改: from READY to RECTIFYING, with the reason."""
    return _moved(key, project, "rectify", cause, reason)


def accept(
    key: str,
    project: Project,
    signed_by: str,
    members: Mapping[str, MemberCopy | None],
    accepted_on: date,
    spent_yuan: int | None,
    cause: Cause,
    still: Sequence[Detail] = (),
) -> Change[Project]:
    """验收: signed, with at least one deliberator who is in office, and nothing is ``still`` open.

    Raises ``Invalid``, or ``WrongState`` with the list of what is open.
    """
    PROJECT_TABLE.move(project.status, "accept")
    unknown = [one for one, member in members.items() if member is None or not member.active]
    if not members or unknown:
        raise Invalid(
            "no-deliberator",
            "验收须有至少一名在任议事员参加。",
            "Acceptance takes at least one deliberator in office.",
            [_not_in_office(members[one]) for one in unknown],
        )
    nothing_open(still)
    acceptance = Acceptance(
        signed_by=signed_by,
        deliberators=tuple(
            Named(id=one, zh=member.name, en=member.name)
            for one, member in members.items()
            if member
        ),
        accepted_on=accepted_on,
        spent_yuan=spent_yuan,
    )
    return _moved(key, project, "accept", cause, acceptance=acceptance)


def write_off(key: str, project: Project, still: Sequence[Detail], cause: Cause) -> Change[Project]:
    """销号: no finding is open, and every inspection was held or waived (E-33)."""
    PROJECT_TABLE.move(project.status, "write_off")
    nothing_open(still)
    return _moved(key, project, "write_off", cause)


def terminate(key: str, project: Project, reason: str, cause: Cause) -> Change[Project]:
    """终止: to TERMINATED from any status before acceptance, with the reason."""
    return _moved(key, project, "terminate", cause, reason, change=None)


def request_change(
    key: str, project: Project, reason: str, planned: Plan, cause: Cause
) -> Change[Project]:
    """申请变更: the changed plan waits for the NPC committee; reached milestones stay reached."""
    PROJECT_TABLE.move(project.status, "request_change")
    check_plan(project, planned)
    change = ChangeRequest(
        before=project.status, reason=reason, plan=_keeping_done(project, planned)
    )
    return _moved(key, project, "request_change", cause, reason, change=change)


def decide_change(
    key: str, project: Project, agreed: bool, reason: str, cause: Cause
) -> Change[Project]:
    """The NPC committee agrees or not; the project goes back to where it stood."""
    change = project.change
    if change is None:
        raise WrongState(
            "no-change", "没有待定的变更申请。", "No change is waiting for a decision."
        )
    said = f"{'同意' if agreed else '不同意'}：{reason}"
    update: dict[str, Any] = {"change": None, **({"plan": change.plan} if agreed else {})}
    return _moved(key, project, f"back_to_{change.before.lower()}", cause, said, **update)


def _keeping_done(project: Project, planned: Plan) -> Plan:
    done = {m.title: m.done_on for m in (project.plan.milestones if project.plan else ())}
    kept = tuple(m.model_copy(update={"done_on": done.get(m.title)}) for m in planned.milestones)
    return planned.model_copy(update={"milestones": kept})


def _moved(
    key: str, project: Project, action: str, cause: Cause, note: str = "", **update: Any
) -> Change[Project]:
    status = ProjectStatus(PROJECT_TABLE.move(project.status, action))
    history = noted(project.history, cause, action, status, note)
    moved = project.model_copy(update={**update, "status": status, "history": history})
    return Change(moved, [ProjectStageChanged(project=key, cycle=project.cycle, status=status)])


def _not_in_office(member: MemberCopy | None) -> dict[str, Any]:
    """A person who was named for the acceptance: by name where one is known, never by an id."""
    zh, en = (
        (f"“{member.name}”", f"“{member.name}”")
        if member and member.name
        else ("所选人员", "A person")
    )
    return _lack("deliberators", f"{zh}不是在任议事员。", f"{en} is not a deliberator in office.")


def _lack(field: str, zh: str, en: str) -> dict[str, Any]:
    return {"field": field, "zh": zh, "en": en}


def _not_future(day: date, today: date) -> None:
    if day > today:
        raise Invalid("in-the-future", "日期不能晚于今天。", "The date lies in the future.")
