"""票决: the life of one ballot, round by round, from its rules to the announced result."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from chassis.core.decision import State, StateTable
from chassis.core.errors import NotAllowed, WrongState
from contracts.charter import BallotRules
from contracts.screening import SlateItem
from services.ballot.ballot.domain.conflicts import Conflict
from services.ballot.ballot.domain.count import (
    Freeze,
    Outcome,
    Place,
    Race,
    base_of,
    chosen_of,
    following_race,
    least_votes,
    places,
)
from services.ballot.ballot.domain.grounds import Ground, Proposal
from services.ballot.ballot.domain.officers import Correction, Officers
from services.ballot.ballot.domain.seals import Seal
from services.ballot.ballot.domain.stamp import Stamp

VOIDABLE = ("OPEN", "CLOSED", "RUNOFF", "COUNTED")
BALLOT = StateTable(
    "ballot",
    "PREPARED",
    {
        ("PREPARED", "adopt_rules"): "RULES_ADOPTED",
        ("RULES_ADOPTED", "correct_officers"): "RULES_ADOPTED",
        ("RULES_ADOPTED", "confirm_officers"): "RULES_ADOPTED",
        ("RULES_ADOPTED", "open"): "OPEN",
        ("OPEN", "close"): "CLOSED",
        ("CLOSED", "count"): "COUNTED",
        ("COUNTED", "runoff"): "RUNOFF",
        ("RUNOFF", "close"): "RUNOFF",
        ("RUNOFF", "count"): "COUNTED",
        ("COUNTED", "sign"): "COUNTED",
        ("COUNTED", "certify"): "CERTIFIED",
        ("CERTIFIED", "announce"): "ANNOUNCED",
        **{(status, "seal"): status for status in ("CLOSED", "RUNOFF")},
        **{(status, "set_aside"): status for status in ("CLOSED", "RUNOFF")},
        **{(status, "propose_void"): status for status in VOIDABLE},
        **{(status, "void"): "VOID" for status in VOIDABLE},
    },
    {
        "PREPARED": "已准备",
        "RULES_ADOPTED": "办法已通过",
        "OPEN": "投票中",
        "CLOSED": "投票结束",
        "COUNTED": "已计票",
        "RUNOFF": "再次投票",
        "CERTIFIED": "已核签",
        "ANNOUNCED": "已公布",
        "VOID": "作废",
    },
)
Method = Literal["SEATS", "RANKS", "BUDGET", "GRADES"]
"""How votes become a choice; GRADES is a satisfaction vote, which chooses nothing."""
About = Literal["PROJECTS", "SATISFACTION"]
SMALL = 5
"""Below so many valid papers a breakdown could tell who voted what (C-11)."""


class Round(State):
    """One round: what is voted on, the frozen roll, when it closed, what it came to.

    ``digest`` is the SHA-256 over all its papers at the count; times are UTC. ``turn`` counts the
    rounds of the whole session; ``slips`` coupons are good in it, ``slips_digest`` is that of
    their keys. ``seals``: the first over what came by phone, another once the paper votes are in.
    ``doubled`` are the tags of coupons with equal papers by phone and on paper (one paper),
    ``doubles`` how many. ``failed``: the checks of the box that ever failed (``boxing.Check``).
    """

    number: int
    turn: int = 0
    slips: int = 0
    slips_digest: str = ""
    race: Race
    freeze: Freeze
    apart: Freeze | None = None
    opened_at: datetime
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    digest: str = ""
    doubles: int = 0
    doubled: tuple[str, ...] = ()
    seals: tuple[Seal, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    failed: tuple[str, ...] = ()

    @property
    def seal(self) -> Seal | None:
        """The last seal put on its box."""
        return self.seals[-1] if self.seals else None

    @property
    def salt(self) -> str:
        """What is secret in the published digest of its papers: the salt of its last seal."""
        return self.seals[-1].salt if self.seals else ""

    @property
    def set_aside(self) -> tuple[str, ...]:
        """The tags of coupons that were set aside."""
        return tuple(one.tag for one in self.conflicts if one.is_aside)

    @property
    def taking_papers(self) -> bool:
        """Whether somebody may vote in this round now."""
        return self.closed_at is None

    @property
    def small(self) -> bool:
        """Whether it had so few valid papers that no breakdown may be shown (C-11)."""
        return self.outcome is not None and self.outcome.valid < SMALL

    def past_fence(self, now: datetime, wait: float) -> bool:
        """Whether it has been closed for ``wait`` seconds, longer than any cast may take."""
        return self.closed_at is not None and now >= self.closed_at + timedelta(seconds=wait)


class Ballot(State):
    """One ballot, with at most 1 + extra + 3 rounds. ``print`` is of older versions.

    ``signed`` are subjects of tokens; ``names`` what these people and the officers are called.
    ``void_proposal`` waits for another office; ``void_ground`` and ``voided_at`` (UTC) once void.
    ``stamp``: who outside vouches for its public bundle. ``sealed_taken``: how often the sealed
    bundle was taken; by whom stands in the audit trail.
    ``about``: projects to be chosen, or satisfaction with those of the year before.
    """

    session: str
    cycle: str
    rules: BallotRules
    items: tuple[SlateItem, ...]
    about: About = "PROJECTS"
    status: str = BALLOT.start
    print: str = ""
    officers: Officers | None = None
    rounds: tuple[Round, ...] = ()
    signed: tuple[str, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
    correction: Correction | None = None
    void_proposal: Proposal | None = None
    void_ground: Ground | None = None
    void_reason: str = ""
    voided_at: datetime | None = None
    announced_on: str = ""
    sealed_taken: int = 0
    stamp: Stamp | None = None

    @property
    def method(self) -> Method:
        """How its votes become a choice."""
        return "GRADES" if self.about == "SATISFACTION" else self.rules.method

    @property
    def year(self) -> str:
        """Whose projects it is about: a satisfaction vote looks at those of the year before."""
        before = self.about == "SATISFACTION" and self.cycle.isdigit()
        return str(int(self.cycle) - 1) if before else self.cycle

    @property
    def is_gated(self) -> bool:
        """Whether a group must pass apart (双过) in it; where satisfaction is rated, none does."""
        return self.method == "SEATS" and bool(self.rules.gate.categories)

    @property
    def fills_seats(self) -> bool:
        """Whether a number of seats is filled, so that there may be run-offs and vacancies."""
        return self.method in ("SEATS", "RANKS")

    @property
    def round(self) -> Round:
        """The latest round. Raises ``WrongState`` where none was opened."""
        if not self.rounds:
            raise WrongState("not-opened", "票决尚未开始。", "This ballot was not opened yet.")
        return self.rounds[-1]

    @property
    def voting_open(self) -> bool:
        """Whether papers are taken now."""
        return self.status in ("OPEN", "RUNOFF") and self.round.taking_papers

    def is_over(self, round_no: int) -> bool:
        """Whether that round was counted, or the ballot voided."""
        counted = any(one.number == round_no and one.outcome for one in self.rounds)
        return counted or self.status == "VOID"

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is voted on: certified, announced or void."""
        return self.status in ("CERTIFIED", "ANNOUNCED", "VOID")

    @property
    def held(self) -> list[tuple[Race, Outcome]]:
        """The counted rounds."""
        return [(one.race, one.outcome) for one in self.rounds if one.outcome]

    @property
    def first_counted(self) -> tuple[Round, Outcome]:
        """The first round and what it came to; of a ballot that was ``held``."""
        first = self.rounds[0]
        assert first.outcome is not None  # rounds are counted one after the other
        return first, first.outcome

    @property
    def next_race(self) -> Race | None:
        """What must be voted on next, or nothing."""
        if self.status != "COUNTED" or not self.fills_seats:
            return None
        rules = self.rules
        return following_race(rules.seats, rules.extra_rounds, self.held, rules.runoffs)

    @property
    def is_pending(self) -> bool:
        """Whether a further round is due or being voted on: what is not chosen is undecided."""
        return self.status == "RUNOFF" or self.next_race is not None

    @property
    def selected(self) -> tuple[SlateItem, ...]:
        """Who was chosen, best first."""
        by_id = {item.candidate: item for item in self.items}
        return tuple(by_id[item] for item in chosen_of(self.held))

    @property
    def reserved(self) -> tuple[str, ...]:
        """储备库: who was not chosen."""
        if self.method == "GRADES":
            return ()
        chosen = {item.candidate for item in self.selected}
        return tuple(item.candidate for item in self.items if item.candidate not in chosen)

    @property
    def vacancies(self) -> int:
        """缺额: seats that nobody took."""
        return self.rules.seats - len(self.selected) if self.fills_seats else 0

    @property
    def pass_line(self) -> tuple[int, int]:
        """(Smallest number of votes that passes, out of how many) in the first counted round.

        Of a satisfaction vote: how many must be satisfied, out of the valid papers.
        """
        if not self.held:
            return 0, 0
        first, outcome = self.first_counted
        if self.method == "GRADES":
            top, bottom = map(int, self.rules.satisfaction.line.split("/"))
            return -(-top * outcome.valid // bottom), outcome.valid
        base = base_of(self.rules.pass_of, first.freeze, outcome)
        return least_votes(self.rules, base), base

    @property
    def places(self) -> tuple[Place, ...]:
        """The ranking; empty before the first count."""
        order = [item.candidate for item in self.items]
        return places(self.held, order) if self.held else ()

    @property
    def papers_digest(self) -> str:
        """SHA-256 over the digests of all rounds, in order."""
        return hashlib.sha256("\n".join(one.digest for one in self.rounds).encode()).hexdigest()

    @property
    def small(self) -> bool:
        """Whether a round had so few valid papers that no breakdown may be shown (C-11)."""
        return any(one.small for one in self.rounds)


def moved(state: Ballot, action: str, **changed: object) -> Ballot:
    """The ballot after this action. Raises ``WrongState`` where the table forbids it."""
    return state.model_copy(update={"status": BALLOT.move(state.status, action), **changed})


def not_named() -> NotAllowed:
    """Somebody whom the session did not name for this ballot."""
    return NotAllowed(
        "not-named",
        "您不是本次会议通过的监票人或计票人。",
        "The session did not name you as a scrutineer or teller of this ballot.",
    )


def another_office() -> NotAllowed:
    """Somebody who would confirm what the same person or office proposed."""
    return NotAllowed(
        "another-office",
        "须由另一职务的另一人确认。",
        "Another person in another office must confirm this.",
    )
