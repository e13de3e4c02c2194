"""What people can ask of one member: an objection, the seat, the phone, a correction."""

from dataclasses import replace
from typing import TypeVar

from chassis.core.catalogue import if_match_missing, nothing_to_correct
from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.text import Body
from chassis.web.bodies import Because
from chassis.web.command import Command, Order, Shape, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.assembly.charter.queries import charter_in_force
from services.assembly.kinds import MEMBERS
from services.assembly.member import bodies
from services.assembly.member.domain import seat
from services.assembly.member.domain.member import TABLE, Member, Objection
from services.assembly.member.domain.roster import category_of, community_of, group_of, phone_of
from services.assembly.member.views import PhoneShown, Received, phone_shown
from services.assembly.roles import CLERKS, COMMITTEE

B = TypeVar("B", bound=Body)

MEMBER: Thing[Member] = Thing(
    service="assembly",
    kind=MEMBERS,
    api="/assembly/api/streets/{street}/members/{member}",
    page="/streets/{street}/desk/members/{member}",
)
OBJECTION: Thing[Member] = Thing(
    service="assembly",
    kind=MEMBERS,
    api="/assembly/api/streets/{street}/members/{member}/objection/{objection}",
    page="/streets/{street}/notices/{notice}/objections/{objection}",
)
"""An objection is kept in the member's document; programs name the member, people the notice."""


# ---- objections (E-17) -------------------------------------------------------------------------


async def object_to(order: Order[bodies.ObjectionBody]) -> Changed[Member]:
    """Object to the member in the address."""
    return await _object(order, order.path["member"], order.body.text)


async def object_on_notice(order: Order[bodies.NoticeObjection]) -> Changed[Member]:
    """Object to one of those on a notice."""
    return await _object(order, order.body.member, order.body.text)


async def _object(order: Order[B], member_id: str, text: str) -> Changed[Member]:
    objection = Objection(id=order.cause.derive("objection"), text=text, at=order.at)
    named = replace(order, key=member_id)
    return await named.change(MEMBERS, lambda member: seat.object_to(member, objection))


async def received(_: Order[B], changed: Changed[Member]) -> Received:
    """Nothing of the candidate or of other objections is told."""
    return Received(id=changed.id)


OBJECT: AnyCommand = Command(
    "", on=OBJECTION, action="raise_objection", label=Label("提出异议", "Object"),
    doc="Object to a candidate while the notice hangs (E-17). Anybody; nothing is shown in public.",
    body=bodies.ObjectionBody, creates=True, do=object_to, answers=Received, answer=received,
)  # fmt: skip
OBJECT_ON_NOTICE: AnyCommand = Command(
    "", on=OBJECTION, action="raise_objection", label=Label("提交", "Submit"),
    doc="The same from the page of a notice.",
    body=bodies.NoticeObjection, creates=True, do=object_on_notice,
    then="/streets/{street}/notices/{notice}?received=1",
)  # fmt: skip


def settle(member: Member, order: Order[bodies.ObjectionAnswer]) -> Change[Member]:
    """Answer the objection that the address names, else the body, else the oldest open one."""
    which, body = order.path.get("objection", order.body.objection), order.body
    return seat.close_objection(
        member, which, body.upheld, body.reason, order.at, order.cause.actor
    )


CLOSE_OBJECTION: AnyCommand = Command(
    "objection", on=MEMBER, action="close_objection", label=Label("处理完毕", "Settle"),
    doc="Settle an objection.",
    body=bodies.ObjectionAnswer, may=COMMITTEE, path="objection/close", decide=settle,
)  # fmt: skip
SETTLE = replace(CLOSE_OBJECTION, path="objections/{objection}/settle")
"""The same by a form; the page draws one for each objection that is open."""


# ---- the seat ----------------------------------------------------------------------------------


def _seat(name: str, zh: str, en: str, doc: str) -> AnyCommand:
    return Command(
        name, on=MEMBER, action=f"{name}_member", label=Label(zh, en), doc=doc,
        body=Because, may=COMMITTEE, move=(TABLE, name),
        decide=lambda member, order: seat.move_seat(
            member, name, order.body.reason, order.at, order.cause.actor, order.key
        ),
    )  # fmt: skip


SEAT = (
    _seat("suspend", "暂停履职", "Suspend", "Suspend an active member."),
    _seat("resume", "恢复履职", "Resume", "A suspended member comes back."),
    _seat("end", "终止资格", "End the term", "A member's term ends; the seat is vacant."),
    _seat("withdraw", "本人退出", "Withdraw", "A candidate steps back before taking the seat."),
)


# ---- the register ------------------------------------------------------------------------------


async def checked_fields(order: Order[bodies.Correction]) -> dict[str, str]:
    """The new values as the charter names them. Raises ``Invalid``, also without a version."""
    given = order.body.fields()
    if order.version is None:
        raise if_match_missing()
    if not given:
        raise nothing_to_correct()
    charter = await charter_in_force(order.ctx, order.street)
    if "community" in given:
        given["community"] = community_of(charter, given["community"])
    if "community_group" in given:
        given["community_group"] = group_of(charter, given["community_group"])
    if "category" in given:
        given["category"] = category_of(charter, given["category"])
    if "phone" in given:
        given["phone"] = phone_of(given["phone"])
    return given


CORRECT: AnyCommand = Command(
    "correct", on=MEMBER, action="correct_member", label=Label("更正", "Correct"),
    doc="Put a wrong entry right. ``If-Match`` says which version was read.",
    body=bodies.Correction, may=CLERKS, path="", method="PATCH",
    facts=checked_fields, read=bodies.emptied_of,
    decide=lambda m, o: seat.correct(
        m, o.facts, o.body.reason, o.at, o.cause.actor, o.key
    ),
)  # fmt: skip


async def phone_answer(_: Order[Because], changed: Changed[Member]) -> PhoneShown:
    """The whole number, this once."""
    return phone_shown(changed)


SHOW_PHONE: AnyCommand = Command(
    "phone", on=MEMBER, action="show_phone",
    label=Label("查看（会留痕）", "Show it (this is recorded)"),
    doc="The whole phone number: for a reason, and it stays in the history who saw it (C-05).",
    body=Because, may=CLERKS,
    shape=Shape(bodies.PhoneReason, lambda form: Because(reason=form.reason)),
    note=lambda body: body.reason,
    answers=PhoneShown, answer=phone_answer, unkept=True,
    decide=lambda m, o: seat.show_phone(m, o.body.reason, o.at, o.cause.actor),
)  # fmt: skip

ON_JSON = (OBJECT, CLOSE_OBJECTION, *SEAT, SHOW_PHONE, CORRECT)
ON_PAGE = (SETTLE, *SEAT, CORRECT)
"""Those whose form leads back to the member's page; the phone's is answered by the page itself."""
