"""What is asked of the floor: who wants to speak, which item is dealt with."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Hint, Label, Options


class AskToSpeak(Body):
    """A member who is here, or a guest by name; ``minutes`` 0: as the charter has it."""

    member: Annotated[
        str,
        StringConstraints(max_length=64, pattern=r"^[\w.:-]*$"),
        Label("议事员", "Member"),
        Options("here"),
    ] = ""
    guest: Annotated[
        str,
        StringConstraints(max_length=60, strip_whitespace=True),
        Label("列席人员姓名", "Guest’s name"),
        Hint("议事员发言时不填。", "Leave it empty for a member."),
    ] = ""
    minutes: Annotated[
        int,
        Field(ge=0, le=60),
        Label("时限（分钟）", "Minutes"),
        Hint("0 表示按章程规定。", "0: as the charter has it."),
    ] = 0


class AgendaNow(Body):
    """The agenda item that is dealt with from now on; empty: none."""

    item: Annotated[
        str, StringConstraints(max_length=64), Label("正在进行的议程", "On now"), Options("agenda")
    ] = ""
