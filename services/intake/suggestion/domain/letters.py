"""What a suggestion holds of its written answers: the draft that waits, and those that went out."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from chassis.core.decision import State

MOST_ANSWERS = 10
LONGEST_ANSWER = 2_000


class Letter(StrEnum):
    """Where the written answer stands: none, drafted, reviewed, published."""

    NONE = ""
    DRAFT = "DRAFT"
    READY = "READY"
    SENT = "SENT"


class Draft(State):
    """A written answer that nobody outside sees yet.

    ``outcome``: the fate that it answers; where that changes meanwhile, it is drafted again.
    ``by`` drafted it, ``reviewed_by`` is somebody else, or empty.
    """

    text: str = Field(max_length=LONGEST_ANSWER)
    mark: str = ""
    outcome: str = ""
    by: str
    at: datetime
    reviewed_by: str = ""


class Given(State):
    """A written answer as it was published; ``unit`` gave it (empty: the street)."""

    at: datetime
    text: str
    mark: str = ""
    unit: str = ""


class Opinion(State):
    """会办意见: what a unit that helps says to the one that answers. For the staff only."""

    unit: str
    text: str
    at: datetime
