"""What this service owns: its documents, and how they are listed."""

from chassis.core.documents import Kind
from services.assembly.anchor.domain import PublishedAnchor, newest_first
from services.assembly.cadence.domain import Meeting
from services.assembly.charter.domain import CharterRecord
from services.assembly.cycle.domain import Cycle
from services.assembly.member.domain.member import Member
from services.assembly.member.domain.seating import Seating
from services.assembly.notice.domain import Notice

ANCHORS = Kind(
    "anchors",
    PublishedAnchor,
    sort=lambda doc_id, anchor: newest_first(anchor.at, doc_id),
)
CHARTERS = Kind("charters", CharterRecord, city=True)
CYCLES = Kind("cycles", Cycle, indexes=(("year",),), city=True)
MEMBERS = Kind(
    "members",
    Member,
    indexes=(("status",), ("community",), ("status", "community"), ("name",), ("notice",)),
    sort=lambda doc_id, member: f"{member.no:05d}/{doc_id}",
)
NOTICES = Kind("notices", Notice, sort=lambda doc_id, notice: f"{notice.published_on}/{doc_id}")
MEETINGS = Kind(
    "meetings",
    Meeting,
    indexes=(("pending",), ("cadence", "period")),
    sort=lambda doc_id, meeting: f"{99999999 - int(f'{meeting.held_on:%Y%m%d}')}/{doc_id}",
)
SEATS = Kind("seats", Seating)
"""One for each street: who holds its seats."""
CHARTER = "charter"
"""The id of a street's one charter document."""
