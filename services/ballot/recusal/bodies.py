"""What is told of a recusal in words."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label, Many, Options
from services.ballot.bodies import Id


class StandsAside(Body):
    """A member, the candidates in question, and why; the reason is shown to nobody else."""

    member: Annotated[Id, Label("议事员", "Member"), Options("called")]
    candidates: Annotated[
        list[Id],
        Field(min_length=1, max_length=100),
        Label("回避的候选项目", "Stands aside from"),
        Hint("全部勾选的，不领投票码条。", "Who stands aside from all of them draws no slip."),
        Many("candidates"),
    ]
    reason: Annotated[
        str,
        StringConstraints(min_length=1, max_length=500, strip_whitespace=True),
        Label("理由", "Reason"),
        Hint("只有人大街道工委看得到，不公开。", "Seen by the NPC committee alone."),
        Area(2),
    ]
