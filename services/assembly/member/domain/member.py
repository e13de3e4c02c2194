"""A deliberator (议事员) from the first name on a list to the end of the term: state and table."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from chassis.core.decision import State, StateTable

HISTORY = 60
OBJECTIONS = 20


class MemberStatus(StrEnum):
    """Where a member stands; which way is walked is the charter's choice (E-11 … E-17, W-07)."""

    DRAFTING = "DRAFTING"
    NOMINATED = "NOMINATED"
    UNDER_REVIEW = "UNDER_REVIEW"
    REVIEWED = "REVIEWED"
    APPROVED = "APPROVED"
    COMMUNITY_PASSED = "COMMUNITY_PASSED"
    ON_NOTICE = "ON_NOTICE"
    APPOINTED = "APPOINTED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"


ZH = {
    MemberStatus.DRAFTING: "酝酿中",
    MemberStatus.NOMINATED: "已推荐",
    MemberStatus.UNDER_REVIEW: "审查中",
    MemberStatus.REVIEWED: "审查通过",
    MemberStatus.APPROVED: "党工委已确定",
    MemberStatus.COMMUNITY_PASSED: "居民大会通过",
    MemberStatus.ON_NOTICE: "公示中",
    MemberStatus.APPOINTED: "已聘任",
    MemberStatus.ACTIVE: "履职中",
    MemberStatus.SUSPENDED: "暂停履职",
    MemberStatus.ENDED: "任期结束",
    MemberStatus.REJECTED: "未通过",
    MemberStatus.WITHDRAWN: "已退出",
}

ACTION_TO = {
    MemberStatus.NOMINATED: "nominate",
    MemberStatus.UNDER_REVIEW: "call_review",
    MemberStatus.REVIEWED: "pass_review",
    MemberStatus.APPROVED: "approve",
    MemberStatus.COMMUNITY_PASSED: "pass_residents_meeting",
    MemberStatus.ON_NOTICE: "publish_notice",
    MemberStatus.APPOINTED: "appoint",
    MemberStatus.ACTIVE: "begin_term",
}
"""The act that leads to each status of the selection, by whatever name the charter's step goes."""

_FORWARD = (
    (MemberStatus.DRAFTING, MemberStatus.NOMINATED),
    (MemberStatus.NOMINATED, MemberStatus.UNDER_REVIEW),
    (MemberStatus.NOMINATED, MemberStatus.REVIEWED),
    (MemberStatus.UNDER_REVIEW, MemberStatus.REVIEWED),
    (MemberStatus.REVIEWED, MemberStatus.APPROVED),
    (MemberStatus.REVIEWED, MemberStatus.COMMUNITY_PASSED),
    (MemberStatus.COMMUNITY_PASSED, MemberStatus.APPROVED),
    (MemberStatus.APPROVED, MemberStatus.COMMUNITY_PASSED),
    (MemberStatus.APPROVED, MemberStatus.ON_NOTICE),
    (MemberStatus.COMMUNITY_PASSED, MemberStatus.ON_NOTICE),
    (MemberStatus.ON_NOTICE, MemberStatus.APPOINTED),
    (MemberStatus.ON_NOTICE, MemberStatus.ACTIVE),
    (MemberStatus.APPOINTED, MemberStatus.ACTIVE),
)
_CANDIDACY = tuple(MemberStatus)[:8]

TABLE = StateTable(
    name="Member",
    start=MemberStatus.DRAFTING.value,
    moves={
        **{(before.value, ACTION_TO[after]): after.value for before, after in _FORWARD},
        **{(status.value, "reject"): "REJECTED" for status in _CANDIDACY[:7]},
        **{(status.value, "withdraw"): "WITHDRAWN" for status in _CANDIDACY},
        ("ACTIVE", "suspend"): "SUSPENDED",
        ("SUSPENDED", "resume"): "ACTIVE",
        ("ACTIVE", "end"): "ENDED",
        ("SUSPENDED", "end"): "ENDED",
    },
    zh={status.value: zh for status, zh in ZH.items()},
)
"""What is possible at all. The charter's order says which of these moves comes next."""

FINISHED = frozenset({MemberStatus.ENDED, MemberStatus.REJECTED, MemberStatus.WITHDRAWN})
SEATED = frozenset({MemberStatus.ACTIVE, MemberStatus.SUSPENDED})
HOLDING = frozenset({MemberStatus.APPOINTED, *SEATED})
"""Those who hold a seat of the street, their term begun or about to begin."""
PUBLIC = frozenset({MemberStatus.APPOINTED, MemberStatus.ACTIVE})


class Minutes(State):
    """A meeting as its minutes name it (E-15)."""

    minute_no: str
    held_on: str


class Tally(State):
    """The vote of a residents' meeting (E-16)."""

    expected: int
    present: int
    votes_for: int
    against: int
    abstain: int


class NoticeDates(State):
    """How long and where a public notice hung (E-17); dates as ISO text, Asia/Shanghai."""

    published_on: str
    ends_on: str
    channel: str


class Verdict(State):
    """What a body said of a candidate (E-14). Only the two committees read it."""

    result: str
    letter_no: str
    on: str
    reason: str


class HistoryRow(State):
    """One thing that happened to a member: when it was done on paper and when it was entered."""

    step: str
    to: str
    at: datetime
    on: str
    actor: str
    results: dict[str, str] = Field(default_factory=dict)
    meeting: Minutes | None = None
    tally: Tally | None = None
    notice: NoticeDates | None = None
    reason: str = ""
    changes: dict[str, tuple[str, str]] = Field(default_factory=dict)


class Objection(State):
    """What somebody held against a candidate while the notice ran (E-17). Never public."""

    id: str
    text: str
    at: datetime
    open: bool = True
    upheld: bool = False
    reason: str = ""


class Member(State):
    """A deliberator or a candidate for a seat. ``phone`` is never shown unmasked in a list."""

    no: int
    name: str
    sex: str
    category: str
    community: str
    recommended_by: str
    grid: str
    community_group: str
    specialty_group: str
    phone: str
    status: MemberStatus
    notice: str = ""
    notice_ends_on: str = ""
    appointed_on: str = ""
    objections: tuple[Objection, ...] = ()
    conclusions: dict[str, Verdict] = Field(default_factory=dict)
    history: tuple[HistoryRow, ...] = ()

    @property
    def open_objections(self) -> int:
        """How many objections still wait for an answer."""
        return sum(objection.open for objection in self.objections)


def noted(member: Member, row: HistoryRow, **update: object) -> Member:
    """The member after ``row``, with the newest rows of its history kept."""
    history = (*member.history, row)[-HISTORY:]
    return member.model_copy(update={**update, "history": history})
