"""What is sent with guidance and its answer."""

from typing import Annotated

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC
from chassis.web.fields import Area, Label
from services.supervision.bodies import Text


class NewGuidance(Body):
    """What the deputies' group says to a project."""

    text: Annotated[Text, Label("指导意见", "Guidance"), PUBLIC, Area(4)]


class Answer(Body):
    """What the unit answers."""

    text: Annotated[Text, Label("答复内容", "Answer"), PUBLIC, Area(4)]
