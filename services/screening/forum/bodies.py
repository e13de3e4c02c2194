"""What commands on forums bring."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from chassis.core.text import Body
from chassis.web.fields import Hint, Label, Lines, Names, Options
from services.screening.bodies import Maybe, Name, People, Points, Word
from services.screening.forum.domain import Form, Forum


class Held(StrEnum):
    """What a clerk records here; a meeting is recorded with its leg."""

    FORUM = "FORUM"
    DISCUSSION = "DISCUSSION"
    OPENING = "OPENING"


class NewForum(Body):
    """The record of what was held (座谈记录). ``kind``: what the street calls it."""

    form: Annotated[Held, Label("类型", "What was held"), Options("forms")] = Held.FORUM
    kind: Annotated[Name, Label("名称", "What it is called")]
    station: Annotated[Word, Label("地点（联络站、社区）", "Station or place")]
    held_on: Annotated[date, Label("日期", "Date")]
    host: Annotated[Maybe, Label("主持人", "Chair")] = ""
    deputies: Annotated[
        list[Name],
        Field(max_length=50),
        Label("人大代表", "Deputies"),
        Hint(
            "座谈会至少一名；用顿号隔开，公开显示",
            "A forum has at least one; separate with commas; shown to all",
        ),
        Names(),
    ] = Field(default=[])
    neighbour_leads: Annotated[
        list[Name],
        Field(max_length=100),
        Label("片长、组长、邻长", "Neighbourhood leads"),
        Hint(
            "座谈会至少一名；用顿号隔开，只公开人数",
            "A forum has at least one; separate with commas; only their number is shown",
        ),
        Names(),
    ] = Field(default=[])
    present: Annotated[
        list[Name],
        Field(max_length=100),
        Label("其他参加人员", "Others who came"),
        Hint("用顿号隔开，只公开人数", "Separate with commas; only their number is shown"),
        Names(),
    ] = Field(default=[])
    people: Annotated[People, Label("到会人数", "People")] = 0
    points: Annotated[
        Points, Label("座谈要点", "Points"), Hint("一行一条", "One a line"), Lines()
    ] = Field(default=[])

    def forum(self, cycle: str, leg: str) -> Forum:
        """The record it describes, in the leg that is open."""
        given = self.model_dump() | {"held_on": self.held_on.isoformat()}
        given |= {"form": Form(self.form.value)}
        return Forum(cycle=cycle, leg=leg, **given)
