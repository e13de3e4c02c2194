"""What can be asked: say something on a project, look at it, answer it."""

from typing import Annotated, Any, Literal

from pydantic import StringConstraints

from chassis.core.decision import Change
from chassis.core.documents import Changed
from chassis.core.errors import TooMany
from chassis.core.text import Body
from chassis.web.bodies import PUBLIC, Because
from chassis.web.command import Command, Done, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Area, Hint, Label
from services.supervision.clean_words import check_public
from services.supervision.feedback import domain
from services.supervision.feedback.domain import MOST_WAITING, SHOWN, WAITING, Feedback
from services.supervision.kinds import FEEDBACK
from services.supervision.owning import check_unit
from services.supervision.project.queries import project_of
from services.supervision.roles import DOERS, OFFICE

CONSENT = "feedback-1"
"""The version of the notice at the form."""
AT = "/streets/{street}/projects/{project}/feedback/{feedback}"
Words = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Said(Body):
    """A few words on the works; no name, no phone."""

    text: Annotated[
        Words,
        Label("您看到的情况、想说的话", "What you see and want to say"),
        Hint(
            "不用登录，不用留姓名电话；工作人员看过后公开。",
            "No account, no name, no phone; shown once the staff has looked at it.",
        ),
        Area(4),
    ]
    consent: Annotated[
        Literal[True],
        Label(
            "我知道这段话核对后会在本页公开",
            "I know that these words will be public on this page",
            (
                "请勾选：您知道这段话会公开。",
                "Please tick that you know these words will be public.",
            ),
        ),
    ]


class Shown(Body):
    """The words as everybody reads them."""

    words: Annotated[Words, Label("公开的话", "The public words"), PUBLIC, Area(3)]


class Replied(Body):
    """The unit's answer."""

    reply: Annotated[Words, Label("回复", "Answer"), PUBLIC, Area(3)]


def _done(changed: Changed[Feedback]) -> Done:
    return Done(id=changed.id, version=changed.version, status=changed.state.status)


FEEDBACKS: Thing[Feedback] = Thing(
    service="supervision",
    kind=FEEDBACK,
    api=f"/supervision/api{AT}",
    page=f"/supervision{AT}",
    answer=_done,
    look=check_public,
)
DESK = "/supervision/streets/{street}/feedback"


async def _say(order: Order[Said]) -> Changed[Feedback]:
    """Keep it for who looks at it. Raises ``TooMany`` where too many wait already."""
    name = order.path["project"]
    project = (await project_of(order.ctx, order.street, name)).state
    waiting = await order.ctx.store.count(
        FEEDBACK, order.street, {"project": name, "status": WAITING}
    )
    if sum(waiting.values()) >= MOST_WAITING:
        zh = "待核对的反馈较多，请过几天再来，或联系社区。"
        raise TooMany("feedback-full", zh, "Too much waits to be looked at; come back later.")
    new = Feedback(
        project=name,
        project_no=project.no,
        title=project.title,
        cycle=project.cycle,
        unit=project.unit,
        text=order.body.text,
        consent=CONSENT,
        at=order.at,
    )
    return await order.create(FEEDBACK, Change(new), order.cause.derive("feedback"))


def _show(found: Feedback, order: Order[Shown]) -> Change[Feedback]:
    return domain.show(found, order.body.words)


async def _its_unit(order: Order[Any]) -> None:
    found = await order.ctx.store.get(FEEDBACK.key(order.street, order.key))
    if found is not None:
        await check_unit(order.ctx, order.street, order.person, found.state.unit)


def _reply(found: Feedback, order: Order[Replied]) -> Change[Feedback]:
    return domain.reply(found, order.body.reply, order.at)


SAY: AnyCommand = Command(
    "say", on=FEEDBACKS, action="give_feedback", label=Label("提交", "Send it"),
    doc="Say something on a project without an account; it is looked at before it shows.",
    body=Said, path="", creates=True, do=_say,
    then="/supervision/streets/{street}/projects/{project}?sent=1#feedback",
)  # fmt: skip
LOOKING: tuple[AnyCommand, ...] = (
    Command(
        "show", on=FEEDBACKS, action="show_feedback", label=Label("公开", "Show it"),
        doc="Show it in public words; personal data in them is refused.",
        body=Shown, may=OFFICE, when=lambda one: one.status == WAITING, decide=_show, then=DESK,
    ),
    Command(
        "hide", on=FEEDBACKS, action="hide_feedback", label=Label("不公开", "Do not show it"),
        doc="Do not show it, for a reason that the staff keeps.",
        body=Because, may=OFFICE, when=lambda one: one.status == WAITING,
        decide=lambda one, order: domain.hide(one, order.body.reason), then=DESK,
    ),
    Command(
        "reply", on=FEEDBACKS, action="reply_to_feedback", label=Label("回复", "Answer"),
        doc="The unit answers what is shown.",
        body=Replied, may=DOERS, when=lambda one: one.status == SHOWN and not one.reply,
        facts=_its_unit, decide=_reply, then=DESK,
    ),
)  # fmt: skip
