"""One item of an agenda (议题), and an agenda made of plain titles."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from chassis.core.decision import State
from chassis.core.errors import Invalid
from services.ballot.ballot.domain.count import over

MOST_ITEMS = 50
"""Merged and deleted items counted in: they stay in the document with their history."""


class ItemKind(StrEnum):
    """What is done with an item. ``RULES``: the session adopts the voting rules of the year."""

    REPORT = "REPORT"
    DECISION = "DECISION"
    RULES = "RULES"
    BALLOT = "BALLOT"
    SATISFACTION = "SATISFACTION"
    OTHER = "OTHER"


class Doubt(StrEnum):
    """Why an item may not deserve its time: little attention, or nothing would follow (W-03)."""

    LOW_ATTENTION = "LOW_ATTENTION"
    NO_EFFECT = "NO_EFFECT"


class Place(StrEnum):
    """Whether an item is still on the agenda."""

    ON = "ON"
    MERGED = "MERGED"
    DELETED = "DELETED"


DECIDED_BY_HAND = (ItemKind.DECISION, ItemKind.RULES, ItemKind.REPORT, ItemKind.OTHER)
"""A ballot and a satisfaction vote have figures of their own."""
WORDS_OF_KIND = (
    ("票决办法", ItemKind.RULES),
    ("投票办法", ItemKind.RULES),
    ("表决办法", ItemKind.RULES),
    ("满意度", ItemKind.SATISFACTION),
    ("无记名投票", ItemKind.BALLOT),
    ("报告", ItemKind.REPORT),
    ("说明", ItemKind.REPORT),
    ("审议", ItemKind.DECISION),
    ("通过", ItemKind.DECISION),
    ("表决", ItemKind.DECISION),
)


class Noted(State):
    """One line of an item's history: when, by whom (their name), what was done, and why."""

    at: datetime
    by: str
    what: str
    reason: str = ""


class Raised(State):
    """举手表决: hands of those present; ``over`` of ``base`` adopts (0: of those present)."""

    present: int
    votes_for: int
    against: int
    abstain: int
    over: str = "1/2"
    base: int = 0

    @property
    def adopted(self) -> bool:
        """过半数: strictly more than the share."""
        return over(self.votes_for, self.base or self.present, self.over)


class AgendaItem(State):
    """One item. ``minutes``: time planned, 0 for none. ``speakers`` and ``said``: the discussion.

    ``into``: the id of the item that it was merged into. ``history`` is bounded by ``MOST_NOTES``.
    """

    id: str
    title: str
    kind: ItemKind = ItemKind.OTHER
    presenter: str = ""
    minutes: int = 0
    doubt: Doubt | None = None
    place: Place = Place.ON
    into: str = ""
    discussed: bool = False
    speakers: int = 0
    said: str = ""
    hands: Raised | None = None
    history: tuple[Noted, ...] = ()

    @property
    def adopts_rules(self) -> bool:
        """Whether the session adopts the voting rules of the year in it."""
        return self.kind is ItemKind.RULES


def kind_of(title: str) -> ItemKind:
    """What a title most likely announces; the clerk corrects it where it is wrong."""
    return next((kind for word, kind in WORDS_OF_KIND if word in title), ItemKind.OTHER)


def items_of(titles: Iterable[str]) -> tuple[AgendaItem, ...]:
    """An agenda of plain titles, one an item, in their order."""
    return tuple(
        AgendaItem(id=f"item-{n}", title=title, kind=kind_of(title))
        for n, title in enumerate(titles, 1)
    )


def from_titles(stored: dict[str, Any]) -> dict[str, Any]:
    """Upcast: a session whose agenda was a list of titles, as one whose agenda has items."""
    titles = stored.get("agenda", [])
    return stored | {
        "agenda": [{"id": f"item-{n}", "title": title} for n, title in enumerate(titles, 1)]
    }


def standing(agenda: Iterable[AgendaItem]) -> tuple[AgendaItem, ...]:
    """The items that are still on the agenda."""
    return tuple(one for one in agenda if one.place is Place.ON)


def decided_by_hands(agenda: Iterable[AgendaItem]) -> tuple[AgendaItem, ...]:
    """The items that a show of hands may decide."""
    return tuple(one for one in standing(agenda) if one.kind in DECIDED_BY_HAND)


def check_limit(agenda: Sequence[AgendaItem], limit: int, reason: str) -> None:
    """Raise ``Invalid`` beyond the charter's limit without a reason (W-02). 0: no limit."""
    if limit and len(standing(agenda)) > limit and not reason:
        raise Invalid(
            "agenda-too-long",
            f"议程最多 {limit} 项；确需增加时请填写理由。",
            f"The agenda takes {limit} items; give a reason for more.",
        )
