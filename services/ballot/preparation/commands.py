"""What people can ask of the checklist: a task is done, or is not after all."""

from typing import Any

from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.session_rules import SessionRules
from services.ballot.agenda.commands import THE_AGENDA
from services.ballot.preparation import domain
from services.ballot.roles import COMMITTEE, said_name


async def rules_of(order: Order[Any]) -> SessionRules:
    """The charter's tasks."""
    return (await charter_of(order.ctx, order.street)).sessions


TICK: AnyCommand = Command(
    "tick", on=THE_AGENDA, action="tick_session_task", label=Label("完成", "Done"),
    doc="A task around the session is done (W-04).",
    body=Nothing, may=COMMITTEE, path="tasks/{task}/tick", crowded=True, facts=rules_of,
    decide=lambda s, o: domain.tick(s, o.facts, o.path["task"], o.at, said_name(o.person)),
)  # fmt: skip
UNTICK: AnyCommand = Command(
    "untick", on=THE_AGENDA, action="untick_session_task", label=Label("改为未完成", "Not done"),
    doc="A task around the session is not done after all (W-04).",
    body=Nothing, may=COMMITTEE, path="tasks/{task}/untick", crowded=True, facts=rules_of,
    decide=lambda s, o: domain.untick(s, o.facts, o.path["task"]),
)  # fmt: skip
COMMANDS = (TICK, UNTICK)
