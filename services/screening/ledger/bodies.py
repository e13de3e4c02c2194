"""What commands on the ledger bring."""

from datetime import date
from typing import Annotated

from pydantic import Field

from chassis.core.text import Body
from chassis.rooms.choices import pick
from chassis.web.fields import Hint, Label, Lines, Names, Options
from services.screening.bodies import Maybe, Name, People, Points
from services.screening.forum.domain import Form, Forum
from services.screening.ledger.domain.ledger import LegState, Meeting


class NewMeeting(Body):
    """Minutes of a meeting (会议纪要). ``body``: the id or name of a body the leg asks for."""

    body: Annotated[Name, Label("会议", "Meeting"), Options("bodies")]
    held_on: Annotated[date, Label("日期", "Date")]
    place: Annotated[Maybe, Label("地点", "Place")] = ""
    host: Annotated[Maybe, Label("主持人", "Chair")] = ""
    present: Annotated[People, Label("到会人数", "Present")] = 0
    attendees: Annotated[
        list[Name],
        Field(max_length=100),
        Label("参会人员", "Who came"),
        Hint("用顿号隔开，只公开人数", "Separate with commas; only their number is shown"),
        Names(),
    ] = Field(default=[])
    points: Annotated[
        Points,
        Label("议定事项", "Points"),
        Hint("一行一条，公开显示", "One a line; shown to all"),
        Lines(),
    ] = Field(default=[])

    def meeting(self, leg: LegState, meeting_id: str) -> Meeting:
        """The minutes under the body's id; a leg that names no bodies takes any."""
        chosen = pick(leg.wanted, self.body, "body") if leg.wanted else self.body
        named = next((one for one in leg.wanted if one.id == chosen), None)
        return Meeting(
            id=meeting_id,
            body=chosen,
            zh=named.zh if named else self.body,
            en=named.en if named else self.body,
            held_on=self.held_on.isoformat(),
            place=self.place,
            host=self.host,
            present=self.present or len(self.attendees),
            points=tuple(self.points),
            recorded=True,
        )

    def record(self, cycle: str, leg: str, meeting: Meeting) -> Forum:
        """The same as a record of the leg, to which papers can be attached."""
        return Forum(
            cycle=cycle,
            leg=leg,
            form=Form.MEETING,
            kind=meeting.zh,
            station=meeting.place,
            held_on=meeting.held_on,
            host=meeting.host,
            present=tuple(self.attendees),
            people=meeting.present,
            points=meeting.points,
        )
