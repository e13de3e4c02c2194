"""What stands on the hall's screen. Public facts only, and no figure of a vote that is under way.

While a round is open nothing tells how many papers lie in the box: turnout minute by minute, held
against who goes to vote, would tell who has not. Votes are shown once the result is announced.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.core.digests import Digests
from chassis.core.documents import Found
from chassis.rooms.copies import charter_of
from chassis.service import Context
from contracts.charter import Charter
from contracts.screening import SlateItem
from contracts.voting_rules import Grade
from services.ballot.ballot.columns import bars_of, percent
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import Race
from services.ballot.ballot.domain.modes import most_places
from services.ballot.ballot.figures import Figures, figures
from services.ballot.hall.phase import HEADLINES, Phase, phase_of
from services.ballot.hands.queries import hands_of
from services.ballot.hands.views import HandsView, hands_view
from services.ballot.kinds import BALLOTS
from services.ballot.member.queries import number_called
from services.ballot.session.domain import Session
from services.ballot.session.voting import needed
from services.ballot.speakers.queries import agenda_of, floor_of
from services.ballot.speakers.views import FloorView, SpeechView, floor_view

WITH_FLOOR = (Phase.CHECK_IN, Phase.IN_SESSION)
"""When agenda, speakers and hands have the screen; a ballot takes it from them."""


@dataclass(frozen=True)
class Vote:
    """The round that is open, closed or due: ``items`` are what may be chosen in it."""

    number: int
    kind: str
    seats: int
    items: tuple[SlateItem, ...]
    mode: str
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    until: datetime | None = None
    returned: int | None = None
    issued: int = 0
    keys: str = ""
    seals: tuple[tuple[str, str], ...] = ()
    method: str = "SEATS"
    how: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Screen:
    """Everything on the screen; ``quorum`` is the number that must be present."""

    phase: Phase
    headline: tuple[str, str]
    session: Session
    agenda: dict[str, str]
    expected: int
    present: int
    quorum: int
    floor: FloorView
    hands: HandsView | None
    vote: Vote | None
    result: Figures | None
    titles: dict[str, SlateItem]
    pass_line: tuple[int, int]
    bars: dict[str, int]
    grades: tuple[Grade, ...]
    group: tuple[str, str]
    void: tuple[str, str]

    @property
    def speaking(self) -> SpeechView | None:
        """Who has the floor."""
        return next((one for one in self.floor.speeches if one.status == "SPEAKING"), None)

    @property
    def waiting(self) -> list[SpeechView]:
        """Who waits to speak."""
        return [one for one in self.floor.speeches if one.status == "WAITING"]

    def percent(self, votes: int) -> str:
        """A share of the valid papers, as every sheet tells it."""
        return percent(votes, self.result.valid if self.result else 0)

    @property
    def digest(self) -> str:
        """Changes with whatever is shown, and with nothing else: not with the clock."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


async def screen_of(ctx: Context, street: str, found: Found[Session]) -> Screen:
    """The screen of a session now."""
    session, charter = found.state, await charter_of(ctx, street)
    ballot = await _ballot(ctx, street, session)
    phase = phase_of(session, ballot)
    frozen = session.voting.freeze if session.voting else None
    expected = frozen.expected if frozen else await number_called(ctx, street, session)
    announced = phase is Phase.RESULT and ballot is not None
    return Screen(
        phase=phase,
        headline=HEADLINES[phase],
        session=_shown(session),
        agenda=agenda_of(session),
        expected=expected,
        present=frozen.present if frozen else len(session.present),
        quorum=needed(expected, charter.ballot.quorum),
        floor=floor_view(await floor_of(ctx, street, found.id)),
        hands=await _hands(ctx, street, found.id) if phase in WITH_FLOOR else None,
        vote=_vote(ballot, phase, charter) if ballot else None,
        result=figures(ballot, whole=False) if announced and ballot else None,
        titles={item.candidate: item for item in ballot.items} if ballot else {},
        pass_line=ballot.pass_line if announced and ballot else (0, 0),
        group=(charter.ballot.gate.zh, charter.ballot.gate.en),
        grades=ballot.rules.satisfaction.grades if ballot else (),
        bars=bars_of(ballot) if announced and ballot else {},
        void=_void(ballot, phase),
    )


def _shown(session: Session) -> Session:
    """Only what the screen tells of it, so that nothing else makes it move."""
    return Session(
        **session.model_dump(include={"cycle", "term", "number", "at", "venue", "status"}),
        agenda=(),
    )


async def _ballot(ctx: Context, street: str, session: Session) -> Ballot | None:
    key = BALLOTS.key(street, session.ballot)
    found = await ctx.store.known(key) if session.ballot else None
    return found.state if found else None


async def _hands(ctx: Context, street: str, session_id: str) -> HandsView | None:
    """The show of hands that was called last, unless it was withdrawn."""
    called = await hands_of(ctx, street, session_id)
    last = called[-1] if called else None
    return hands_view(last) if last and last.state.status != "WITHDRAWN" else None


def _void(ballot: Ballot | None, phase: Phase) -> tuple[str, str]:
    """Ground and note of a ballot that is void."""
    if ballot is None or phase is not Phase.VOID:
        return "", ""
    return str(ballot.void_ground or ""), ballot.void_reason


def _vote(ballot: Ballot, phase: Phase, charter: Charter) -> Vote | None:
    if phase is Phase.ROUND_DUE:
        race = ballot.next_race
        assert race is not None  # the phase says so
        items = tuple(item for item in ballot.items if item.candidate in race.candidates)
        return Vote(
            len(ballot.rounds) + 1, str(race.kind), race.seats, items, ballot.rules.mode,
            method=ballot.method, how=_how(ballot, race),
        )  # fmt: skip
    if phase not in (Phase.VOTING, Phase.COUNTING, Phase.COUNTED, Phase.CERTIFIED):
        return None
    return _of_round(ballot, ballot.round, charter)


def _of_round(ballot: Ballot, one: Round, charter: Charter) -> Vote:
    minutes = charter.ballot.voting_minutes
    return Vote(
        number=one.number,
        kind=str(one.race.kind),
        seats=one.race.seats,
        items=tuple(item for item in ballot.items if item.candidate in one.race.candidates),
        mode=ballot.rules.mode,
        opened_at=one.opened_at,
        closed_at=one.closed_at,
        until=one.opened_at + timedelta(minutes=minutes) if minutes else None,
        returned=one.outcome.returned if one.outcome else None,
        issued=one.freeze.issued,
        keys=one.slips_digest,
        seals=tuple(
            named for seal in one.seals for named in Digests(seal.sha256, seal.sm3).named()
        ),
        method=ballot.method,
        how=_how(ballot, one.race),
    )


def _how(ballot: Ballot, race: Race) -> tuple[str, str]:
    """What to do, in large letters."""
    number = len(race.candidates)
    if ballot.method == "GRADES":
        return f"对上一年 {number} 个项目逐项评价", f"Rate the {number} projects of last year"
    if ballot.method == "RANKS":
        most = most_places(ballot.rules, race)
        return f"给最赞成的项目排名次，最多排 {most} 名", f"Rank what you want most, {most} at most"
    money = f"，总预算 {ballot.rules.budget.amount:,} 元" if ballot.method == "BUDGET" else ""
    return (
        f"从 {number} 项中最多选 {race.seats} 项{money}",
        f"Choose at most {race.seats} of {number}",
    )
