"""What the API answers of a show of hands."""

from datetime import datetime

from pydantic import BaseModel

from chassis.core.documents import Changed, Found
from services.ballot.hands.domain import Hands, HandVote


class HandsView(BaseModel):
    """A show of hands. ``agreed`` once two tellers counted the same; before that no figure."""

    id: str
    version: int
    status: str
    subject: str
    item: str
    expected: int
    present: int
    over: str
    of: str
    called_at: datetime
    readings: int
    differs: bool
    agreed: Hands | None
    passed: bool


def hands_view(found: Found[HandVote]) -> HandsView:
    """A show of hands as everybody may see it."""
    state = found.state
    return HandsView(
        **state.model_dump(
            include={"status", "subject", "item", "expected", "present", "over", "of", "called_at"}
        ),
        id=found.id,
        version=found.version,
        readings=len(state.readings),
        differs=state.differs,
        agreed=state.agreed,
        passed=state.passed,
    )


def changed_hands(changed: Changed[HandVote]) -> HandsView:
    """The answer to whatever changes it."""
    return hands_view(changed)
