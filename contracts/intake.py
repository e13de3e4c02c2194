"""What ``intake`` says: suggestions and their fate."""

from enum import StrEnum

from pydantic import Field

from contracts.envelope import Event

NEXT_CYCLE = "next"
"""In place of a cycle's id: accepted between two collections, it counts in the next one's cycle."""


class Outcome(StrEnum):
    """What became of a suggestion: the last word of its answer."""

    SELECTED = "SELECTED"
    RESERVED = "RESERVED"
    DECLINED = "DECLINED"
    SET_ASIDE = "SET_ASIDE"
    MERGED = "MERGED"
    SOLVED = "SOLVED"
    FORWARDED_UP = "FORWARDED_UP"
    REFERENCE = "REFERENCE"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    RETURNED = "RETURNED"


class SuggestionsOrdered(Event):
    """A ledger of suggestions was imported and is to be carried out, row by row (W-11)."""

    batch: str


class SuggestionSubmitted(Event):
    """Somebody handed in a suggestion; nobody has looked at it yet."""

    suggestion: str
    channel: str
    community: str


class SuggestionAccepted(Event):
    """The suggestion counts in the cycle; its title was moderated and is public (E-21).

    ``collector`` is the id of the appointed member who collected it, or empty.
    """

    suggestion: str
    cycle: str
    no: str
    title: str = Field(max_length=120)
    community: str
    channel: str
    category: str
    collector: str


class SuggestionAdmitted(Event):
    """Accepted between two collections: it has its number and its term, and is answered.

    It counts in the cycle of the next collection: ``SuggestionAccepted`` follows when that opens.
    """

    suggestion: str
    no: str
    title: str = Field(max_length=120)
    community: str
    channel: str
    category: str


class SuggestionCorrected(Event):
    """A clerk corrected the ledger entry; the public facts as they stand now."""

    suggestion: str
    cycle: str
    no: str
    title: str = Field(max_length=120)
    community: str
    channel: str
    category: str
    collector: str


class SuggestionReturned(Event):
    """The suggestion was given back with a reason."""

    suggestion: str
    reason_code: str


class SuggestionMerged(Event):
    """A suggestion was linked to another that says the same; both stay (a link, not a delete)."""

    suggestion: str
    cycle: str
    target: str


class SuggestionAnswered(Event):
    """A suggestion got its answer; ``reference`` is the candidate, project or target behind it.

    ``mark``: the mark of a written answer (the charter's A, B, C, D), empty where there is none.
    Said again where a written answer follows an outcome that was known before.
    """

    suggestion: str
    cycle: str
    outcome: Outcome
    reference: str = ""
    mark: str = ""


class SuggestionReopened(Event):
    """The answer does not hold: the suggestion is open again."""

    suggestion: str
    cycle: str


class SuggestionOverdue(Event):
    """The day a suggestion was to be answered by is over, and there is no answer."""

    suggestion: str
    cycle: str


class SuggestionUrged(Event):
    """Whoever owes the answer is reminded: by a clerk (催办), or because it is very overdue.

    ``unit`` is empty where no department has it; ``due_on`` the day of its answer (ISO).
    """

    suggestion: str
    cycle: str
    unit: str = ""
    due_on: str = ""
    very_overdue: bool = False


class CollectionClosed(Event):
    """Collecting ended; ``accepted`` is the exact number of suggestions of the cycle."""

    cycle: str
    accepted: int
    merged: int
    collectors: int


class SuggesterAnswered(Event):
    """Somebody who suggested an accepted project said whether it solved the matter.

    It names neither the suggestion nor its author: ``followup`` is an id that nobody outside of
    intake can trace back. ``answer``: ``SOLVED``, ``PARTLY``, ``NOT`` or ``UNNEEDED``; a dispute
    holds the write-off. ``by_staff``: told by phone and typed by the committee.
    """

    followup: str
    project: str
    cycle: str
    round: int
    answer: str
    dispute: bool
    by_staff: bool


class SuggesterWorded(Event):
    """The reason of such an answer, in words that a clerk has looked at and made public."""

    followup: str
    project: str
    cycle: str
    round: int
    words: str = Field(max_length=2_000)
