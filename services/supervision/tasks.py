"""What of supervision waits for a person: plans, acceptance, inspections, rectifications."""

from collections.abc import Sequence

from chassis.service import Context, Task
from chassis.web.auth import Person
from contracts.charter import Role
from services.supervision.inspection.domain.inspection import Status
from services.supervision.inspection.queries import overdue_inspections
from services.supervision.kinds import INSPECTIONS, PROJECTS
from services.supervision.project.domain.project import ProjectStatus
from services.supervision.roles import COMMITTEE, DOERS, INSPECTORS, OFFICE, STAFF


async def tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """The tasks of this person; the lists themselves are open to all."""
    base = f"/supervision/streets/{street}"
    if not person.has(*STAFF, Role.DELIBERATOR):
        return [_projects(base)]
    stand = await ctx.store.count(PROJECTS, street, by="status")
    held = await ctx.store.count(INSPECTIONS, street, by="status")
    told: list[Task] = []
    if person.has(*DOERS):
        told += _to_plan(base, stand.get(ProjectStatus.APPROVED, 0))
    if person.has(*OFFICE):
        told += _to_accept(base, stand.get(ProjectStatus.READY, 0))
        told += _to_decide(base, stand.get(ProjectStatus.CHANGE_REQUESTED, 0))
    if person.has(*COMMITTEE):
        told += _to_write_off(base, stand.get(ProjectStatus.ACCEPTED, 0))
    if person.has(*INSPECTORS):
        told += _to_recheck(base, held.get(Status.RECTIFYING, 0))
    return [*told, await _inspections(ctx, street, base), _projects(base)]


def _projects(base: str) -> Task:
    return Task(
        href=f"{base}/projects",
        zh="项目",
        en="Projects",
        note_zh="票决项目的进展",
        note_en="how the chosen projects go",
        icon="flag",
    )


async def _inspections(ctx: Context, street: str, base: str) -> Task:
    """The calendar; what has passed its day is due, with the oldest day."""
    late = await overdue_inspections(ctx, street)
    days = [str(one.state.due_on or one.state.planned_on) for one in late]
    return Task(
        href=f"{base}/inspections{'?show=overdue' if late else ''}",
        zh="逾期的督查和整改" if late else "督查",
        en="Overdue inspections" if late else "Inspections",
        note_zh="启动、实施、验收三次督查",
        note_en="at start, implementation and acceptance",
        icon="inspect",
        count=len(late) or None,
        since=min(days, default=""),
        now=bool(late),
    )


def _to_plan(base: str, number: int) -> list[Task]:
    words = ("给项目排计划", "Plan the projects", "责任人、节点、期限和资金", "owner, dates, funds")
    return _waiting(f"{base}/projects", words, "calendar", number)


def _to_accept(base: str, number: int) -> list[Task]:
    words = ("验收项目", "Accept projects", "请议事员一起签字验收", "signed with deliberators")
    return _waiting(f"{base}/projects", words, "check", number)


def _to_decide(base: str, number: int) -> list[Task]:
    words = ("答复变更申请", "Decide on changes of plan", "同意或不同意，写明理由", "with a reason")
    return _waiting(f"{base}/projects", words, "repeat", number)


def _to_write_off(base: str, number: int) -> list[Task]:
    words = ("销号", "Write off", "三次督查办结后销号", "once every inspection is closed")
    return _waiting(f"{base}/projects", words, "done", number)


def _to_recheck(base: str, number: int) -> list[Task]:
    words = ("复查整改", "Recheck", "由没有参加当次督查的人复查", "by somebody who did not inspect")
    return _waiting(f"{base}/inspections?show=findings", words, "search", number)


def _waiting(href: str, words: tuple[str, str, str, str], icon: str, number: int) -> list[Task]:
    """One task, where anything waits."""
    return [Task(href, *words, icon=icon, count=number, now=True)] if number else []
