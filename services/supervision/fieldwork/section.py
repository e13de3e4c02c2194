"""What the field adds to a project's page: 民主监督, with a note to share (E-36 … E-38)."""

from services.supervision.fieldwork.queries import entries_on
from services.supervision.fieldwork.views import entry_view, happening
from services.supervision.project.frame import Drawn, Section, Seen, Strand, Told
from services.supervision.roles import is_staff


async def _draw(seen: Seen) -> Drawn | None:
    found = await entries_on(seen.ask.ctx, seen.ask.street, seen.found.id)
    if not found:
        return None
    staff = is_staff(seen.ask)
    return Drawn({"rows": [entry_view(one, staff) for one in reversed(found)]})


async def _tell(seen: Seen) -> Told:
    found = await entries_on(seen.ask.ctx, seen.ask.street, seen.found.id)
    return Told([step for one in found for step in happening(one.state)])


FIELDWORK_SECTION = Section(
    "fieldwork", "民主监督", "Seen by members", "supervision/fieldwork/section.html", _draw
)
FIELDWORK_STRAND = Strand("FIELDWORK", "民主监督", "By members", _tell)
