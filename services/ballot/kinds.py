"""What this service owns: its documents, and the two collections outside the machinery."""

from chassis.core.documents import Kind, Plain
from services.ballot.domain.ballot import Ballot
from services.ballot.domain.panel import PanelRecord
from services.ballot.domain.pile import Pile
from services.ballot.domain.roll import MemberCopy, RollEntry, SlateCopy
from services.ballot.domain.session import Session

SESSIONS = Kind("sessions", Session, indexes=(("cycle",),))
ROLL = Kind("roll", RollEntry, indexes=(("session",),))
MEMBERS = Kind("members", MemberCopy, indexes=(("active",),))
SLATES = Kind("slates", SlateCopy)
PANELS = Kind("panels", PanelRecord, indexes=(("session",),))
BALLOTS = Kind("ballots", Ballot, indexes=(("cycle",),))
PILES = Kind("piles", Pile)

SLIPS = Plain("slips")
"""``<street>/<session>/<hash of the code>`` → ``{"print": …}``, alike in all rows of a print."""
PAPERS = Plain("papers")
"""``<street>/<ballot>/<round>/<key>`` → the marks: no time, no person, no order (C-11)."""
