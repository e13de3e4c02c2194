"""What people can ask of an agenda. The page of the session's papers has a form for each item."""

from typing import Any

from chassis.core.decision import Change
from chassis.core.text import Nothing
from chassis.rooms.copies import charter_of
from chassis.web.command import Command, Order, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.agenda import domain
from services.ballot.agenda.bodies import (
    Discussed,
    Doubted,
    Entry,
    Merging,
    NewEntry,
    Reasoned,
)
from services.ballot.agenda.item import AgendaItem, Noted
from services.ballot.kinds import SESSIONS
from services.ballot.roles import COMMITTEE, PRESIDING, said_name
from services.ballot.session.commands import THE_SESSION
from services.ballot.session.domain import SESSION, Session

THE_AGENDA: Thing[Session] = Thing(
    service="ballot",
    kind=SESSIONS,
    api=THE_SESSION.api,
    page=f"{THE_SESSION.page}/papers",
)
ARRANGE = (SESSION, "arrange")
DELIBERATE = (SESSION, "deliberate")


async def limit_of(order: Order[Any]) -> int:
    """The charter's limit of agenda items (W-02)."""
    return (await charter_of(order.ctx, order.street)).agenda_limit


def _line(order: Order[Any], what: str) -> Noted:
    reason = getattr(order.body, "reason", "")
    return Noted(at=order.at, by=said_name(order.person), what=what, reason=reason)


def _add(state: Session, order: Order[NewEntry]) -> Change[Session]:
    body = order.body
    told = body.model_dump(exclude={"override_reason"})
    new = AgendaItem(id=order.cause.derive("item")[:12], **told)
    return domain.add(state, new, _line(order, "added"), order.facts, body.override_reason)


def _change(state: Session, order: Order[Entry]) -> Change[Session]:
    return domain.change(
        state, order.path["item"], order.body.model_dump(), _line(order, "changed")
    )


def _merge(state: Session, order: Order[Merging]) -> Change[Session]:
    return domain.merge(state, order.path["item"], order.body.into, _line(order, "merged"))


ADD: AnyCommand = Command(
    "items", on=THE_AGENDA, action="add_agenda_item", label=Label("增加议题", "Add an item"),
    doc="A further item of the agenda; beyond the limit with a reason (W-02).",
    body=NewEntry, may=COMMITTEE, move=ARRANGE, facts=limit_of, decide=_add,
)  # fmt: skip
CHANGE: AnyCommand = Command(
    "change", on=THE_AGENDA, action="change_agenda_item", label=Label("保存修改", "Save"),
    doc="Title, kind, presenter and minutes of an item.",
    body=Entry, may=COMMITTEE, path="items/{item}/change", move=ARRANGE, decide=_change,
)  # fmt: skip
UP: AnyCommand = Command(
    "up", on=THE_AGENDA, action="move_agenda_item_up", label=Label("上移", "Up"),
    doc="An item one place up.",
    body=Nothing, may=COMMITTEE, path="items/{item}/up", move=ARRANGE,
    decide=lambda s, o: domain.move(s, o.path["item"], -1),
)  # fmt: skip
DOWN: AnyCommand = Command(
    "down", on=THE_AGENDA, action="move_agenda_item_down", label=Label("下移", "Down"),
    doc="An item one place down.",
    body=Nothing, may=COMMITTEE, path="items/{item}/down", move=ARRANGE,
    decide=lambda s, o: domain.move(s, o.path["item"], 1),
)  # fmt: skip
DOUBT: AnyCommand = Command(
    "doubt", on=THE_AGENDA, action="flag_agenda_item", label=Label("保存标记", "Save the flag"),
    doc="Flag an item of little attention or effect (W-03).",
    body=Doubted, may=COMMITTEE, path="items/{item}/doubt", move=ARRANGE,
    decide=lambda s, o: domain.doubt(s, o.path["item"], o.body.doubt, _line(o, "flagged")),
)  # fmt: skip
DELETE: AnyCommand = Command(
    "delete", on=THE_AGENDA, action="delete_agenda_item", label=Label("删除议题", "Delete"),
    doc="Take an item off the agenda; its history stays (W-03).",
    body=Reasoned, may=COMMITTEE, path="items/{item}/delete", move=ARRANGE,
    decide=lambda s, o: domain.delete(s, o.path["item"], _line(o, "deleted")),
)  # fmt: skip
MERGE: AnyCommand = Command(
    "merge", on=THE_AGENDA, action="merge_agenda_item", label=Label("并入", "Merge"),
    doc="Merge an item into another; its history stays (W-03).",
    body=Merging, may=COMMITTEE, path="items/{item}/merge", move=ARRANGE, decide=_merge,
)  # fmt: skip
DISCUSS: AnyCommand = Command(
    "discuss", on=THE_AGENDA, action="record_discussion", label=Label("记下讨论", "Record"),
    doc="How many spoke to an item, and what they said in short (W-09).",
    body=Discussed, may=PRESIDING, path="items/{item}/discuss", move=DELIBERATE, crowded=True,
    decide=lambda s, o: domain.discuss(s, o.path["item"], o.body.speakers, o.body.said),
)  # fmt: skip
OF_ITEM = (UP, DOWN, CHANGE, DOUBT, MERGE, DELETE, DISCUSS)
COMMANDS = (ADD, *OF_ITEM)
