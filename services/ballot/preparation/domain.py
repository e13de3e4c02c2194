"""The checklist around a session: what is due when, what is done. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.core.clock import local
from chassis.core.decision import Change
from chassis.core.errors import NotFound
from contracts.session_rules import SessionRules, SessionTask
from services.ballot.session.domain import Session, Tick

SOON = 3
"""Days before a task is due in which the desk begins to tell of it."""


@dataclass(frozen=True)
class Line:
    """One task with its date; ``tick`` where somebody ticked it, ``recorded`` where records do."""

    task: SessionTask
    due: date
    tick: Tick | None
    recorded: bool

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.recorded or self.tick is not None

    def is_due(self, today: date) -> bool:
        """Whether it waits and its date is near or over."""
        return not self.done and self.due - timedelta(days=SOON) <= today

    def is_late(self, today: date) -> bool:
        """Whether it waits and its date is over."""
        return not self.done and self.due < today


def checklist(state: Session, rules: SessionRules) -> list[Line]:
    """Every task of the charter, by phase and date."""
    ticks = {one.task: one for one in state.ticks}
    held = local(state.at).date()
    lines = [
        Line(task, held + timedelta(days=task.days), ticks.get(task.id), _recorded(state, task.id))
        for task in rules.tasks
    ]
    phases = ("BEFORE", "DURING", "AFTER")
    return sorted(lines, key=lambda line: (phases.index(line.task.phase), line.due))


def _recorded(state: Session, task: str) -> bool:
    """What the records of the session show by themselves."""
    if task == "notice":
        return state.status != "DRAFT"
    return task == "booklet" and bool(state.booklets)


def tick(state: Session, rules: SessionRules, task: str, at: datetime, by: str) -> Change[Session]:
    """A task is done; ticked twice, the first tick stands."""
    _known(rules, task)
    if any(one.task == task for one in state.ticks):
        return Change(state)
    ticks = (*state.ticks, Tick(task=task, at=at, by=by))
    return Change(state.model_copy(update={"ticks": ticks}))


def untick(state: Session, rules: SessionRules, task: str) -> Change[Session]:
    """A task is not done after all."""
    _known(rules, task)
    rest = tuple(one for one in state.ticks if one.task != task)
    return Change(state.model_copy(update={"ticks": rest}))


def _known(rules: SessionRules, task: str) -> None:
    if all(one.id != task for one in rules.tasks):
        raise NotFound("no-session-task", "没有这项任务。", "There is no such task.")
