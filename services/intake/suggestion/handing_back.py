"""A unit gives back what a clerk assigned to it and is not its own (退办), within its term."""

from chassis.core.decision import Change
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Role
from services.intake.suggestion.commands import SUGGESTION
from services.intake.suggestion.domain import between
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.unit_bodies import HandBack
from services.intake.suggestion.units import check_unit, last_day_to_hand_back


def hand_back(state: Suggestion, order: Order[HandBack]) -> Change[Suggestion]:
    """Back to the clerks. Raises ``NotAllowed`` for another unit, ``WrongState`` too late."""
    unit, last_day = order.facts
    check_unit(state, unit)
    return between.hand_back(state, order.at, order.body.reason, last_day)


HAND_BACK: AnyCommand = Command(
    "hand-back", on=SUGGESTION, action="hand_back_suggestion",
    label=Label("退回街道", "Give it back"),
    doc="The unit gives back what is not its own, with a reason, within the charter's term.",
    body=HandBack, may=(Role.DEPARTMENT,), when=between.was_assigned,
    facts=last_day_to_hand_back, decide=hand_back, then="/intake/streets/{street}/desk",
)  # fmt: skip
