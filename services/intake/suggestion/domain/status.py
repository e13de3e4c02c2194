"""Where a suggestion can stand, what that is called, and every move from one to the next."""

from enum import StrEnum

from chassis.core.decision import StateTable


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


class ReturnReason(StrEnum):
    """退回原因: in a word that may travel; the sentence stays with the suggestion."""

    INCOMPLETE = "INCOMPLETE"
    DUPLICATE = "DUPLICATE"
    PERSONAL = "PERSONAL"
    OTHER_STREET = "OTHER_STREET"
    UNFIT = "UNFIT"
    NOT_OURS = "NOT_OURS"


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
"""Disposition of the triage → action of the table."""

_DISPOSED = (
    Status.PROJECT_SOURCE,
    Status.ASSIGNED,
    Status.FORWARDED_UP,
    Status.REFERENCE,
    Status.OUT_OF_SCOPE,
)
_WAITING = (Status.TRIAGED, *_DISPOSED)
_LATER = (Status.HANDLING, Status.REPLIED, Status.CONFIRMED, Status.REOPENED)

TO_ANSWER = (Status.ASSIGNED, Status.HANDLING, Status.REOPENED)
"""A department owes the answer."""

SUGGESTION = StateTable(
    name="suggestion",
    start=Status.SUBMITTED,
    moves={
        (Status.SUBMITTED, "accept"): Status.ACCEPTED,
        (Status.SUBMITTED, "return"): Status.RETURNED,
        (Status.SUBMITTED, "amend"): Status.SUBMITTED,
        (Status.SUBMITTED, "take_back"): Status.RETURNED,
        (Status.ACCEPTED, "merge"): Status.MERGED,
        (Status.ACCEPTED, "triage"): Status.TRIAGED,
        # Between two collections no meeting grades it: a clerk assigns it.
        (Status.ACCEPTED, "assign"): Status.ASSIGNED,
        # Decided, and released with its answer.
        (Status.TRIAGED, "reply"): Status.REPLIED,
        (Status.TRIAGED, "take_as_source"): Status.PROJECT_SOURCE,
        (Status.TRIAGED, "assign"): Status.ASSIGNED,
        (Status.TRIAGED, "forward_up"): Status.FORWARDED_UP,
        (Status.TRIAGED, "keep_for_reference"): Status.REFERENCE,
        (Status.TRIAGED, "rule_out_of_scope"): Status.OUT_OF_SCOPE,
        # The meeting may put its own triage right until the leg closes, whatever came of it.
        **{(status, "triage"): Status.TRIAGED for status in (*_WAITING, *_LATER)},
        (Status.ASSIGNED, "handle"): Status.HANDLING,
        (Status.ASSIGNED, "hand_back"): Status.ACCEPTED,
        (Status.REOPENED, "handle"): Status.HANDLING,
        (Status.HANDLING, "reply"): Status.REPLIED,
        (Status.PROJECT_SOURCE, "reply"): Status.REPLIED,
        (Status.FORWARDED_UP, "reply"): Status.REPLIED,
        (Status.REFERENCE, "reply"): Status.REPLIED,
        (Status.OUT_OF_SCOPE, "reply"): Status.REPLIED,
        # A better fate replaces the answer: reserved after declined, chosen after reserved.
        (Status.REPLIED, "reply"): Status.REPLIED,
        (Status.CONFIRMED, "reply"): Status.REPLIED,
        (Status.REOPENED, "reply"): Status.REPLIED,
        (Status.MERGED, "unmerge"): Status.REOPENED,
        # Its author wants it handled by itself: it is parted from its lead.
        (Status.MERGED, "reopen"): Status.REOPENED,
        (Status.REOPENED, "assign"): Status.ASSIGNED,
        (Status.REPLIED, "confirm"): Status.CONFIRMED,
        (Status.REPLIED, "reopen"): Status.REOPENED,
        (Status.CONFIRMED, "reopen"): Status.REOPENED,
    },
    zh={status: name for status, (name, _) in NAMES.items()},
)
