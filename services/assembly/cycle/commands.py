"""What people can ask of a year: to open it, to move its later stages, to close it."""

from typing import Annotated

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.text import Body, Nothing
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.assembly.bodies import Year
from services.assembly.charter.queries import record_of
from services.assembly.cycle import domain
from services.assembly.cycle.domain import Cycle
from services.assembly.cycle.views import CycleDone, cycle_done
from services.assembly.kinds import CYCLES
from services.assembly.roles import COMMITTEE

CYCLE: Thing[Cycle] = Thing(
    service="assembly",
    kind=CYCLES,
    api="/assembly/api/streets/{street}/cycles/{cycle}",
    page="/streets/{street}/desk/year/{cycle}",
    answers=CycleDone,
    answer=cycle_done,
)
DESK = "/streets/{street}/desk/year"


class NewCycle(Body):
    """The year to open."""

    year: Annotated[Year, Label("年度", "Year")]


async def open_year(order: Order[NewCycle]) -> Changed[Cycle]:
    """Begin the year by the charter in force. Raises ``WrongState`` where it is open already."""
    found = (await record_of(order.ctx, order.street)).state
    cycle, opened = domain.open_cycle(found.charter, found.version, order.body.year)
    return await order.create(CYCLES, Change(cycle, [opened]), cycle.cycle)


OPEN: AnyCommand = Command(
    "open", on=CYCLE, action="open_cycle", label=Label("开启", "Open"),
    doc="Open the year's cycle.",
    body=NewCycle, may=COMMITTEE, path="", creates=True, do=open_year, then=DESK,
)  # fmt: skip
ADVANCE: AnyCommand = Command(
    "advance", on=CYCLE, action="advance_cycle", label=Label("进入下一阶段", "Next stage"),
    doc="On to the next of the later stages.",
    body=Nothing, may=COMMITTEE, when=domain.may_advance, then=DESK,
    decide=lambda cycle, _: domain.advance(cycle),
)  # fmt: skip
CLOSE: AnyCommand = Command(
    "close", on=CYCLE, action="close_cycle", label=Label("归档", "Close"),
    doc="Close the year: refused with what is missing.",
    body=Nothing, may=COMMITTEE, then=DESK,
    decide=lambda cycle, _: domain.close(cycle),
)  # fmt: skip
COMMANDS = (OPEN, ADVANCE, CLOSE)
ON_PAGE = (OPEN, ADVANCE)
"""Those with a form: closing is asked by JSON only, as it is always refused today."""
