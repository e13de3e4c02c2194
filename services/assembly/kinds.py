"""What this service owns: its documents, and how they are listed."""

from chassis.core.documents import Kind
from services.assembly.domain.charter import CharterRecord
from services.assembly.domain.cycle import Cycle
from services.assembly.domain.member import Member
from services.assembly.domain.notice import Notice

CHARTERS = Kind("charters", CharterRecord, city=True)
CYCLES = Kind("cycles", Cycle, city=True)
MEMBERS = Kind(
    "members",
    Member,
    indexes=(("status",), ("community",), ("status", "community"), ("name",), ("notice",)),
    sort=lambda doc_id, member: f"{member.no:05d}/{doc_id}",
)
NOTICES = Kind("notices", Notice, sort=lambda doc_id, notice: f"{notice.published_on}/{doc_id}")
CHARTER = "charter"
"""The id of a street's one charter document."""
