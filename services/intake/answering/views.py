"""What the API tells of written answers."""

from datetime import datetime

from pydantic import BaseModel

from services.intake.suggestion.domain.suggestion import Suggestion


class GivenView(BaseModel):
    """A written answer as it was published."""

    at: datetime
    text: str
    mark: str
    unit: str


class DraftView(BaseModel):
    """A written answer that is not public: for the staff."""

    text: str
    mark: str
    reviewed: bool


class OpinionView(BaseModel):
    """What a unit that helps said of it: for the staff."""

    unit: str
    text: str
    at: datetime


def draft_view(state: Suggestion) -> DraftView | None:
    """The draft that waits; nothing where there is none."""
    found = state.draft
    if found is None:
        return None
    return DraftView(text=found.text, mark=found.mark, reviewed=bool(found.reviewed_by))
