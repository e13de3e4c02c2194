"""The command that takes many members one step on; who may is the charter's choice."""

from dataclasses import replace
from typing import Any

from chassis.core.documents import Changed
from chassis.rooms.batch import BATCHES, Batch
from chassis.web.ask import no_role
from chassis.web.command import Command, Order, Shape, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.assembly.charter.domain import STEP_ROLES
from services.assembly.charter.queries import charter_in_force
from services.assembly.member.batches import STEP, order_members
from services.assembly.member.bodies import StepBody, StepForm
from services.assembly.member.domain.selection import StepOrder
from services.assembly.member.domain.turn import step_of
from services.assembly.member.stepping import step_rows
from services.assembly.member.views import BatchDone, batch_done

STEPS: Thing[Batch] = Thing(
    service="assembly",
    kind=BATCHES,
    api="/assembly/api/streets/{street}/members",
    page="/streets/{street}/desk/members/{batch}",
    answers=BatchDone,
    answer=batch_done,
)


async def order_step(order: Order[StepBody]) -> Changed[Batch]:
    """Order one step for many members. Raises ``NotAllowed`` where the step is another's."""
    body = order.body
    charter = await charter_in_force(order.ctx, order.street)
    if not order.person.has(charter.selection[step_of(charter, body.step)].role):
        raise no_role()
    wanted = _wanted(order)

    async def rows() -> list[dict[str, Any]]:
        return await step_rows(order.ctx, order.street, wanted, body.members, body.community)

    return await order_members(order.ctx, order.street, STEP, rows, order.cause)


def _wanted(order: Order[StepBody]) -> StepOrder:
    """The step as the domain takes it; its date is the one on paper, else today's."""
    body = order.body
    given = body.model_dump(mode="json", exclude={"members", "community", "on"})
    held = body.meeting.held_on if body.meeting else None
    hung = body.notice.published_on if body.notice else None
    on = (body.on or held or hung or order.today).isoformat()
    return StepOrder.model_validate(given | {"on": on, "at": order.at, "actor": order.cause.actor})


TAKE_STEP: AnyCommand = Command(
    "steps", on=STEPS, action=STEP, label=Label("办理", "Take this step"),
    doc="Take members one step on; who may is the charter's choice.",
    body=StepBody, may=STEP_ROLES, do=order_step,
)  # fmt: skip
TAKE_STEP_ON_PAGE = replace(
    TAKE_STEP, creates=True, shape=Shape(StepForm, StepForm.body),
    then="/streets/{street}/desk/batches/{id}",
)  # fmt: skip
"""The same by a form, which shows no document and so names no version."""
