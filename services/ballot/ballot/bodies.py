"""What is asked of a ballot in words: who counts, why it is void."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label, Lines
from services.ballot.ballot.domain.ballot import Officers

Subject = Annotated[str, StringConstraints(pattern=r"^[^\s#]{1,128}$")]
LOGIN = Hint("每行填一个本人登录用的账号。", "The account each signs in with, one a line.")


class NamedOfficers(Body):
    """总监票人 监票人 计票人 by the subjects of their tokens."""

    chief_scrutineer: Annotated[
        Subject,
        Label("总监票人的登录账号", "Chief scrutineer’s account"),
        Hint("本人登录用的账号，计票后由本人签字。", "The account they sign in with, and sign by."),
    ]
    scrutineers: Annotated[
        list[Subject],
        Field(max_length=20),
        Label("监票人的登录账号", "Scrutineers’ accounts"),
        LOGIN,
        Lines(3),
    ]
    tellers: Annotated[
        list[Subject],
        Field(max_length=20),
        Label("计票人的登录账号", "Tellers’ accounts"),
        LOGIN,
        Lines(3),
    ]

    def officers(self) -> Officers:
        """The same as the ballot keeps them."""
        return Officers(
            chief=self.chief_scrutineer,
            scrutineers=tuple(self.scrutineers),
            tellers=tuple(self.tellers),
        )


class VoidReason(Body):
    """Why the ballot does not count."""

    reason: Annotated[
        str,
        StringConstraints(min_length=1, max_length=2000),
        Label("理由", "Reason"),
        Hint("公开显示，请不要写个人信息。", "Shown to all; no personal data."),
        Area(4),
    ]
