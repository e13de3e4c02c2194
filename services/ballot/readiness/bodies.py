"""What is ticked off a checklist."""

from typing import Annotated

from pydantic import Field

from chassis.core.text import Body
from chassis.web.fields import Label, Many
from services.ballot.bodies import Id


class Ticks(Body):
    """The points that are done; the others are not."""

    points: Annotated[
        list[Id],
        Field(default_factory=list, max_length=20),
        Label("已完成的事项", "Done"),
        Many("checklist"),
    ]
