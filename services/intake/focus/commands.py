"""What a clerk can ask: mark the ticked suggestions, and take a mark-up back."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from chassis.core.decision import Cause, created, existing
from chassis.core.documents import Changed
from chassis.core.text import Body, Id, Nothing
from chassis.rooms.choices import pick
from chassis.rooms.copies import charter_of
from chassis.service import Context
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label, Many, Options
from contracts.charter import Charter
from services.intake.focus import domain
from services.intake.focus.domain import MOST, Refocusing, Remark, focus_of
from services.intake.kinds import REFOCUSINGS, SUGGESTIONS
from services.intake.roles import CLERKS
from services.intake.suggestion.bodies import Choice
from services.intake.suggestion.queries import suggestion_of

CLEAR = "-"
"""In place of a choice: nothing from now on. Left empty it stays as it is."""
Decided = Literal["", "yes", "no"]


class Refocus(Body):
    """What to mark on which suggestions; what is left empty stays as it is."""

    suggestions: Annotated[
        list[Id], Field(min_length=1, max_length=MOST), Label("建议", "Suggestions"), Many("shown")
    ]
    topic: Annotated[Choice, Label("关注专题", "Focus topic"), Options("topics")] = ""
    urgent: Annotated[Decided, Label("急难愁盼", "Urgent need"), Options("decided")] = ""
    weak_point: Annotated[Decided, Label("治理短板", "Weak point"), Options("decided")] = ""
    priority: Annotated[Choice, Label("街道重点工作", "Priority"), Options("priorities")] = ""


class RefocusingDone(BaseModel):
    """A mark-up: how many suggestions it is about, and whether it was taken back."""

    id: str
    version: int
    suggestions: int
    undone: bool


def done(changed: Changed[Refocusing]) -> RefocusingDone:
    """The small answer."""
    state = changed.state
    many, undone = len(state.remarks), state.undone
    return RefocusingDone(id=changed.id, version=changed.version, suggestions=many, undone=undone)


REFOCUSING: Thing[Refocusing] = Thing(
    service="intake",
    kind=REFOCUSINGS,
    api="/intake/api/streets/{street}/focus/{refocusing}",
    page="/intake/streets/{street}/desk/focus/{refocusing}",
    answers=RefocusingDone,
    answer=done,
)


async def refocus(order: Order[Refocus]) -> Changed[Refocusing]:
    """Keep what is to be marked on which. Raises ``Invalid``, ``NotFound``."""
    charter = await charter_of(order.ctx, order.street)
    wanted = _wanted(order.body, charter)
    remarks = [
        Remark(
            suggestion=key,
            before=(before := focus_of((await suggestion_of(order.ctx, order.street, key)).state)),
            after=before.model_copy(update=wanted),
        )
        for key in dict.fromkeys(order.body.suggestions)
    ]
    key = order.cause.derive("refocusing")
    made = domain.begin(tuple(remarks), key, order.at, order.person.name)
    decide = created(made.state, *made.events)
    return await order.ctx.change(REFOCUSINGS.key(order.street, key), decide, order.cause)


def _wanted(body: Refocus, charter: Charter) -> dict[str, Any]:
    lists = {"topic": charter.topics, "priority": charter.priorities}
    wanted: dict[str, Any] = {}
    for name, options in lists.items():
        given = getattr(body, name)
        if given:
            wanted[name] = "" if given == CLEAR else pick(options, given, name)
    for name in ("urgent", "weak_point"):
        if getattr(body, name):
            wanted[name] = getattr(body, name) == "yes"
    return wanted


async def carry_out(order: Order[Any], changed: Changed[Refocusing]) -> None:
    """At once, so that the page shows it; what a crash leaves is done when the event comes."""
    await mark_all(order.ctx, order.street, changed.id, changed.state, order.cause.actor)


async def mark_all(ctx: Context, street: str, key: str, state: Refocusing, actor: str) -> None:
    """Mark each suggestion, once for the mark-up and once for taking it back."""
    marked = [await _mark(ctx, street, key, state, one, actor) for one in state.remarks]
    if state.undone or all(marked):
        return
    name = f"focus:{key}:skipped"
    cause = Cause(id=name, actor=actor, action="mark_focus", at=ctx.now(), correlation=key)
    decide = existing(lambda found: domain.note_skipped(found, marked.count(False)))
    await ctx.change(REFOCUSINGS.key(street, key), decide, cause)


async def _mark(
    ctx: Context, street: str, key: str, state: Refocusing, one: Remark, actor: str
) -> bool:
    """Whether it stands there now."""
    # The same id for the request and for the event: whoever comes second finds it done.
    name = f"focus:{key}:{one.suggestion}:{state.undone}"
    cause = Cause(id=name, actor=actor, action="mark_focus", at=ctx.now(), correlation=key)
    decide = existing(lambda found: domain.mark(found, one, undone=state.undone))
    now = await ctx.change(SUGGESTIONS.key(street, one.suggestion), decide, cause)
    return focus_of(now.state) == (one.before if state.undone else one.after)


NEW: AnyCommand = Command(
    "new", on=REFOCUSING, action="refocus", label=Label("标注勾选的建议", "Mark the ticked ones"),
    doc="Mark focus topic, urgent need, weak point and priority on up to 50 suggestions.",
    body=Refocus, may=CLERKS, path="", creates=True, do=refocus, after=carry_out,
    then="/intake/streets/{street}/desk/focus",
)  # fmt: skip
UNDO: AnyCommand = Command(
    "undo", on=REFOCUSING, action="undo_refocus", label=Label("撤销", "Take it back"),
    doc="Give each suggestion of a mark-up what stood there before, unless it was changed since.",
    body=Nothing, may=CLERKS, when=lambda state: not state.undone,
    decide=lambda state, order: domain.undo(state, order.key), after=carry_out,
    then="/intake/streets/{street}/desk/focus",
)  # fmt: skip
