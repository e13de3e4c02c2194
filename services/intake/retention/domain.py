"""Classes of personal data: whose term is over, and what is left when it was cleared.

A suggestion is due where it was answered, owes nothing more, and nothing public of it changed for
as long as its class is kept. The suggestion, its words and every count stay.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.core.decision import Change, State
from contracts.privacy_rules import Retention
from services.intake.followup.domain import ASKED, FollowUp
from services.intake.suggestion.domain.suggestion import Suggestion, has_author


class Purge(State):
    """How far one class of a street is cleared.

    ``until``: everything that last changed before this moment was looked at and needs no second
    look. A round goes on from there to its end, over as many runs as that takes: ``after`` is the
    cursor where the last run stopped (empty between two rounds), ``waits`` the moment of the oldest
    that the round found still needed; the next round begins there. ``on``: the last day something
    was cleared, ``last`` how many on that day, ``total`` how many in all.
    """

    until: str = ""
    after: str = ""
    waits: str = ""
    on: str = ""
    last: int = 0
    total: int = 0


@dataclass(frozen=True)
class Reached:
    """How far a run came, as a ``Purge`` keeps it."""

    until: str
    after: str = ""
    waits: str = ""


@dataclass(frozen=True)
class DataClass:
    """One class: its words, how many days it is kept, who holds it, and how it is cleared."""

    zh: str
    en: str
    days: Callable[[Retention], int]
    holds: Callable[[Suggestion], bool]
    cleared: Mapping[str, Any]


CLASSES: Mapping[str, DataClass] = {
    "contacts": DataClass(
        zh="姓名和电话",
        en="Names and phones",
        days=lambda terms: terms.contact_days,
        holds=has_author,
        cleared={"author": "", "contact": ""},
    ),
    "photos": DataClass(
        zh="照片",
        en="Photos",
        days=lambda terms: terms.photo_days,
        holds=lambda one: bool(one.photos),
        cleared={"photos": ()},
    ),
    "receipts": DataClass(
        zh="回执码",
        en="Receipts",
        days=lambda terms: terms.receipt_days,
        holds=lambda one: bool(one.receipt),
        cleared={"receipt": ""},
    ),
}


def is_over(suggestion: Suggestion, running: str) -> bool:
    """Whether nothing is to come of it; what counts in the ``running`` cycle is not over."""
    waits = suggestion.waits or (bool(running) and suggestion.cycle == running)
    return bool(suggestion.outcome) and not suggestion.owing and not waits


def is_awaited(suggestion: Suggestion, asked: Sequence[FollowUp], today: str) -> bool:
    """Whether its author is asked about a project, or will be: one of its projects is not accepted.

    ``asked``: the questions to it; each acceptance asks one.
    """
    open_now = any(one.status == ASKED and one.ask_until >= today for one in asked)
    accepted = {one.project for one in asked}
    return open_now or any(project not in accepted for project in suggestion.projects)


def clear(
    suggestion: Suggestion, kept: DataClass, until: str, running: str, salt: str
) -> Change[Suggestion]:
    """Clear the class, unless something changed meanwhile. The salt of private words goes too."""
    due = is_over(suggestion, running) and suggestion.updated_at < until
    if not due or not kept.holds(suggestion):
        return Change(suggestion)
    fresh = {"salt": salt} if has_author(suggestion) else {}
    return Change(suggestion.with_(**kept.cleared, **fresh))


def note(found: Purge | None, reached: Reached) -> Change[Purge]:
    """Remember how far it came. Nothing is written where it came no further."""
    state = found or Purge()
    until = max(reached.until, state.until)
    new = {"until": until, "after": reached.after, "waits": reached.waits}
    return Change(state.model_copy(update=new))


def count(found: Purge | None, on: str, cleared: int = 1) -> Change[Purge]:
    """Add what was cleared on a day."""
    state = found or Purge()
    before = state.last if state.on == on else 0
    told = {"on": on, "last": before + cleared, "total": state.total + cleared}
    return Change(state.model_copy(update=told))
