"""What parting and splitting suggestions bring."""

from typing import Annotated

from chassis.core.text import Body, Reason
from chassis.web.fields import Area, Hint, Label
from services.intake.suggestion.bodies import Text


class Part(Body):
    """Why two are not one after all."""

    reason: Annotated[Reason, Label("取消的理由", "Why"), Area(2)]


class Split(Body):
    """The other matter in it, as a suggestion of its own."""

    content: Annotated[
        Text,
        Label("另立一条的内容", "What becomes a suggestion of its own"),
        Hint(
            "原文不变；新的一条沿用同一建议人，按新收到的受理、答复。",
            "The text stays; the new one has the same author and is accepted and answered anew.",
        ),
        Area(4),
    ]
