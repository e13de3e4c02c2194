"""What is asked of a ballot in words: who counts, why it is void, that voting really ends."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label, Many, Options
from services.ballot.ballot.domain.grounds import Ground
from services.ballot.ballot.domain.officers import Officers

Subject = Annotated[str, StringConstraints(pattern=r"^[^\s#]{1,128}$")]
REPORTED = Hint(
    "可选的是已在本次会议报到的人；缺人时请其登录后点“报到”。",
    "Who has reported for duty at this session; whoever is missing signs in and reports.",
)


class NamedOfficers(Body):
    """总监票人 监票人 计票人 by the subjects of their tokens; a page offers who has reported."""

    chief_scrutineer: Annotated[
        Subject, Label("总监票人", "Chief scrutineer"), REPORTED, Options("chiefs")
    ]
    scrutineers: Annotated[
        list[Subject],
        Field(max_length=20),
        Label("监票人", "Scrutineers"),
        Many("scrutineers"),
    ]
    tellers: Annotated[
        list[Subject],
        Field(max_length=20),
        Label("计票人", "Tellers"),
        Many("tellers"),
    ]

    def officers(self) -> Officers:
        """The same as the ballot keeps them."""
        return Officers(
            chief=self.chief_scrutineer,
            scrutineers=tuple(self.scrutineers),
            tellers=tuple(self.tellers),
        )


class VoidProposal(Body):
    """Why the ballot should not count."""

    ground: Annotated[Ground, Label("作废理由", "Ground"), Options("grounds")]
    note: Annotated[
        str,
        StringConstraints(max_length=2000),
        Label("说明", "Note"),
        Hint("公开显示，请不要写个人信息。", "Shown to all; no personal data."),
        Area(3),
    ] = ""


class SetAside(Body):
    """Which coupon is set aside, by its tag."""

    tag: Annotated[
        str,
        StringConstraints(max_length=20),
        Label("校验号", "Tag"),
        Hint("印在票码上的 8 位校验号。", "The 8 digits printed on the coupon."),
        Options("conflicts"),
    ]


class Ended(Body):
    """Asked once more before voting ends, because nothing opens the round again."""

    sure: Annotated[
        Literal[True],
        Label(
            "已向全场询问，没有人还要投票",
            "The hall was asked: nobody is still voting",
            ("请先询问全场，再勾选。", "Ask the hall first, then tick this."),
        ),
        Hint(
            "结束后不能重新开放。还有几人没投，此时不显示：投票期间不公布任何数字。",
            "It cannot be opened again. How many have not voted is not shown: "
            "no figure is told while a vote is under way.",
        ),
    ]
