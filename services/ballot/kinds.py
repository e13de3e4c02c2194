"""What this service owns: its documents, and the collections outside the machinery."""

from chassis.core.documents import Kind, Plain
from services.ballot.agenda.item import from_titles
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.hands.domain import HandVote
from services.ballot.material.domain import Material
from services.ballot.member.domain import MemberCopy
from services.ballot.minutes.domain import Minutes
from services.ballot.panel.domain import PanelRecord
from services.ballot.pile.domain import Pile
from services.ballot.roll.domain import RollEntry
from services.ballot.session.domain import Session
from services.ballot.slate.domain import SlateCopy
from services.ballot.speakers.domain import Floor

BACKWARDS = str.maketrans("0123456789", "9876543210")


def _newest_first(session_id: str, session: Session) -> str:
    """By the minute of the session, each digit turned round: lists are read upwards only."""
    return f"{session.at[:16].translate(BACKWARDS)}/{session_id}"


SESSIONS = Kind(
    "sessions",
    Session,
    indexes=(("cycle",), ("status",)),
    sort=_newest_first,
    schema=2,
    upcasts={1: from_titles},
)
MATERIALS = Kind("materials", Material, indexes=(("session",),))
MINUTES = Kind("minutes", Minutes)
ROLL = Kind("roll", RollEntry, indexes=(("session",),))
MEMBERS = Kind("members", MemberCopy, indexes=(("active",),))
SLATES = Kind("slates", SlateCopy)
PANELS = Kind("panels", PanelRecord, indexes=(("session",), ("session", "status")))
BALLOTS = Kind("ballots", Ballot, indexes=(("cycle",), ("status",)))
PILES = Kind("piles", Pile)
FLOORS = Kind("floors", Floor)
HAND_VOTES = Kind(
    "hand_votes",
    HandVote,
    indexes=(("session",),),
    sort=lambda key, vote: f"{vote.called_at.isoformat()}/{key}",
)

SLIPS = Plain("slips")
"""``<street>/<session>/<turn>/<public key>`` → ``{}``: the coupons that are good in a turn."""
CANCELS = Plain("cancels")
"""``<street>/<session>/<hash of a cancel code>`` → ``{"sealed": …}``: the keys of one slip."""
CANCELLED = Plain("cancelled")
"""``<street>/<session>/<same hash>`` → ``{"keys": [[turn, public key] …]}``, once cancelled."""
CARDS = Plain("cards")
"""``<street>/<session>/<hash of the code>`` → whose card it is, whose office printed it."""
PAPERS = Plain("papers")
"""``<street>/<ballot>/<round>/<public key>`` → marks, signature; no time, person or order."""
