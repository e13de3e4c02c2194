"""What drafting and publishing answers brings, and what the forms ask for."""

from typing import Annotated

from pydantic import StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label
from services.intake.suggestion.bodies import MARK, Choice, Text
from services.intake.suggestion.looking import Looked


class DraftAnswer(Looked):
    """A draft of the answer; nobody outside sees it until it is released."""

    mark: Annotated[Choice, *MARK] = ""
    text: Annotated[
        Text,
        Label("拟稿内容", "The draft"),
        Hint(
            "审核并公布以前，页面、接口和建议人都看不到。不写个人信息。",
            "Nobody outside sees it before it is reviewed and released. No personal data.",
        ),
        Area(8),
    ]


class GiveOpinion(Body):
    """会办意见: of a unit that helps, for the one that answers."""

    text: Annotated[
        str,
        StringConstraints(min_length=1, max_length=500),
        Label("会办意见（只给主办部门和街道看）", "Opinion (for the lead unit and the street)"),
        Area(4),
    ]
