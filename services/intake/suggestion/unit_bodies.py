"""What assigning to departments, and giving back, bring."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.text import Body, Reason
from chassis.web.fields import Area, Hint, Label, Names
from services.intake.suggestion.bodies import OneOf


class Assign(Body):
    """The department that answers it."""

    unit: Annotated[
        str,
        StringConstraints(min_length=1, max_length=30),
        Label("责任部门（主办）", "Department (lead)"),
    ]
    co_units: Annotated[
        list[OneOf],
        Field(default_factory=list, max_length=5),
        Label("会办部门", "Departments that help"),
        Hint("没有就空着；几个部门用顿号隔开。", "Leave it empty, or name them with commas."),
        Names(),
    ]


class HandBack(Body):
    """Why it is not this unit's."""

    reason: Annotated[Reason, Label("为什么不属于本单位", "Why it is not yours"), Area(2)]
