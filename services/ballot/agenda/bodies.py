"""What is asked of an agenda in words."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label, Options
from services.ballot.agenda.item import Doubt, ItemKind
from services.ballot.bodies import Id, Short

Why = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    Label("理由", "Reason"),
    Hint("留在记录里，供以后查看。", "Stays in the record."),
    Area(2),
]


class Entry(Body):
    """An item as it is planned."""

    title: Annotated[Short, Label("议题", "Item")]
    kind: Annotated[ItemKind, Label("类别", "Kind"), Options("item_kinds")]
    presenter: Annotated[
        str, StringConstraints(max_length=100), Label("报告人", "Presented by")
    ] = ""
    minutes: Annotated[int, Field(ge=0, le=480), Label("计划用时（分钟）", "Minutes planned")] = 0


class NewEntry(Entry):
    """A further item; beyond the limit with a reason."""

    override_reason: Annotated[
        str,
        StringConstraints(max_length=2000),
        Label("超出议程数的理由", "Reason for more items"),
        Hint("没有超出可以不填。", "Only beyond the limit."),
    ] = ""


class Doubted(Body):
    """Why an item may not deserve its time; nothing chosen takes the flag away."""

    doubt: Annotated[Doubt | None, Label("标记", "Flag"), Options("doubts")] = None
    reason: Why


class Reasoned(Body):
    """Why it is done."""

    reason: Why


class Merging(Body):
    """The item that it goes into, and why."""

    into: Annotated[Id, Label("并入", "Merge into"), Options("others")]
    reason: Why


class Discussed(Body):
    """How many spoke to an item, and what they said in short."""

    speakers: Annotated[int, Field(ge=0, le=500), Label("发言人数", "People who spoke")]
    said: Annotated[
        str, StringConstraints(max_length=2000), Label("主要意见", "What was said"), Area(3)
    ] = ""
