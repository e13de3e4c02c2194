"""What the API answers about a collection and the figures of its cycle."""

from pydantic import BaseModel


class CollectionView(BaseModel):
    """The collection of a cycle."""

    cycle: str
    status: str
    accepted: int
    merged: int
    collectors: int
    exact: bool


class Summary(BaseModel):
    """The figures of a cycle; ``conserved``: every suggestion is answered or open, none lost.

    ``unsolved``: departments' answers whose mark says that the matter is not solved.
    """

    cycle: str
    total: int
    open: int
    answered: int
    merged: int
    overdue: int
    oldest_open_days: int
    reply_days: int
    by_status: dict[str, int]
    by_outcome: dict[str, int]
    by_category: dict[str, int]
    by_topic: dict[str, int]
    by_channel: dict[str, int]
    by_community: dict[str, int]
    by_priority: dict[str, int] = {}
    urgent: int = 0
    weak_points: int = 0
    by_verdict: dict[str, int] = {}
    unsolved: int = 0
    collectors: int
    members: int
    conserved: bool
