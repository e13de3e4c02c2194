"""What commands on an order bring, and what their forms ask for."""

from datetime import date
from typing import Annotated

from fastapi import UploadFile
from pydantic import Field

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC, Reasoned
from chassis.web.fields import Area, Files, Hint, Label, Options, YesNo
from services.supervision.bodies import Id, Maybe, Text

TERM = Hint("不填就按章程规定的工作日计算。", "Left out: so many working days as in the charter.")


class NewOrder(Body):
    """What a unit is to answer for."""

    project: Annotated[Id, Label("项目", "Project"), Options("projects")]
    text: Annotated[Text, Label("督办事项和要求", "What is to be done"), PUBLIC, Area(5)]
    due_on: Annotated[date | None, Label("答复期限", "To be answered by"), TERM] = None


class NewReply(Body):
    """What the unit did about it, with photos."""

    text: Annotated[Text, Label("办理情况", "What was done"), PUBLIC, Area(5)]
    photos: Annotated[
        list[UploadFile],
        Field(max_length=12),
        Label("照片", "Photos"),
        Hint("最多 12 张，仅工作人员可见。", "Up to 12, for the staff."),
        Files("image/*"),
    ] = Field(default_factory=list)


class Verified(Body):
    """Whether the answer holds; where it does not: a new ``due_on``."""

    passed: Annotated[
        bool,
        Label("核实结果", "Does it hold"),
        YesNo(
            Label("属实，已解决", "Yes, it is solved"),
            Label("未解决，退回", "No, back to the unit"),
        ),
    ]
    note: Annotated[Maybe, Label("说明", "Note"), PUBLIC, Area(3)] = ""
    due_on: Annotated[
        date | None,
        Label("新的答复期限", "New day"),
        Hint("退回时必填", "Needed where it goes back"),
    ] = None


class Extended(Reasoned):
    """What office or consultation made of a late order."""

    due_on: Annotated[date, Label("新的答复期限", "New day")]
