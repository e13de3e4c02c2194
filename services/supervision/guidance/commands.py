"""What can be asked of guidance: give it, answer it, take it back."""

from typing import Any

from chassis.core.documents import Changed
from chassis.core.errors import WrongState
from chassis.rooms.calendar import Term, calendar_of
from chassis.rooms.copies import charter_of
from chassis.rooms.files.attached import Attached
from chassis.rooms.files.sweeping import Kept
from chassis.web.bodies import Reasoned
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.supervision.clean_words import check_public
from services.supervision.command_answer import Done
from services.supervision.guidance import bodies
from services.supervision.guidance.domain.guidance import (
    GUIDANCE_TABLE,
    MAX_GUIDANCE,
    Guidance,
    give,
    reply,
    words,
)
from services.supervision.kinds import GUIDANCE
from services.supervision.owning import check_unit
from services.supervision.project.domain.project import check_open
from services.supervision.project.queries import project_of
from services.supervision.roles import DOERS, INSPECTORS, STAFF
from services.supervision.trail.domain import acting_role

AT = "/streets/{street}/projects/{project}/guidance/{guidance}"
THREAD = "/supervision/streets/{street}/projects/{project}#guidance"


def _done(changed: Changed[Guidance]) -> Done:
    status = changed.state.status
    return Done(
        id=changed.id, version=changed.version, status=status, status_zh=GUIDANCE_TABLE.zh[status]
    )


THING: Thing[Guidance] = Thing(
    service="supervision",
    kind=GUIDANCE,
    api=f"/supervision/api{AT}",
    page=f"/supervision{AT}",
    answers=Done,
    answer=_done,
    look=check_public,
)
KEPT = Kept(GUIDANCE, lambda state: state.attachments)
ATTACHED = Attached(THING, KEPT, INSPECTORS, STAFF, (GUIDANCE_TABLE, "attach"))


async def _give(order: Order[bodies.NewGuidance]) -> Changed[Guidance]:
    """The answer is due so many working days after today (E-32)."""
    name = order.path["project"]
    project = (await project_of(order.ctx, order.street, name)).state
    check_open(project)
    await _check_room(order, name)
    days = (await charter_of(order.ctx, order.street)).projects.following.answer_days
    due = calendar_of(order.ctx.settings).due(order.today, days, Term.WORKING).on
    key = order.cause.derive("guidance")
    said = words(order.body.text, acting_role(order.cause), order.cause)
    return await order.create(GUIDANCE, give(key, name, project, said, due), key)


async def _check_room(order: Order[Any], project: str) -> None:
    found = await order.ctx.store.every(GUIDANCE, order.street, {"project": project})
    if len(found) >= MAX_GUIDANCE:
        raise WrongState(
            "too-much-guidance",
            f"一个项目最多提 {MAX_GUIDANCE} 条指导意见。",
            f"A project takes at most {MAX_GUIDANCE} pieces of guidance.",
        )


async def _its_unit(order: Order[Any]) -> None:
    found = await order.ctx.store.get(GUIDANCE.key(order.street, order.key))
    if found is not None:
        await check_unit(order.ctx, order.street, order.person, found.state.unit)


def _reply(action: str, text: str, state: Guidance, order: Order[Any]) -> Any:
    said = words(text, acting_role(order.cause), order.cause)
    return reply(order.key, state, action, said)


GIVE: AnyCommand = Command(
    "give", on=THING, action="give_guidance", label=Label("提出指导意见", "Give guidance"),
    doc="Guidance of the project's group of deputies; the unit must answer it (E-32).",
    body=bodies.NewGuidance, may=INSPECTORS, do=_give, path="", creates=True, then=THREAD,
)  # fmt: skip
ANSWER: AnyCommand = Command(
    "answer", on=THING, action="answer_guidance", label=Label("答复", "Answer"),
    doc="The unit's answer, which everybody can read.",
    body=bodies.Answer, may=DOERS, move=(GUIDANCE_TABLE, "answer"), facts=_its_unit,
    then=THREAD,
    decide=lambda g, o: _reply("answer", o.body.text, g, o),
)  # fmt: skip
COMMANDS: tuple[AnyCommand, ...] = (
    GIVE,
    ANSWER,
    Command(
        "withdraw", on=THING, action="withdraw_guidance", label=Label("撤回", "Take back"),
        doc="Take a guidance back before it is answered, with the reason.",
        body=Reasoned, may=INSPECTORS, move=(GUIDANCE_TABLE, "withdraw"), then=THREAD,
        decide=lambda g, o: _reply("withdraw", o.body.reason, g, o),
    ),
    *ATTACHED.commands,
)  # fmt: skip
