"""What each person can do now: links into all services, by role and by where the year stands."""

from dataclasses import dataclass

from chassis.web.auth import Person
from contracts.charter import Role, Work
from services.assembly.domain.cycle import Cycle, leg_status
from services.assembly.pages.links import Links

CLERKS = (Role.NPC_COMMITTEE, Role.STREET_OFFICE)
COUNTING = (Role.CHAIR, Role.CHIEF_SCRUTINEER, Role.SCRUTINEER, Role.TELLER)
ALL: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Task:
    """One thing to do: where, in words, for whom (nobody named: everybody)."""

    href: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    icon: str
    roles: tuple[Role, ...] = ALL
    now: bool = False


def tasks(person: Person, links: Links, cycle: Cycle | None) -> list[Task]:
    """This person's tasks, what is due now first."""
    found = [task for task in _all(links, cycle) if not task.roles or person.has(*task.roles)]
    return sorted(found, key=lambda task: not task.now)


def _open_works(cycle: Cycle | None) -> frozenset[Work]:
    if cycle is None:
        return frozenset()
    open_legs = [leg for leg in cycle.legs if leg_status(cycle, leg.id) == "OPEN"]
    return frozenset(work for leg in open_legs for work in leg.works)


def _between_legs(cycle: Cycle | None) -> bool:
    """Whether the screening waits for its next leg to be opened."""
    if cycle is None or cycle.announced:
        return False
    statuses = [leg_status(cycle, leg.id) for leg in cycle.legs]
    return "OPEN" not in statuses and "PENDING" in statuses


def _all(links: Links, cycle: Cycle | None) -> list[Task]:
    works = _open_works(cycle)
    return [
        *_institution(links, unopened=cycle is None),
        *_suggestions(links, works),
        _screening(links, works, waiting=_between_legs(cycle)),
        *_ballot(links, works),
        *_supervision(links),
    ]


def _institution(links: Links, *, unopened: bool) -> list[Task]:
    step_roles = (Role.NPC_COMMITTEE, Role.PARTY_COMMITTEE, Role.COMMUNITY, Role.STREET_OFFICE)
    return [
        Task(f"{links.desk}/members", "议事员推选", "Selection of members",
             "导入花名册，按章程一步一步办", "import the list, take the charter's steps",
             "users", step_roles),
        Task(f"{links.desk}/charter", "章程", "Charter",
             "通过章程或新版本", "adopt the charter or a new version",
             "file", (Role.PARTY_COMMITTEE,)),
        Task(f"{links.desk}/year", "年度周期", "The year",
             "开启年度、推进后续阶段", "open the year, move its later stages",
             "repeat", (Role.NPC_COMMITTEE,), unopened),
    ]  # fmt: skip


def _suggestions(links: Links, works: frozenset[Work]) -> list[Task]:
    collecting = Work.COLLECT in works
    return [
        Task(links.new_suggestion, "提建议", "Make a suggestion",
             "自己提，或替居民登记", "your own, or for a resident", "suggest", ALL, collecting),
        Task(links.intake_desk, "意见建议台账", "Ledger of suggestions",
             "导入、受理、并案、答复、更正", "import, accept, merge, answer, correct", "inbox",
             (*CLERKS, Role.COMMUNITY, Role.DEPARTMENT), collecting),
    ]  # fmt: skip


def _screening(links: Links, works: frozenset[Work], *, waiting: bool) -> Task:
    busy = bool(works & {Work.TRIAGE, Work.PROPOSE, Work.DECIDE, Work.PREREVIEW})
    told = (
        ("打开下一个环节", "open the next step")
        if waiting
        else ("各轮会议、分级分类、备选与候选项目", "meetings, triage, alternatives, candidates")
    )
    return Task(links.ledger, "筛选台账", "Screening ledger", *told,
                "filter", (*CLERKS, Role.DELIBERATOR), busy or waiting)  # fmt: skip


def _ballot(links: Links, works: frozenset[Work]) -> list[Task]:
    voting = Work.SESSION in works
    return [
        Task(links.sessions, "会议与票决", "Session and ballot",
             "通知、签到、评议、投票、计票、公告",
             "invitation, check-in, panels, vote, count, result",
             "vote", (Role.NPC_COMMITTEE, Role.DELIBERATOR, *COUNTING), voting),
    ]  # fmt: skip


def _supervision(links: Links) -> list[Task]:
    return [
        Task(links.projects, "项目", "Projects",
             "票决项目的进展", "how the chosen projects go", "flag"),
        Task(links.inspections, "督查", "Inspections",
             "启动、实施、验收三次督查", "at start, implementation and acceptance", "inspect",
             (*CLERKS, Role.DEPARTMENT, Role.DEPUTY, Role.DELIBERATOR)),
    ]  # fmt: skip
