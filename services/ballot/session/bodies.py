"""What is asked of a session in words: planning it."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from chassis.core.clock import ZONE
from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label, Lines
from services.ballot.agenda.item import items_of
from services.ballot.bodies import Id, Short
from services.ballot.session.domain import Session


class NewSession(Body):
    """会议: ``at`` with its zone, or in Asia/Shanghai without one."""

    cycle: Annotated[Id, Label("年度", "Cycle")]
    term: Annotated[int, Field(ge=1, le=99), Label("届", "Term")]
    number: Annotated[int, Field(ge=1, le=99), Label("次", "Session")]
    at: Annotated[datetime, Label("时间", "Time")]
    venue: Annotated[Short, Label("地点", "Venue")]
    agenda: Annotated[
        list[Short],
        Field(min_length=1, max_length=50),
        Label("议程", "Agenda"),
        Hint("每行一项", "One item a line"),
        Lines(5),
    ]
    override_reason: Annotated[
        str,
        StringConstraints(max_length=2000),
        Label("超出议程数的理由", "Reason for more items"),
        Area(3),
    ] = ""

    @field_validator("at")
    @classmethod
    def _in_the_street(cls, value: datetime) -> datetime:
        if not 2000 <= value.year <= 2100:
            raise ValueError("a year from 2000 to 2100")
        zoned = value if value.tzinfo else value.replace(tzinfo=ZONE)
        return zoned.astimezone(ZONE)

    def session(self) -> Session:
        """The session that is meant, in preparation."""
        return Session(
            **self.model_dump(include={"cycle", "term", "number", "venue", "override_reason"}),
            at=self.at.isoformat(),
            agenda=items_of(self.agenda),
        )
