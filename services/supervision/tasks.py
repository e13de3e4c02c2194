"""What of supervision waits for a person. A new thing adds one line to ``WAITS``."""

from collections.abc import Sequence

from chassis.service import Context, Task, Tasks
from chassis.web.auth import Person
from services.supervision.checklist.tasks import checklist_tasks
from services.supervision.claim.tasks import claim_tasks
from services.supervision.feedback.tasks import feedback_tasks
from services.supervision.fieldwork.tasks import field_tasks
from services.supervision.followup.tasks import followup_tasks
from services.supervision.guidance.tasks import guidance_tasks
from services.supervision.inspection.tasks import inspection_tasks
from services.supervision.order.tasks import order_tasks
from services.supervision.progress.tasks import progress_tasks
from services.supervision.project.tasks import project_list, project_tasks

WAITS: tuple[Tasks, ...] = (
    project_tasks,
    guidance_tasks,
    checklist_tasks,
    claim_tasks,
    followup_tasks,
    progress_tasks,
    feedback_tasks,
    inspection_tasks,
    order_tasks,
    field_tasks,
    project_list,
)


async def tasks(ctx: Context, person: Person, street: str) -> Sequence[Task]:
    """The tasks of this person, thing by thing; the lists themselves are open to all."""
    return [task for waits in WAITS for task in await waits(ctx, person, street)]
