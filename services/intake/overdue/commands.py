"""What can be asked about a late answer: urge whoever owes it (催办)."""

from chassis.core.text import Nothing
from chassis.web.command import Command
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.intake.roles import CLERKS
from services.intake.suggestion.commands import SUGGESTION
from services.intake.suggestion.domain import late

URGE: AnyCommand = Command(
    "urge", on=SUGGESTION, action="urge_answer", label=Label("催办", "Urge"),
    doc="Remind the department that owes the answer; other systems hear it.",
    body=Nothing, may=CLERKS, when=late.is_owed,
    decide=lambda state, order: late.urge(state, order.key, order.today),
)  # fmt: skip
