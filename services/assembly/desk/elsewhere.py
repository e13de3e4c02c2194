"""What people do in services that do not tell their tasks themselves yet.

A service whose manifest names ``tasks`` is left out here: its own fragment says more.
"""

from dataclasses import dataclass

from chassis.pages import Pages
from chassis.service import Task
from chassis.web.auth import Person
from contracts.charter import Role, Work
from services.assembly.cycle.domain import Cycle, leg_status
from services.assembly.roles import CLERKS


@dataclass(frozen=True)
class Elsewhere:
    """A task of another service: its page as ``service.link``, and when it is due."""

    link: str
    words: tuple[str, str, str, str]
    icon: str
    roles: tuple[Role, ...] = ()
    during: frozenset[Work] = frozenset()


ALL = (
    Elsewhere("screening.ledger", ("筛选台账", "Screening ledger",
              "各轮会议、分级分类、备选与候选项目", "meetings, triage, alternatives, candidates"),
              "filter", (*CLERKS, Role.DELIBERATOR),
              frozenset({Work.TRIAGE, Work.PROPOSE, Work.DECIDE, Work.PREREVIEW})),
    Elsewhere("supervision.projects", ("项目", "Projects",
              "票决项目的进展", "how the chosen projects go"), "flag"),
    Elsewhere("supervision.inspections", ("督查", "Inspections",
              "启动、实施、验收三次督查", "at start, implementation and acceptance"), "inspect",
              (*CLERKS, Role.DEPARTMENT, Role.DEPUTY, Role.DELIBERATOR)),
)  # fmt: skip


def tasks_elsewhere(person: Person, street: str, cycle: Cycle | None, pages: Pages) -> list[Task]:
    """This person's tasks in those services, what is due now first."""
    works = _open_works(cycle)
    mine = [
        one
        for one in ALL
        if one.link.partition(".")[0] not in pages.desks
        if not one.roles or person.has(*one.roles)
    ]
    tasks = [
        Task(
            pages.link(one.link, street=street),
            *one.words,
            icon=one.icon,
            now=bool(works & one.during),
        )
        for one in mine
    ]
    return sorted(tasks, key=lambda task: not task.now)


def _open_works(cycle: Cycle | None) -> frozenset[Work]:
    if cycle is None:
        return frozenset()
    open_legs = [leg for leg in cycle.legs if leg_status(cycle, leg.id) == "OPEN"]
    return frozenset(work for leg in open_legs for work in leg.works)
