"""A resident's word on a project, without a name: private until the office has looked at it."""

from datetime import datetime

from chassis.core.decision import Change, State
from chassis.core.errors import WrongState

WAITING, SHOWN, HIDDEN = "WAITING", "SHOWN", "HIDDEN"
MOST_WAITING = 200
"""Words on one project that wait to be looked at; more are refused until some were."""


class Feedback(State):
    """``text`` as it was written, for who looks at it; ``words`` as everybody reads it.

    ``consent``: the version of the notice that was agreed to; ``reason``: why it is not shown.
    """

    project: str
    project_no: int
    title: str
    cycle: str
    unit: str
    text: str
    consent: str
    at: datetime
    status: str = WAITING
    words: str = ""
    reason: str = ""
    reply: str = ""
    replied_at: datetime | None = None


def show(found: Feedback, words: str) -> Change[Feedback]:
    """These words are public."""
    _check(found, WAITING)
    return Change(found.model_copy(update={"status": SHOWN, "words": words}))


def hide(found: Feedback, reason: str) -> Change[Feedback]:
    """It is not shown, for a reason that the staff keeps."""
    _check(found, WAITING)
    return Change(found.model_copy(update={"status": HIDDEN, "reason": reason}))


def reply(found: Feedback, text: str, at: datetime) -> Change[Feedback]:
    """The unit's answer, under what is shown; once."""
    _check(found, SHOWN)
    if found.reply:
        raise WrongState("replied-already", "已经回复过了。", "It was answered already.")
    return Change(found.model_copy(update={"reply": text, "replied_at": at}))


def _check(found: Feedback, status: str) -> None:
    if found.status != status:
        raise WrongState("looked-already", "这条反馈已经处理过了。", "This was looked at already.")
