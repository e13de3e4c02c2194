"""What people can ask of the papers of an item: handing in the next version."""

from pydantic import BaseModel

from chassis.core.documents import Changed
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.agenda.commands import THE_AGENDA
from services.ballot.material.bodies import NewMaterial
from services.ballot.material.domain import Material
from services.ballot.material.handing_in import hand_in
from services.ballot.material.views import MaterialView, material_view
from services.ballot.roles import COMMITTEE


async def _answer(order: Order[NewMaterial], changed: Changed[Material]) -> BaseModel:  # noqa: ARG001
    return material_view(changed)


HAND_IN: AnyCommand = Command(
    "paper", on=THE_AGENDA, then=THE_AGENDA.page, action="hand_in_paper",
    label=Label("保存材料", "Save the paper"),
    doc="The next version of a draft, explanation or report of an item (W-05).",
    body=NewMaterial, may=COMMITTEE, path="items/{item}/paper",
    when=lambda session: session.status != "CLOSED", crowded=True,
    answers=MaterialView, answer=_answer, do=hand_in,
)  # fmt: skip
COMMANDS = (HAND_IN,)
