"""The documents of intake and the lists they are shown in."""

from chassis.store import Kind
from services.intake.domain.collection import Collection
from services.intake.domain.member import Member
from services.intake.domain.suggestion import Suggestion


def _by_number(doc_id: str, state: Suggestion) -> str:
    # Ledger numbers first and in their order; what has none yet follows by its day.
    number = state.no.zfill(6) if state.no.isdigit() else f"~{state.collected_on}"
    return f"{number}/{doc_id}"


SUGGESTIONS = Kind(
    "suggestions",
    Suggestion,
    indexes=(
        ("cycle",),
        ("status",),
        ("cycle", "status"),
        ("cycle", "community"),
        ("cycle", "outcome"),
        ("cycle", "category"),
        ("cycle", "channel"),
        ("cycle", "collector"),
        ("cycle", "status", "community"),
        ("cycle", "outcome", "community"),
    ),
    sort=_by_number,
)
COLLECTIONS = Kind("collections", Collection)
MEMBERS = Kind("members", Member, indexes=(("name",),))
