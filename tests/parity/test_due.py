"""Documents that wait for a moment, on every engine: found in order, claimed by one, once."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from chassis.core.decision import Change, State, created
from chassis.core.documents import Found, Kind
from chassis.core.settings import load_settings
from chassis.flow.due import LEASE, Alarm, DueWork, Waiting, due_kind, worker_cause
from chassis.service import Context
from chassis.store.engine import Engine
from chassis.store.store import Store
from tests.parity.stores import AT, STREET


class Task(Waiting):
    """Something that waits."""


class Done(State):
    """How often a task was done."""

    times: int


TASKS: Kind[Task] = due_kind("tasks", Task)
DONE: Kind[Done] = Kind("done", Done)


@dataclass
class Hands:
    """Does tasks, and remembers in which order."""

    now: timedelta = timedelta()
    seen: list[str] = field(default_factory=list)

    def context(self, store: Store) -> Context:
        return Context("tests", store, load_settings({}, secret="s" * 40), lambda: AT + self.now)

    async def work(self, ctx: Context, found: Found[Task]) -> None:
        self.seen.append(found.id)
        cause = worker_cause(f"done/{found.id}", "do", AT)
        key = TASKS.key(found.street, found.id)

        def decide(state: Task | None) -> Change[Task]:
            assert state
            return Change(state.model_copy(update={"waiting": False}))

        await ctx.change(key, decide, cause)


async def test_due_when_several_workers_look_then_each_task_is_taken_by_one(
    engine: Engine, store: Store
) -> None:
    await engine.prepare((TASKS, DONE), ())
    hands = Hands()
    ctx = hands.context(store)
    for number in range(6):
        task = Task(wake=AT + timedelta(seconds=10 - number))
        await ctx.change(
            TASKS.key(STREET, f"t{number}"), created(task), worker_cause(f"c{number}", "make", AT)
        )
    workers = [Alarm(ctx, DueWork(TASKS, hands.work), 60.0) for _ in range(3)]
    assert await workers[0].once() == 5.0
    hands.now = timedelta(seconds=6)
    await workers[0].once()
    assert sorted(hands.seen) == ["t4", "t5"]
    hands.now = timedelta(seconds=11)
    await asyncio.gather(*(one.once() for one in workers))
    assert sorted(hands.seen) == [f"t{number}" for number in range(6)]
    assert await workers[0].idle()


async def test_backlogs_when_asked_of_several_kinds_then_each_as_if_asked_alone(
    engine: Engine, store: Store
) -> None:
    await engine.prepare((TASKS, DONE), ())
    ctx = Hands().context(store)
    for number in range(3):
        cause = worker_cause(f"c{number}", "make", AT)
        task = Task(wake=AT + LEASE)
        await ctx.change(TASKS.key(STREET, f"t{number}"), created(task), cause)
    found = await engine.backlogs((TASKS, DONE))
    assert found == {"tasks": await engine.backlog(TASKS), "done": (0, 0.0)}
    assert found["tasks"][0] == 3
