"""What waits for a person at the assembly's desk: members, objections, notices, year, charter."""

from collections.abc import Mapping, Sequence
from datetime import date

from chassis.core.clock import day
from chassis.service import Context, Task
from chassis.web.auth import Person
from chassis.web.days import READERS
from contracts.charter import Charter
from services.assembly.cadence.tasks import cadence_tasks
from services.assembly.charter.domain import STEP_ROLES
from services.assembly.cycle.domain import Cycle, may_advance
from services.assembly.cycle.queries import newest_cycle
from services.assembly.kinds import CHARTER, CHARTERS, MEMBERS
from services.assembly.member.domain.member import Member, MemberStatus
from services.assembly.member.domain.turn import ready_status
from services.assembly.notice.queries import notices_running
from services.assembly.roles import COMMITTEE, PARTY


async def tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """This person's tasks in this street, by role."""
    desk = f"/streets/{street}/desk"
    found = await ctx.store.get(CHARTERS.key(street, CHARTER))
    charter = found.state.charter if found else None
    told = [_charter(f"{desk}/charter", charter)] if person.has(*PARTY) else []
    if found is None or charter is None:
        return told
    if person.has(*READERS):
        told.append(_day(f"{desk}/day"))
    told += await cadence_tasks(ctx, person, street, found.state)
    if person.has(*STEP_ROLES):
        told.append(await _selection(ctx, person, street, charter))
    if person.has(*COMMITTEE):
        told += await _objections(ctx, street)
        told += await _notices(ctx, street)
        year = await newest_cycle(ctx, street)
        told.append(_year(f"{desk}/year", year.state if year else None))
    return told


def _charter(href: str, charter: Charter | None) -> Task:
    missing = len(charter.incomplete()) if charter else 0
    if charter is None:
        note = ("本街道还没有章程", "the street has no charter yet")
    elif missing:
        note = ("固定位置还缺文件", "fixed slots hold no paper yet")
    else:
        note = ("通过章程或新版本", "adopt the charter or a new version")
    due = charter is None or missing > 0
    return Task(href, "章程", "Charter", *note, icon="file", count=missing or None, now=due)


def _day(href: str) -> Task:
    return Task(
        href,
        "工作日报",
        "Daily report",
        "当日办理、未办结事项，可打印存档",
        "what was done, what is open; to print and file",
        icon="calendar",
    )


async def _selection(ctx: Context, person: Person, street: str, charter: Charter) -> Task:
    by_status = await ctx.store.count(MEMBERS, street, by="status")
    running = await notices_running(ctx, street)
    hanging = sum(one.state.members for one in running)
    ready = ready_for(person, charter, by_status, hanging)
    return Task(
        f"/streets/{street}/desk/members",
        "议事员推选",
        "Selection of members",
        "导入花名册，按章程一步一步办",
        "import the list, take the charter's steps",
        icon="users",
        count=ready or None,
        now=ready > 0,
    )


def ready_for(person: Person, charter: Charter, by_status: Mapping[str, int], hanging: int) -> int:
    """How many wait for a step that is this person's; not those whose notice still hangs."""
    ready = 0
    for place, step in enumerate(charter.selection[1:], 1):
        waiting = by_status.get(ready_status(charter, place).value, 0)
        if charter.selection[place - 1].notice:
            waiting = max(waiting - hanging, 0)
        ready += waiting if person.has(step.role) else 0
    return ready


async def _objections(ctx: Context, street: str) -> list[Task]:
    found = await ctx.store.every(MEMBERS, street, {"status": MemberStatus.ON_NOTICE.value})
    held = [(one.id, moment) for one in found for moment in _open(one.state)]
    if not held:
        return []
    held.sort(key=lambda one: one[1])
    task = Task(
        f"/streets/{street}/desk/members/{held[0][0]}",
        "处理异议",
        "Objections",
        "公示期间收到的异议，处理之前不能聘任",
        "raised during a notice; nobody is appointed before they are settled",
        icon="warning",
        count=len(held),
        since=held[0][1].isoformat(),
        now=True,
    )
    return [task]


def _open(member: Member) -> list[date]:
    return [day(one.at) for one in member.objections if one.open]


async def _notices(ctx: Context, street: str) -> list[Task]:
    return [
        Task(
            f"/streets/{street}/notices/{one.id}",
            "公示中",
            "On public notice",
            f"{one.state.members} 名人选，到 {one.state.ends_on} 期满",
            f"{one.state.members} candidates, until {one.state.ends_on}",
            icon="megaphone",
        )
        for one in await notices_running(ctx, street)
    ]


def _year(href: str, cycle: Cycle | None) -> Task:
    if cycle is None:
        note = ("本街道还没有开启年度", "no year has been opened yet")
    elif may_advance(cycle):
        note = ("可以进入下一阶段", "the next stage can begin")
    else:
        note = (
            "看进度；前面的阶段自动推进",
            "see how far it is; the first stages move by themselves",
        )
    return Task(href, "年度周期", "The year", *note, icon="repeat", now=cycle is None)
