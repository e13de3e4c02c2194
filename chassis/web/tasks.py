"""Every desk is an inbox: each service tells what waits for a person, the desk page gathers it."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Response

from chassis.core.clock import local
from chassis.pages import render
from chassis.service import Service, Task
from chassis.web.ask import Ask, asked


def tasks_router(service: Service) -> APIRouter:
    """``GET /<service>/streets/<street>/tasks``: the tasks of whoever asks, as a fragment."""
    router = APIRouter(include_in_schema=False)
    tasks_of = service.tasks
    assert tasks_of is not None

    @router.get(f"/{service.name}/streets/{{street}}/tasks")
    async def get_tasks(ask: Annotated[Ask, asked(service.name)]) -> Response:
        """What waits for this person now comes first, the oldest of it at the top."""
        found = await tasks_of(ask.ctx, ask.person, ask.street)
        return render(
            ask.request,
            "tasks.html",
            service=service,
            tasks=sorted(found, key=_urgency),
            days=lambda since: _days(ask, since),
        )

    return router


def _urgency(task: Task) -> tuple[bool, str]:
    return not task.now, task.since or "9999"


def _days(ask: Ask, since: str) -> int:
    """Whole days since a date (ISO)."""
    return (local(ask.ctx.now()).date() - local(f"{since}T00:00:00+08:00").date()).days


def desks_of(services: Sequence[Service]) -> list[str]:
    """The services that tell tasks."""
    return [service.name for service in services if service.tasks is not None]
