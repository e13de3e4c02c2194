"""A suggestion (意见建议): its states, what it holds, and how it begins and is corrected."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from chassis.decision import Change, State, StateTable
from chassis.errors import Invalid
from contracts.intake import (
    Outcome,
    SuggestionAccepted,
    SuggestionCorrected,
    SuggestionReturned,
    SuggestionSubmitted,
)

LONGEST_TEXT = 2_000
MOST_ENTRIES = 60
MOST_LINKS = 20


class Status(StrEnum):
    """Where a suggestion stands."""

    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    RETURNED = "RETURNED"
    MERGED = "MERGED"
    TRIAGED = "TRIAGED"
    PROJECT_SOURCE = "PROJECT_SOURCE"
    ASSIGNED = "ASSIGNED"
    HANDLING = "HANDLING"
    FORWARDED_UP = "FORWARDED_UP"
    REFERENCE = "REFERENCE"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    REPLIED = "REPLIED"
    CONFIRMED = "CONFIRMED"
    REOPENED = "REOPENED"


NAMES = {
    Status.SUBMITTED: ("已提交", "Submitted"),
    Status.ACCEPTED: ("已受理", "Accepted"),
    Status.RETURNED: ("已退回", "Returned"),
    Status.MERGED: ("已并案", "Merged"),
    Status.TRIAGED: ("已分级分类", "Triaged"),
    Status.PROJECT_SOURCE: ("进入项目筛选", "Among the project sources"),
    Status.ASSIGNED: ("已交办", "Assigned"),
    Status.HANDLING: ("办理中", "Being handled"),
    Status.FORWARDED_UP: ("已上报", "Forwarded up"),
    Status.REFERENCE: ("留作参考", "Kept for reference"),
    Status.OUT_OF_SCOPE: ("不属受理范围", "Out of scope"),
    Status.REPLIED: ("已答复", "Answered"),
    Status.CONFIRMED: ("已确认", "Confirmed"),
    Status.REOPENED: ("要求重办", "Reopened"),
}

TRIAGED_TO = {
    "PROJECT_SOURCE": "take_as_source",
    "ASSIGNED": "assign",
    "FORWARDED_UP": "forward_up",
    "REFERENCE": "keep_for_reference",
    "OUT_OF_SCOPE": "rule_out_of_scope",
}
"""Disposition of the triage → action of this table."""

_DISPOSED = (
    Status.PROJECT_SOURCE,
    Status.ASSIGNED,
    Status.FORWARDED_UP,
    Status.REFERENCE,
    Status.OUT_OF_SCOPE,
)

SUGGESTION = StateTable(
    name="suggestion",
    start=Status.SUBMITTED,
    moves={
        (Status.SUBMITTED, "accept"): Status.ACCEPTED,
        (Status.SUBMITTED, "return"): Status.RETURNED,
        (Status.ACCEPTED, "merge"): Status.MERGED,
        (Status.ACCEPTED, "triage"): Status.TRIAGED,
        (Status.TRIAGED, "take_as_source"): Status.PROJECT_SOURCE,
        (Status.TRIAGED, "assign"): Status.ASSIGNED,
        (Status.TRIAGED, "forward_up"): Status.FORWARDED_UP,
        (Status.TRIAGED, "keep_for_reference"): Status.REFERENCE,
        (Status.TRIAGED, "rule_out_of_scope"): Status.OUT_OF_SCOPE,
        # The meeting may put its own triage right until the leg closes.
        **{(status, "triage"): Status.TRIAGED for status in (*_DISPOSED, Status.REPLIED)},
        (Status.ASSIGNED, "handle"): Status.HANDLING,
        (Status.REOPENED, "handle"): Status.HANDLING,
        (Status.HANDLING, "reply"): Status.REPLIED,
        (Status.PROJECT_SOURCE, "reply"): Status.REPLIED,
        (Status.FORWARDED_UP, "reply"): Status.REPLIED,
        (Status.REFERENCE, "reply"): Status.REPLIED,
        (Status.OUT_OF_SCOPE, "reply"): Status.REPLIED,
        # A better fate replaces the answer: reserved after declined, chosen after reserved.
        (Status.REPLIED, "reply"): Status.REPLIED,
        (Status.REPLIED, "confirm"): Status.CONFIRMED,
        (Status.REPLIED, "reopen"): Status.REOPENED,
        (Status.CONFIRMED, "reopen"): Status.REOPENED,
    },
    zh={status: name for status, (name, _) in NAMES.items()},
)


class Entry(State):
    """One line of the public timeline: what happened, in both languages, without names."""

    at: datetime
    status: Status
    zh: str
    en: str
    reference: str = ""


class Link(State):
    """A candidate that took the suggestion up, and what was decided of it ("" = not yet)."""

    candidate: str
    title: str
    decision: str = ""
    sequence: int


class Correction(State):
    """A clerk's correction of the ledger: who, when, what it was, what it is, why."""

    at: datetime
    by: str
    field: str
    before: str
    after: str
    reason: str


class Suggestion(State):
    """One suggestion. ``author`` and ``contact`` are private; ``public_text`` and title are not.

    ``no`` is the ledger's number, ``collector`` the id of the member who collected it (or empty),
    ``entered_by`` who typed it in, ``outcome`` the last word of its answer ("" = still open).
    """

    cycle: str = ""
    no: str = ""
    title: str = Field(max_length=120)
    content: str = Field(max_length=LONGEST_TEXT)
    public_text: str = ""
    community: str
    category: str = ""
    channel: str
    collected_on: str
    collector: str = ""
    collector_name: str = ""
    author: str = ""
    contact: str = ""
    entered_by: str
    consent: str = ""
    receipt: str
    status: Status = Status.SUBMITTED
    outcome: str = ""
    reference: str = ""
    reply: str = ""
    unit: str = ""
    level: str = ""
    triage_sequence: int = 0
    due_on: str = ""
    links: tuple[Link, ...] = ()
    projects: tuple[str, ...] = ()
    timeline: tuple[Entry, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def told(
        self, status: Status, at: datetime, zh: str, en: str, reference: str = ""
    ) -> "Suggestion":
        """The suggestion in this status with one more line on its timeline."""
        entry = Entry(at=at, status=status, zh=zh, en=en, reference=reference)
        timeline = (*self.timeline, entry)[-MOST_ENTRIES:]
        return self.model_copy(update={"status": status, "timeline": timeline})

    def with_(self, **update: object) -> "Suggestion":
        """A copy with other values."""
        return self.model_copy(update=update)


def submit(suggestion: Suggestion, key: str, at: datetime) -> Change[Suggestion]:
    """A resident hands it in (W-11)."""
    began = suggestion.told(Status.SUBMITTED, at, "建议已提交。", "The suggestion was handed in.")
    said = SuggestionSubmitted(
        suggestion=key, channel=suggestion.channel, community=suggestion.community
    )
    return Change(began, [said])


def enter(suggestion: Suggestion, key: str, at: datetime) -> Change[Suggestion]:
    """A clerk enters it from the ledger: handed in and accepted in one go (E-21, W-11)."""
    submitted = submit(suggestion, key, at)
    accepted = accept(submitted.state, key, at)
    return Change(accepted.state, [*submitted.events, *accepted.events])


def accept(suggestion: Suggestion, key: str, at: datetime) -> Change[Suggestion]:
    """It counts in the cycle; its title has been moderated."""
    SUGGESTION.move(suggestion.status, "accept")
    accepted = suggestion.told(
        Status.ACCEPTED,
        at,
        "已受理，计入本年度建议清单。",
        "Accepted; it counts in this year's list.",
    )
    return Change(accepted, [SuggestionAccepted(**facts(accepted, key))])


def give_back(
    suggestion: Suggestion, key: str, at: datetime, code: str, reason: str
) -> Change[Suggestion]:
    """Give it back with a reason (退回)."""
    SUGGESTION.move(suggestion.status, "return")
    returned = suggestion.told(Status.RETURNED, at, "已退回，请补充。", "Given back.")
    answered = returned.with_(outcome=Outcome.RETURNED.value, reply=reason)
    return Change(answered, [SuggestionReturned(suggestion=key, reason_code=code)])


CORRECTABLE = ("community", "category", "channel", "collector", "title", "contact")
PRIVATE = ("contact",)


def correct(
    suggestion: Suggestion, key: str, values: dict[str, str], by: str, at: datetime, reason: str
) -> Change[Suggestion]:
    """A clerk puts entries right, with a trail. Raises ``Invalid`` where nothing would change."""
    changed = {name: value for name, value in values.items() if getattr(suggestion, name) != value}
    if not changed:
        raise Invalid("nothing-to-correct", "没有需要更正的内容。", "Nothing would change.")
    trail = tuple(
        _correction(suggestion, name, value, by, at, reason) for name, value in changed.items()
    )
    corrected = suggestion.with_(
        **changed, corrections=(*suggestion.corrections, *trail)[-MOST_ENTRIES:]
    )
    public = corrected.cycle and any(name not in PRIVATE for name in changed)
    return Change(corrected, [SuggestionCorrected(**facts(corrected, key))] if public else [])


def _correction(
    suggestion: Suggestion, name: str, value: str, by: str, at: datetime, reason: str
) -> Correction:
    before = "***" if name in PRIVATE else str(getattr(suggestion, name))
    after = "***" if name in PRIVATE else value
    return Correction(at=at, by=by, field=name, before=before, after=after, reason=reason)


def facts(suggestion: Suggestion, key: str) -> dict[str, str]:
    """The public facts of an accepted suggestion, as events carry them."""
    return {
        "suggestion": key,
        "cycle": suggestion.cycle,
        "no": suggestion.no,
        "title": suggestion.title,
        "community": suggestion.community,
        "channel": suggestion.channel,
        "category": suggestion.category,
        "collector": suggestion.collector,
    }
