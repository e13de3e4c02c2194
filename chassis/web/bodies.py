"""What many commands are sent with: the reason of a step."""

from typing import Annotated

from pydantic import StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label

Sentence = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
PUBLIC = Hint("公开显示，请不要写个人信息。", "Shown to all; no personal data.")
Why = Annotated[Sentence, Label("理由", "Reason"), PUBLIC, Area(4)]
"""A reason that everybody can read."""


class Because(Body):
    """A step with its reason, which the staff reads."""

    reason: Annotated[Sentence, Label("原因", "Reason"), Area(3)]


class Reasoned(Body):
    """A step with its reason, which everybody can read."""

    reason: Why
