"""What is asked at the door in words: who arrives, which check-ins are confirmed."""

from typing import Annotated

from pydantic import Field

from chassis.core.text import Body
from chassis.web.fields import Label, Many, Options
from services.ballot.bodies import Id, Short


class CheckIn(Body):
    """The member who arrives."""

    member: Annotated[Id, Label("议事员", "Member"), Options("absent")]


class Seen(Body):
    """The check-ins that stood on the screen of whoever confirms them, and no others."""

    arrivals: Annotated[
        list[Id], Field(min_length=1, max_length=500), Label("签到", "Check-ins"), Many("waiting")
    ]


class Attendee(Body):
    """列席人员."""

    name: Annotated[Short, Label("姓名", "Name")]
    capacity: Annotated[Short, Label("身份", "Capacity")] = "列席"
