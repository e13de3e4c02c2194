"""Bounds of what requests bring, shared by all commands of supervision."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label

Short = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Maybe = Annotated[str, StringConstraints(max_length=2000)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
Yuan = Annotated[int, Field(ge=0, le=10**10)]
PUBLIC = Hint("公开显示，请不要写个人信息。", "Shown to all; no personal data.")


class Reasoned(Body):
    """A step that says why; the reason is public."""

    reason: Annotated[Text, Label("理由", "Reason"), PUBLIC, Area(4)]
