"""What is asked at the door in words: who arrives."""

from typing import Annotated

from chassis.core.text import Body
from chassis.web.fields import Label, Options
from services.ballot.bodies import Id, Short


class CheckIn(Body):
    """The member who arrives."""

    member: Annotated[Id, Label("议事员", "Member"), Options("absent")]


class Attendee(Body):
    """列席人员."""

    name: Annotated[Short, Label("姓名", "Name")]
    capacity: Annotated[Short, Label("身份", "Capacity")] = "列席"
