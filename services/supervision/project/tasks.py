"""What of projects waits for a person: plans, acceptance, changes, writing off."""

from collections.abc import Sequence

from chassis.rooms.copies import charter_of
from chassis.service import Context, Task
from chassis.web.auth import Person
from services.supervision.kinds import PROJECTS
from services.supervision.owning import may_write_for
from services.supervision.project.domain.project import ProjectStatus
from services.supervision.roles import COMMITTEE, DOERS, OFFICE
from services.supervision.waiting import waiting


async def project_tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """The steps of projects that this person may take."""
    if not person.has(*DOERS):
        return []
    base = f"/supervision/streets/{street}"
    stand = await ctx.store.count(PROJECTS, street, by="status")
    told = _to_plan(base, await _own_to_plan(ctx, person, street))
    if person.has(*OFFICE):
        told += _to_accept(base, stand.get(ProjectStatus.READY, 0))
        told += _to_decide(base, stand.get(ProjectStatus.CHANGE_REQUESTED, 0))
    if person.has(*COMMITTEE):
        told += _to_write_off(base, stand.get(ProjectStatus.ACCEPTED, 0))
    return told


async def _own_to_plan(ctx: Context, person: Person, street: str) -> int:
    charter = await charter_of(ctx, street)
    found = await ctx.store.every(PROJECTS, street, {"status": ProjectStatus.APPROVED})
    return sum(may_write_for(charter, person, one.state.unit) for one in found)


async def project_list(ctx: Context, person: Person, street: str) -> Sequence[Task]:  # noqa: ARG001
    """The list of projects, for everybody."""
    return [
        Task(
            href=f"/supervision/streets/{street}/projects",
            zh="项目",
            en="Projects",
            note_zh="票决项目的进展",
            note_en="how the chosen projects go",
            icon="flag",
        )
    ]


def _to_plan(base: str, number: int) -> list[Task]:
    words = ("给项目排计划", "Plan the projects", "责任人、节点、期限和资金", "owner, dates, funds")
    return waiting(f"{base}/projects", words, "calendar", number)


def _to_accept(base: str, number: int) -> list[Task]:
    words = ("验收项目", "Accept projects", "请议事员一起签字验收", "signed with deliberators")
    return waiting(f"{base}/projects", words, "check", number)


def _to_decide(base: str, number: int) -> list[Task]:
    words = ("答复变更申请", "Decide on changes of plan", "同意或不同意，写明理由", "with a reason")
    return waiting(f"{base}/projects", words, "repeat", number)


def _to_write_off(base: str, number: int) -> list[Task]:
    words = ("销号", "Write off", "三次督查办结后销号", "once every inspection is closed")
    return waiting(f"{base}/projects", words, "done", number)
