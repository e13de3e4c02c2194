"""What people can ask of minutes: draw them, edit a section, make them final."""

from typing import Any

from chassis.web.command import Command, Thing
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.agenda.commands import THE_AGENDA
from services.ballot.kinds import MINUTES
from services.ballot.minutes import domain
from services.ballot.minutes.bodies import Drawing, Finishing, SectionText
from services.ballot.minutes.domain import MINUTES_TABLE, Minutes
from services.ballot.minutes.writing import AFTER_BEGIN, draw, finish
from services.ballot.roles import COMMITTEE

THE_MINUTES: Thing[Minutes] = Thing(
    service="ballot",
    kind=MINUTES,
    api=f"{THE_AGENDA.api}/minutes",
    page=f"{THE_AGENDA.page}/minutes",
)
BACK = THE_AGENDA.page

DRAW: AnyCommand = Command[Any, Drawing](
    "minutes", on=THE_AGENDA, then=BACK, action="draw_minutes",
    label=Label("生成会议纪要", "Draw the minutes"),
    doc="The whole minutes from the records, as a draft.",
    body=Drawing, may=COMMITTEE, makes=True, crowded=True,
    when=lambda session: session.status in AFTER_BEGIN, do=draw,
)  # fmt: skip
EDIT: AnyCommand = Command(
    "edit", on=THE_MINUTES, then=BACK, action="edit_minutes", label=Label("保存", "Save"),
    doc="Another text of one section of the draft.",
    body=SectionText, may=COMMITTEE, path="sections/{section}", move=(MINUTES_TABLE, "edit"),
    decide=lambda m, o: domain.edit(m, o.path["section"], o.body.text),
)  # fmt: skip
FINISH: AnyCommand = Command(
    "finish", on=THE_MINUTES, then=BACK, action="finish_minutes",
    label=Label("纪要定稿", "Make the minutes final"),
    doc="Number, date, PDF and digests; nothing is changed afterwards.",
    body=Finishing, may=COMMITTEE, move=(MINUTES_TABLE, "finish"), do=finish,
)  # fmt: skip
COMMANDS = (DRAW, EDIT, FINISH)
