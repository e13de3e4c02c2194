"""What people can ask of the booklet: a version of the whole, a supplement."""

from chassis.core.text import Nothing
from chassis.web.command import Command
from chassis.web.command_routes import AnyCommand
from chassis.web.fields import Label
from services.ballot.agenda.commands import THE_AGENDA
from services.ballot.booklet.building import build, supplement
from services.ballot.booklet.domain import in_force
from services.ballot.roles import COMMITTEE
from services.ballot.session.domain import SESSION, Session


def has_booklet(state: Session) -> bool:
    """Whether there is something to supplement."""
    return bool(in_force(state.booklets))


BUILD: AnyCommand = Command(
    "booklet", on=THE_AGENDA, action="build_booklet",
    label=Label("生成材料汇编", "Build the booklet"),
    doc="A new version of the booklet, from all papers as they stand (W-06).",
    body=Nothing, may=COMMITTEE, move=(SESSION, "build"), do=build,
)  # fmt: skip
SUPPLEMENT: AnyCommand = Command(
    "supplement", on=THE_AGENDA, action="build_supplement",
    label=Label("生成补充材料", "Build a supplement"),
    doc="A supplement: only what changed, its pages counted on (W-06).",
    body=Nothing, may=COMMITTEE, move=(SESSION, "supplement"), when=has_booklet, crowded=True,
    do=supplement,
)  # fmt: skip
COMMANDS = (BUILD, SUPPLEMENT)
