"""A suggestion (意见建议): what it holds, how it begins, and how a clerk puts it right."""

from datetime import datetime

from pydantic import Field

from chassis.core.decision import Change, State
from chassis.rooms.files.reference import FileRef
from contracts.envelope import Event
from contracts.intake import (
    NEXT_CYCLE,
    Outcome,
    SuggestionAccepted,
    SuggestionAdmitted,
    SuggestionReturned,
    SuggestionSubmitted,
)
from services.intake.suggestion.domain.letters import Draft, Given, Opinion
from services.intake.suggestion.domain.moments import moments
from services.intake.suggestion.domain.status import SUGGESTION, Status

LONGEST_TEXT = 2_000
LONGEST_TITLE = 60
MOST_ENTRIES = 60
MOST_LINKS = 20
MOST_ABSORBED = 100
NEXT = NEXT_CYCLE
"""In place of a cycle: accepted between two collections, it counts in the next one's cycle."""
COUNTED = ("已受理，计入本年度建议清单。", "Accepted; it counts in this year's list.")
ADMITTED = (
    "已受理，按期答复；列入下一次征集的建议清单。",
    "Accepted and answered in its term; it counts in the next list.",
)
ONLY_COUNTED = ("cycle", "collector")


class Entry(State):
    """One line of the public timeline: what happened, in both languages, without names."""

    at: datetime
    status: Status
    zh: str
    en: str
    reference: str = ""


class Link(State):
    """A candidate that took it up, what was decided of it ("" = not yet), whether all may know."""

    candidate: str
    title: str
    decision: str = ""
    sequence: int
    told: bool = True


class Correction(State):
    """A clerk's correction of the ledger: who, when, what it was, what it is, why."""

    at: datetime
    by: str
    field: str
    before: str
    after: str
    reason: str


class Suggestion(State):
    """One suggestion. ``author``, ``contact`` and ``content`` are private; ``public_text`` is not.

    ``cycle`` is empty until it is accepted, then a cycle's id or ``NEXT``.

    ``no`` is the ledger's number, ``collector`` the id of the member who collected it (or empty),
    ``entered_by`` the account that brought it in, ``typist`` the name of who typed it for another
    (录入人), ``receipt`` the digest of the author's code, ``outcome`` the last word of its answer
    ("" = still open), ``due_days`` and ``due_kind`` the term promised when it was accepted,
    ``due_provisional`` that its calendar is not official yet, ``overdue_since`` the first day
    after ``due_on`` ("" = in time, or answered), ``absorbed`` what was merged into it. ``held``:
    personal data was found in what a ledger brought, so nothing of its text is public until a
    clerk has looked; ``written_title`` is then the title as written. ``requested_at`` is when it
    was made, ``updated_at`` when anything public of it last changed (``stamp``). ``salt`` is
    random: without it a forgotten phone could be tried out on the digests of the audit trail.
    ``letter`` says where the written answer stands, ``answers`` are those that went out, ``mark``
    is that of the last one; ``owing``: it owes a second reply by ``owes_on``. ``verdict``: what
    its author said of the answer. ``same_as``: the one it is linked to. ``hotline``: it came as a
    ticket of the 12345 hotline under the number ``ticket``, on the day ``collected_on``, and is due
    by the term of its kind from that day on. ``urgent`` (急难愁盼), ``weak_point`` (治理短板) and
    ``priority`` (an item of the street's priority work) are marked by clerks, as ``topic`` is.
    ``decided``: the outcome that waits to be released with its answer, ``decided_reference`` what
    is behind it.
    """

    cycle: str = ""
    no: str = ""
    title: str = Field(max_length=120)
    content: str = Field(max_length=LONGEST_TEXT)
    public_text: str = ""
    community: str
    category: str = ""
    topic: str = ""
    channel: str
    collected_on: str
    collector: str = ""
    collector_name: str = ""
    author: str = ""
    contact: str = ""
    salt: str = ""
    entered_by: str
    typist: str = ""
    grid: str = ""
    consent: str = ""
    consent_how: str = ""
    consent_on: str = ""
    consent_by: str = ""
    receipt: str = ""
    status: Status = Status.SUBMITTED
    outcome: str = ""
    reference: str = ""
    decided: str = ""
    decided_reference: str = ""
    reply: str = ""
    reopened_because: str = ""
    unit: str = ""
    co_units: tuple[str, ...] = ()
    level: str = ""
    disposition: str = ""
    triage_sequence: int = 0
    set_aside_sequence: int = 0
    accepted_on: str = ""
    due_on: str = ""
    overdue_since: str = ""
    due_days: int = 0
    due_kind: str = ""
    due_provisional: bool = False
    links: tuple[Link, ...] = ()
    absorbed: tuple[str, ...] = ()
    held: bool = False
    written_title: str = ""
    projects: tuple[str, ...] = ()
    timeline: tuple[Entry, ...] = ()
    corrections: tuple[Correction, ...] = ()
    requested_at: str = ""
    updated_at: str = ""
    photos: tuple[FileRef, ...] = ()
    attachments: tuple[FileRef, ...] = ()
    letter: str = ""
    draft: Draft | None = None
    answers: tuple[Given, ...] = ()
    mark: str = ""
    owing: bool = False
    owes_on: str = ""
    opinions: tuple[Opinion, ...] = ()
    verdict: str = ""
    same_as: str = ""
    parts: tuple[str, ...] = ()
    split_from: str = ""
    very_overdue: bool = False
    assigned_on: str = ""
    handed_back: str = ""
    urged_on: str = ""
    urged: int = 0
    hotline: bool = False
    ticket: str = ""
    ticket_kind: str = ""
    ticket_code: str = ""
    urgent: bool = False
    weak_point: bool = False
    priority: str = ""

    @property
    def waits(self) -> bool:
        """Whether it was accepted between two collections and counts in no cycle yet."""
        return self.cycle == NEXT

    def told(
        self, status: Status, at: datetime, zh: str, en: str, reference: str = ""
    ) -> "Suggestion":
        """The suggestion in this status with one more line on its timeline."""
        entry = Entry(at=at, status=status, zh=zh, en=en, reference=reference)
        timeline = (*self.timeline, entry)[-MOST_ENTRIES:]
        update = {"status": status, "timeline": timeline, **moments(self, at)}
        return self.model_copy(update=update)

    def with_(self, **update: object) -> "Suggestion":
        """A copy with other values."""
        return self.model_copy(update=update)


class Acceptance(State):
    """What makes a suggestion count: its cycle, its number and the moderated words."""

    cycle: str
    no: str
    title: str
    category: str
    topic: str = ""
    public_text: str = ""
    held: bool = False
    written_title: str = ""
    accepted_on: str
    due_on: str
    due_days: int = 0
    due_kind: str = ""
    due_provisional: bool = False


def submit(suggestion: Suggestion, key: str, at: datetime) -> Change[Suggestion]:
    """A resident hands it in (W-11)."""
    began = suggestion.told(Status.SUBMITTED, at, "建议已提交。", "The suggestion was handed in.")
    said = SuggestionSubmitted(
        suggestion=key, channel=suggestion.channel, community=suggestion.community
    )
    return Change(began, [said])


def enter(
    suggestion: Suggestion, key: str, at: datetime, acceptance: Acceptance
) -> Change[Suggestion]:
    """A clerk enters it from the ledger: handed in and accepted in one go (E-21, W-11)."""
    submitted = submit(suggestion, key, at)
    accepted = accept(submitted.state, key, at, acceptance)
    return Change(accepted.state, [*submitted.events, *accepted.events])


def accept(
    suggestion: Suggestion, key: str, at: datetime, acceptance: Acceptance
) -> Change[Suggestion]:
    """It counts in the cycle, or waits for the next one; its title has been moderated."""
    status = Status(SUGGESTION.move(suggestion.status, "accept"))
    taken = suggestion.with_(**acceptance.model_dump())
    told = taken.told(status, at, *(ADMITTED if taken.waits else COUNTED))
    return Change(told, [_accepted(told, key)])


def _accepted(told: Suggestion, key: str) -> Event:
    known = facts(told, key)
    if told.waits:
        return SuggestionAdmitted(**{n: v for n, v in known.items() if n not in ONLY_COUNTED})
    return SuggestionAccepted(**known)


def give_back(
    suggestion: Suggestion, key: str, at: datetime, code: str, reason: str
) -> Change[Suggestion]:
    """Give it back with a reason (退回)."""
    status = Status(SUGGESTION.move(suggestion.status, "return"))
    returned = suggestion.told(status, at, "已退回，请看说明。", "Given back with a reason.")
    answered = returned.with_(outcome=Outcome.RETURNED.value, reply=reason)
    return Change(answered, [SuggestionReturned(suggestion=key, reason_code=code)])


def has_author(suggestion: Suggestion) -> bool:
    """Whether a name or a contact is known."""
    return bool(suggestion.author or suggestion.contact)


def forget(suggestion: Suggestion, salt: str) -> Change[Suggestion]:
    """Take the author's name and contact out (C-07); the suggestion and every count stay.

    The salt of what was written before goes too; ``salt`` is a fresh one.
    """
    if not has_author(suggestion):
        return Change(suggestion)
    return Change(suggestion.with_(author="", contact="", salt=salt))


def facts(suggestion: Suggestion, key: str) -> dict[str, str]:
    """The public facts of an accepted suggestion, as events carry them."""
    names = ("cycle", "no", "title", "community", "channel", "category", "collector")
    return {"suggestion": key} | {name: getattr(suggestion, name) for name in names}
