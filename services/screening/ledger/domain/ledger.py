"""The ledger of one cycle (三下三上台账): its legs in strict order, meetings, proposals (E-27).

The ledger is where everything is serialised that a leg's closing must be sure of. What lies in
other documents is noted here first (a number given, a decision, a revision) and only while the leg
is open; closing then demands that the documents agree with the notes, so nothing is in between.
"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from chassis.core.decision import Change, State, StateTable
from chassis.core.errors import NotFound, WrongState
from contracts.charter import Leg, Named, Work

MAX_MEETINGS = 10
MAX_PROPOSALS = 200
MAX_REOPENINGS = 20


class LegStatus(StrEnum):
    """Where a leg stands."""

    PENDING = "PENDING"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


LEGS = StateTable(
    name="Leg",
    start=LegStatus.PENDING,
    moves={
        (LegStatus.PENDING, "open"): LegStatus.OPEN,
        (LegStatus.OPEN, "close"): LegStatus.CLOSED,
        (LegStatus.CLOSED, "reopen"): LegStatus.OPEN,
        # The result of the vote ends the session's leg, also where nobody had opened it here.
        (LegStatus.PENDING, "announce"): LegStatus.CLOSED,
        (LegStatus.OPEN, "announce"): LegStatus.CLOSED,
    },
    zh={
        LegStatus.PENDING: "未开始",
        LegStatus.OPEN: "进行中",
        LegStatus.CLOSED: "已结束",
    },
)


class Noted(StrEnum):
    """What the ledger notes of a proposal; ``OPEN`` until it is decided."""

    OPEN = "OPEN"
    CANDIDATE = "CANDIDATE"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"


NOTES = StateTable(
    name="Proposal",
    start=Noted.OPEN,
    moves={
        (Noted.OPEN, "accept"): Noted.CANDIDATE,
        (Noted.OPEN, "decline"): Noted.DECLINED,
        (Noted.OPEN, "withdraw"): Noted.WITHDRAWN,
        (Noted.OPEN, "merge"): Noted.MERGED,
        (Noted.CANDIDATE, "accept"): Noted.CANDIDATE,
        (Noted.CANDIDATE, "decline"): Noted.DECLINED,
        (Noted.CANDIDATE, "withdraw"): Noted.WITHDRAWN,
        (Noted.CANDIDATE, "merge"): Noted.MERGED,
        (Noted.DECLINED, "accept"): Noted.CANDIDATE,
        (Noted.DECLINED, "decline"): Noted.DECLINED,
        # Noted and then broken off: the same once more finishes it.
        (Noted.WITHDRAWN, "withdraw"): Noted.WITHDRAWN,
        (Noted.MERGED, "merge"): Noted.MERGED,
    },
    zh={
        Noted.OPEN: "待研究",
        Noted.CANDIDATE: "候选项目",
        Noted.DECLINED: "未列入候选",
        Noted.WITHDRAWN: "已撤回",
        Noted.MERGED: "已合并",
    },
)


def leg_not_open() -> WrongState:
    """The refusal of everything that is only done while a certain leg is open."""
    return WrongState(
        "leg-not-open",
        "相应的环节没有打开，现在不能办理。",
        "The leg in which this is done is not open now.",
    )


class Meeting(State):
    """A meeting of a leg as its minutes have it (会议纪要): ``body`` is one the charter names.

    ``recorded``: there is a record of it under the same id, which takes papers.
    """

    id: str
    body: str
    zh: str
    en: str
    held_on: str
    place: str = ""
    host: str = ""
    present: int = 0
    points: tuple[str, ...] = ()
    recorded: bool = False


class LegState(State):
    """One leg: what the charter says of it, and where it stands. Figures appear as it closes.

    ``reviews_fixed``: alternatives up to this number have cards that everybody has seen; they stay
    as they are also where the leg begins again.
    """

    id: str
    stage: str
    zh: str
    en: str
    works: tuple[Work, ...]
    wanted: tuple[Named, ...] = ()
    target: int = 0
    funnel: bool = False
    status: LegStatus = LegStatus.PENDING
    incoming: int | None = None
    outgoing: int | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    meetings: tuple[Meeting, ...] = ()
    least: int = 0
    most: int = 0
    quota: Literal["WARN", "BLOCK"] = "WARN"
    reviews: int = 0
    reviews_in: datetime | None = None
    reviews_fixed: int = 0

    def unrecorded(self) -> list[Named]:
        """The bodies whose minutes are still missing (E-22)."""
        held = {meeting.body for meeting in self.meetings}
        return [body for body in self.wanted if body.id not in held]


class Proposal(State):
    """A number the ledger gave: the n-th proposal is no. n. ``revision`` of the latest text."""

    candidate: str
    noted: Noted = Noted.OPEN
    revision: int = 1


class Either(State):
    """Two proposals of which only one can become a candidate, and why."""

    one: str
    other: str
    reason: str


class Reopening(State):
    """A step back and why (E-27)."""

    leg: str
    reason: str
    at: datetime


class Ledger(State):
    """The screening of one street in one year.

    ``collected`` is what intake counted after collecting ended (nothing until it has said so),
    ``collection_sequence`` the version of its count, ``slates`` how often a slate was finalised,
    ``frozen`` whether the papers of the session are final, ``reserve`` how many were kept back.
    """

    cycle: str
    year: int
    legs: tuple[LegState, ...]
    proposals: tuple[Proposal, ...] = ()
    reopenings: tuple[Reopening, ...] = ()
    either: tuple[Either, ...] = ()
    collected: int | None = None
    collectors: int = 0
    collection_sequence: int = 0
    slates: int = 0
    frozen: bool = False
    reserve: int | None = Field(default=None, ge=0)

    def leg(self, leg_id: str) -> LegState:
        """The leg of that id. Raises ``NotFound``."""
        for leg in self.legs:
            if leg.id == leg_id:
                return leg
        raise NotFound("unknown-leg", "本周期没有这个环节。", "This cycle has no such leg.")

    def before(self, leg_id: str) -> tuple[LegState, ...]:
        """The legs that come before this one."""
        return self.legs[: self.legs.index(self.leg(leg_id))]

    def next_of(self, leg_id: str) -> LegState | None:
        """The leg after this one, if any."""
        after = self.legs[self.legs.index(self.leg(leg_id)) + 1 :]
        return after[0] if after else None

    def current(self) -> str:
        """The leg that is open, else nothing."""
        return next((leg.id for leg in self.legs if leg.status is LegStatus.OPEN), "")

    def doing(self, work: Work) -> LegState:
        """The open leg in which this work is done. Raises ``WrongState`` where none is open."""
        for leg in self.legs:
            if leg.status is LegStatus.OPEN and work in leg.works:
                return leg
        raise leg_not_open()

    def is_open_for(self, *works: Work) -> bool:
        """Whether the open leg is one in which any of these works is done."""
        current = self.current()
        return bool(current) and bool(set(works) & set(self.leg(current).works))

    def came_in(self, leg_id: str) -> int | None:
        """What goes into a leg: what came out of the one before."""
        earlier = self.before(leg_id)
        return earlier[-1].outgoing if earlier else None

    def number_of(self, candidate: str) -> int:
        """The number a proposal was given, 0 where it has none."""
        ids = [proposal.candidate for proposal in self.proposals]
        return ids.index(candidate) + 1 if candidate in ids else 0

    def noted(self, *kinds: Noted) -> list[Proposal]:
        """The proposals of which one of these is noted."""
        return [proposal for proposal in self.proposals if proposal.noted in kinds]

    def with_leg(self, changed: LegState) -> "Ledger":
        """The ledger with one leg replaced."""
        legs = tuple(changed if leg.id == changed.id else leg for leg in self.legs)
        return self.model_copy(update={"legs": legs})

    def with_proposal(self, changed: Proposal) -> "Ledger":
        """The ledger with one proposal's note replaced."""
        proposals = tuple(
            changed if known.candidate == changed.candidate else known for known in self.proposals
        )
        return self.model_copy(update={"proposals": proposals})


Decide = Callable[[Ledger], Change[Ledger]]


def begin(
    cycle: str, year: int, legs: tuple[Leg, ...]
) -> Callable[[Ledger | None], Change[Ledger]]:
    """Begin the year's ledger with the charter's legs; a cycle begins once."""

    def decide(found: Ledger | None) -> Change[Ledger]:
        if found is not None:
            return Change(found)
        return Change(Ledger(cycle=cycle, year=year, legs=tuple(_leg_state(leg) for leg in legs)))

    return decide


def _leg_state(leg: Leg) -> LegState:
    return LegState(
        id=leg.id,
        stage=leg.stage,
        zh=leg.zh,
        en=leg.en,
        works=leg.works,
        wanted=leg.meetings,
        target=leg.target,
        funnel=leg.funnel,
        least=leg.least,
        most=leg.most,
        quota=leg.quota,
        reviews=leg.reviews,
    )
