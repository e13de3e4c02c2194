"""What is sent with claims."""

from typing import Annotated

from pydantic import StringConstraints

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC, Reasoned
from chassis.web.fields import Hint, Label, Options, YesNo
from services.supervision.bodies import Id


class Application(Body):
    """认领: whether the deliberator has an interest in the project (回避)."""

    interested: Annotated[
        bool,
        Label("与这个项目有利害关系吗？", "Have you an interest in this project?"),
        Hint(
            "本人或近亲属承揽工程、供货，或从中直接获利的，应当回避。",
            "You or your family carry it out, supply it or gain from it.",
        ),
        YesNo(Label("有", "Yes"), Label("没有", "No")),
    ]
    note: Annotated[
        str,
        StringConstraints(max_length=200),
        Label("打算怎么跟踪（可不填）", "How you mean to follow it (optional)"),
        PUBLIC,
    ] = ""


class Transfer(Reasoned):
    """移交: to whom, and why."""

    to: Annotated[Id, Label("移交给", "To"), Options("members")]
