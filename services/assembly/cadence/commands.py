"""What people can ask of the cadence: note a meeting, add what was agreed on, say it is done."""

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.errors import Invalid, NotAllowed
from chassis.rooms.units import unit_named, unit_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from contracts.charter import Role
from services.assembly.cadence.bodies import Finished, NewAgreed, NewMeeting
from services.assembly.cadence.domain import Agreed, Meeting, agree, finish, hold
from services.assembly.cadence.queries import meeting_of, rule_of
from services.assembly.cadence.views import meeting_done
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import MEETINGS
from services.assembly.roles import COMMITTEE, DOERS

MEETING: Thing[Meeting] = Thing(
    service="assembly",
    kind=MEETINGS,
    api="/assembly/api/streets/{street}/meetings/{gathering}",
    page="/streets/{street}/desk/meetings/{gathering}",
    answer=meeting_done,
)


async def hold_meeting(order: Order[NewMeeting]) -> Changed[Meeting]:
    """Note a meeting in the period of its day. Raises ``Invalid``."""
    charter = await charter_in_force(order.ctx, order.street)
    rule = rule_of(charter, order.body.cadence)
    meeting = order.body.meeting(rule, order.cause.actor)
    key = order.cause.derive("meeting")
    return await order.create(MEETINGS, hold(rule, meeting, key, order.today), key)


HOLD: AnyCommand = Command(
    "hold", on=MEETING, action="note_cadence_meeting", label=Label("登记会议", "Note the meeting"),
    doc="Note a monthly consultation, quarterly dispatch or yearly assessment (E-05 to E-07).",
    body=NewMeeting, may=COMMITTEE, path="", creates=True, do=hold_meeting,
    then="/streets/{street}/desk/meetings/{id}",
)  # fmt: skip


async def known_unit(order: Order[NewAgreed]) -> Agreed:
    """The point with the unit as the charter calls it. Raises ``Invalid``."""
    charter = await charter_in_force(order.ctx, order.street)
    unit = unit_named(charter, order.body.unit)
    if not unit:
        raise Invalid("unknown-unit", "章程里没有这个单位。", "The charter has no such unit.")
    return order.body.agreed().model_copy(update={"unit": unit})


AGREE: AnyCommand = Command(
    "agreed", on=MEETING, action="add_agreed_point", label=Label("加入", "Add"),
    doc="Add something that the meeting agreed on, with its unit and date.",
    body=NewAgreed, may=COMMITTEE, facts=known_unit,
    decide=lambda meeting, order: agree(meeting, order.facts),
)  # fmt: skip


async def own_point(order: Order[Finished]) -> int:
    """The place of the point. Raises ``NotAllowed`` where a department means another's."""
    place = int(order.path["place"]) if order.path["place"].isdecimal() else 0
    if order.person.has(*COMMITTEE, Role.STREET_OFFICE):
        return place
    charter = await charter_in_force(order.ctx, order.street)
    meeting = (await meeting_of(order.ctx, order.street, order.key)).state
    agreed = meeting.agreed[place - 1 : place] if place else ()
    if any(one.unit != unit_of(charter, order.person) for one in agreed):
        raise NotAllowed("point-of-another", "这是其他单位的事项。", "This is another unit's.")
    return place


def _finish(meeting: Meeting, order: Order[Finished]) -> Change[Meeting]:
    return finish(meeting, order.facts, order.body.result, order.today)


FINISH: AnyCommand = Command(
    "finish", on=MEETING, action="finish_agreed_point", label=Label("办结", "Done"),
    doc="Say that an agreed point is done, and how.",
    body=Finished, may=DOERS, path="agreed/{place}/finish", facts=own_point, decide=_finish,
)  # fmt: skip
COMMANDS = (HOLD, AGREE, FINISH)
