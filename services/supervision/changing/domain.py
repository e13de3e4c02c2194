"""A change of plan (变更) with its public notice; the end of a project before its time (终止)."""

from datetime import date
from typing import Any

from chassis.core.decision import Cause, Change
from chassis.core.errors import WrongState
from services.supervision.project.domain.life import check_plan
from services.supervision.project.domain.moving import moved
from services.supervision.project.domain.project import (
    MOST_CHANGES,
    PROJECT_TABLE,
    ChangeRequest,
    DecidedChange,
    Plan,
    Project,
)


def terminate(key: str, project: Project, reason: str, cause: Cause) -> Change[Project]:
    """终止: to TERMINATED from any status before acceptance, with the reason."""
    return moved(key, project, "terminate", cause, reason, change=None)


def request_change(
    key: str,
    project: Project,
    reason: str,
    planned: Plan,
    cause: Cause,
    asked_on: date | None = None,
    notice_until: date | None = None,
) -> Change[Project]:
    """申请变更: the changed plan is on public notice; reached milestones stay reached."""
    PROJECT_TABLE.move(project.status, "request_change")
    check_plan(project, planned)
    change = ChangeRequest(
        before=project.status,
        reason=reason,
        plan=_keeping_done(project, planned),
        asked_on=asked_on,
        notice_until=notice_until,
    )
    note = f"{reason}（公示至 {notice_until}）" if notice_until else reason
    return moved(key, project, "request_change", cause, note, change=change)


def _keeping_done(project: Project, planned: Plan) -> Plan:
    """By title; the first of an equal title is the first one, the second the second."""
    done: dict[str, list[date | None]] = {}
    for one in project.plan.milestones if project.plan else ():
        done.setdefault(one.title, []).append(one.done_on)
    kept = tuple(
        one.model_copy(update={"done_on": days.pop(0) if (days := done.get(one.title)) else None})
        for one in planned.milestones
    )
    return planned.model_copy(update={"milestones": kept})


def on_notice(change: ChangeRequest, today: date) -> bool:
    """Whether its public notice still runs."""
    return change.notice_until is not None and today <= change.notice_until


def decide_change(
    key: str,
    project: Project,
    agreed: bool,
    reason: str,
    cause: Cause,
    today: date,
    unread: int = 0,
) -> Change[Project]:
    """The NPC committee agrees or not; the project goes back to where it stood.

    It agrees once the notice is over and nothing that residents said waits to be looked at
    (``unread``); it declines at any time. The original plan stays beside the one that was asked.
    """
    change = project.change
    if change is None:
        raise WrongState(
            "no-change", "没有待定的变更申请。", "No change is waiting for a decision."
        )
    if agreed:
        _check_notice(change, today, unread)
    update: dict[str, Any] = {
        "change": None,
        "changes": _with(project, change, agreed, reason, today),
    }
    update |= {"plan": change.plan} if agreed else {}
    said = f"{'同意' if agreed else '不同意'}：{reason}"
    return moved(key, project, f"back_to_{change.before.lower()}", cause, said, **update)


def _with(
    project: Project, change: ChangeRequest, agreed: bool, said: str, today: date
) -> tuple[Any, ...]:
    decided = DecidedChange(
        reason=change.reason,
        asked_on=change.asked_on,
        was=project.plan,
        asked=change.plan,
        agreed=agreed,
        said=said,
        decided_on=today,
    )
    return (*project.changes, decided)[-MOST_CHANGES:]


def _check_notice(change: ChangeRequest, today: date, unread: int) -> None:
    if on_notice(change, today):
        raise WrongState(
            "on-notice",
            f"变更正在公示，{change.notice_until} 期满后才能同意。",
            f"The change is on public notice until {change.notice_until}.",
        )
    if unread:
        raise WrongState(
            "feedback-unread",
            f"公示期间有 {unread} 条居民反馈没有核对，请先核对。",
            f"{unread} pieces of residents’ feedback wait to be looked at first.",
        )
