"""What is sent of a show of hands: what is voted on, what a teller counted."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Hint, Label, Options
from services.ballot.bodies import Short
from services.ballot.hands.domain import Hands

Number = Annotated[int, Field(ge=0, le=500)]


class CallHands(Body):
    """What hands are raised for; ``item``: the agenda item it decides, where there is one."""

    subject: Annotated[
        Short,
        Label("表决事项", "Motion"),
        Hint("例如：通过街道工作报告。", "For example: to adopt the street’s report."),
    ]
    item: Annotated[
        str, StringConstraints(max_length=64), Label("所属议程", "Agenda item"), Options("by_hands")
    ] = ""


class CountedHands(Body):
    """赞成 反对 弃权 as one teller counted them."""

    votes_for: Annotated[Number, Label("赞成", "For")]
    against: Annotated[Number, Label("反对", "Against")]
    abstain: Annotated[Number, Label("弃权", "Abstaining")]

    def hands(self) -> Hands:
        """The same as the vote keeps them."""
        return Hands(**self.model_dump())
