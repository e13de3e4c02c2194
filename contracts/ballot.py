"""What ``ballot`` says: sessions and their votes. Never who voted what, never a partial result."""

from pydantic import Field

from contracts.charter import Panel
from contracts.envelope import Event, Fact
from contracts.screening import SlateItem


class SessionNotified(Event):
    """The members were called to a session of the assembly. ``at`` is ISO with Asia/Shanghai.

    ``text``: the notice in short, ready to be sent on to a group (会议通知).
    """

    session: str
    cycle: str
    term: int
    number: int
    at: str
    venue: str
    text: str = Field(default="", max_length=200)


class BookletFrozen(Event):
    """The session's papers are final; ``candidates`` can no longer change. ``digest``: SHA-256."""

    session: str
    cycle: str
    candidates: tuple[str, ...]
    digest: str


class PanelClosed(Event):
    """One of the three evaluations was recorded and closed (E-26)."""

    session: str
    cycle: str
    panel: Panel


class BallotOpened(Event):
    """Voting began on a frozen roll. ``round`` is 1, or more for a run-off or an extra round.

    ``turn`` counts the rounds of the whole session from 1; ``slips`` coupons are good in it, and
    ``slips_digest`` is the SHA-256 over their public keys, sorted, one a line (hex).
    """

    ballot: str
    session: str
    cycle: str
    round: int
    seats: int
    candidates: tuple[str, ...]
    turn: int = 0
    slips: int = 0
    slips_digest: str = ""


class BallotClosed(Event):
    """Voting ended; no further paper is taken in this round."""

    ballot: str
    cycle: str
    round: int


class BallotSealed(Event):
    """The box of a closed round was sealed (封箱), before anything is counted.

    ``seal`` is 1 for what came by phone, 2 once the paper votes are in. The digests, in hex, are
    taken over a random salt and the sorted papers; ``sm3`` is empty where it is not used.
    """

    ballot: str
    session: str
    cycle: str
    round: int
    seal: int
    papers: int
    sha256: str
    sm3: str = ""


class BallotVoided(Event):
    """The round does not count, and why; what follows is a new ballot, never an edit."""

    ballot: str
    cycle: str
    round: int
    reason_code: str


class BallotCertified(Event):
    """The chief scrutineer and the scrutineers signed the count."""

    ballot: str
    session: str
    cycle: str
    rounds: int
    papers_digest: str


class Tally(Fact):
    """Votes FOR one candidate, over all rounds the one that decided; ``rank`` from 1.

    ``points``: by ranks the points, or the sum of ranks, that decided.
    """

    candidate: str
    no: int
    title: str = Field(max_length=120)
    votes_for: int
    rank: int
    points: int | None = Field(default=None, exclude_if=lambda points: points is None)


class BallotAnnounced(Event):
    """The result of the vote (票决结果): figures, who was chosen, who is kept in reserve (E-26)."""

    ballot: str
    session: str
    cycle: str
    announced_on: str
    expected: int
    present: int
    issued: int
    returned: int
    valid: int
    invalid: int
    seats: int
    tallies: tuple[Tally, ...]
    selected: tuple[SlateItem, ...]
    reserved: tuple[str, ...]
    vacancies: int


class Rated(Fact):
    """What the members think of one project of the year before (满意度测评).

    ``given``: grade → papers; ``satisfied`` of the valid papers gave a good one. Both are left out
    where so few voted that nothing may be told. ``below``: fewer than the charter's line.
    """

    candidate: str
    title: str = Field(max_length=120)
    given: dict[str, int] = Field(default_factory=dict)
    satisfied: int | None = None
    below: bool = False


class SatisfactionAnnounced(Event):
    """The satisfaction vote of a session: what the members think of last year's projects.

    ``year`` is that of the projects; ``line`` the share of satisfied below which one is put right.
    """

    ballot: str
    session: str
    cycle: str
    year: str
    announced_on: str
    issued: int
    returned: int
    valid: int
    line: str
    projects: tuple[Rated, ...]


class SessionClosed(Event):
    """The session ended; ``attended`` are the ids of the members who were there."""

    session: str
    cycle: str
    attended: tuple[str, ...]
