"""The command that notes what a body's letter says of its candidates, many at once (E-14)."""

from dataclasses import replace
from typing import Any

from chassis.core.documents import Changed
from chassis.rooms.batch import Batch
from chassis.web.ask import no_role
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import SelectionStep
from services.assembly.charter.domain import STEP_ROLES
from services.assembly.charter.queries import charter_in_force
from services.assembly.member.batches import CONCLUDE, order_members
from services.assembly.member.bodies import ConclusionBody
from services.assembly.member.candidates import fallen_unnamed, meant
from services.assembly.member.domain.reviewing import Conclusion, check_told
from services.assembly.member.domain.turn import step_of
from services.assembly.member.step_command import STEPS


async def order_conclusion(order: Order[ConclusionBody]) -> Changed[Batch]:
    """Note one body's word on those named, or on all who wait. Raises ``NotAllowed``."""
    body, street = order.body, order.street
    charter = await charter_in_force(order.ctx, street)
    place = step_of(charter, body.step)
    if not order.person.has(charter.selection[place].role):
        raise no_role()
    told = _told(order, charter.selection[place])

    async def rows() -> list[dict[str, Any]]:
        found = await meant(order.ctx, street, charter, body.step, body.members, "")
        told_of = {"told": told.model_dump(mode="json"), "named": bool(body.members)}
        given = {"step": body.step, **told_of}
        return [{"row": n, "member": one.id, **given} for n, one in enumerate(found, 1)]

    return await order_members(order.ctx, street, CONCLUDE, rows, order.cause)


def _told(order: Order[ConclusionBody], step: SelectionStep) -> Conclusion:
    """The body's word as the domain takes it. Raises ``Invalid``."""
    body = order.body
    told = Conclusion(
        body=body.body,
        result=body.result,
        letter_no=body.letter_no,
        reason=body.reason,
        on=(body.on or order.today).isoformat(),
        at=order.at,
        actor=order.cause.actor,
    )
    check_told(told, step)
    if told.result == "FAIL" and not body.members:
        raise fallen_unnamed()
    return told


RECORD: AnyCommand = Command(
    "conclusions", on=STEPS, action=CONCLUDE, label=Label("登记结论", "Note the conclusion"),
    doc="Note what one body's letter says of the candidates who wait for a step (E-14).",
    body=ConclusionBody, may=STEP_ROLES, do=order_conclusion,
)  # fmt: skip
RECORD_ON_PAGE = replace(RECORD, creates=True, then="/streets/{street}/desk/batches/{id}")
"""The same by a form, which shows no document and so names no version."""
