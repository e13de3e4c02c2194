"""What people can ask of forums: record one (E-23)."""

from chassis.core.decision import Change, created
from chassis.core.documents import Changed
from chassis.rooms.files.attached import Attached
from chassis.rooms.files.sweeping import Kept
from chassis.web.command import Command, Done, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.screening.forum.bodies import NewForum
from services.screening.forum.domain import Forum, check_forum
from services.screening.kinds import FORUMS
from services.screening.ledger.domain.ledger import leg_not_open
from services.screening.ledger.queries import ledger_of
from services.screening.roles import CLERKS, STAFF

FORUMS_OF_CYCLE = "/streets/{street}/cycles/{cycle}/forums"


def _done(changed: Changed[Forum]) -> Done:
    return Done(id=changed.id, version=changed.version, status="RECORDED")


FORUM: Thing[Forum] = Thing(
    service="screening",
    kind=FORUMS,
    api=f"/screening/api{FORUMS_OF_CYCLE}/{{forum}}",
    page=f"/screening{FORUMS_OF_CYCLE}/{{forum}}",
    answer=_done,
)


async def record_forum(order: Order[NewForum]) -> Changed[Forum]:
    """Record a forum, a discussion or an opening of the leg that is open (E-23, W-14)."""
    cycle = order.path["cycle"]
    ledger = (await ledger_of(order.ctx, order.street, cycle)).state
    forum = order.body.forum(cycle, ledger.current())

    def decide(found: Forum | None) -> Change[Forum]:
        if not forum.leg:
            raise leg_not_open()
        check_forum(forum)
        return created(forum)(found)

    key = FORUMS.key(order.street, order.cause.derive("forum"))
    return await order.ctx.change(key, decide, order.cause)


RECORD: AnyCommand = Command(
    "record", on=FORUM, action="record_forum", label=Label("登记", "Record"),
    doc="Record a forum of deputies and neighbourhood leads, a discussion, an opening (E-23).",
    body=NewForum, may=CLERKS, creates=True, path="", do=record_forum,
    then=f"/screening{FORUMS_OF_CYCLE}",
)  # fmt: skip
KEPT = Kept(FORUMS, lambda state: state.attachments)
HELD: Thing[Forum] = Thing(
    service="screening",
    kind=FORUMS,
    api="/screening/api/streets/{street}/forums/{forum}",
    page="/screening/streets/{street}/forums/{forum}",
    answer=_done,
)
"""A record that is there already: papers are added to it."""
ATTACHED = Attached(HELD, KEPT, CLERKS, STAFF)
COMMANDS = (RECORD,)
