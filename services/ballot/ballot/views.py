"""What the API answers of ballots, as officials and the public may see them."""

from pydantic import BaseModel

from chassis.core.documents import Found
from contracts.charter import Role
from contracts.screening import SlateItem
from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.count import RoundKind
from services.ballot.labels import ROUND_NAMES


class TallyView(BaseModel):
    """Votes FOR one candidate."""

    candidate: str
    no: int
    title: str
    votes_for: int
    rank: int
    chosen: bool


class RoundView(BaseModel):
    """One counted round. ``tallies`` is empty where it is too small to break down (C-11)."""

    number: int
    kind: RoundKind
    zh: str
    en: str
    seats: int
    expected: int
    present: int
    issued: int
    returned: int
    valid: int
    invalid: int
    doubles: int
    tallies: dict[str, int]
    chosen: list[str]
    tied: list[str]


class Figures(BaseModel):
    """What the ballot came to; the four counts are those of the first round."""

    expected: int
    present: int
    issued: int
    returned: int
    valid: int
    invalid: int
    tallies: list[TallyView]
    selected: list[str]
    reserved: list[str]
    vacancies: int
    digest: str
    rounds: list[RoundView]


class NextRound(BaseModel):
    """What must be voted on next."""

    kind: RoundKind
    seats: int
    candidates: list[str]


class BallotView(BaseModel):
    """A ballot. ``figures`` only for those who may see them yet; officers only for officials."""

    id: str
    version: int
    status: str
    session: str
    cycle: str
    seats: int
    contested: bool
    mode: str
    quorum: str
    pass_over: str
    pass_of: str
    items: list[SlateItem]
    open: bool
    round: int
    turn: int
    slips: int
    slips_digest: str
    round_seats: int
    round_candidates: list[str]
    next_round: NextRound | None
    figures: Figures | None
    chief_scrutineer: str
    scrutineers: list[str]
    tellers: list[str]
    signed: list[str]
    void_reason: str
    announced_on: str


def ballot_view(found: Found[Ballot], official: bool) -> BallotView:
    """A ballot for an official, or for the public: figures only once they are announced."""
    state = found.state
    officers = state.officers if official else None
    latest = state.rounds[-1] if state.rounds else None
    race = latest.race if latest else None
    following = state.next_race
    counted = state.held and (state.status == "ANNOUNCED" or official)
    return BallotView(
        **state.model_dump(include={"status", "session", "cycle", "void_reason", "announced_on"}),
        **state.rules.model_dump(
            include={"seats", "contested", "mode", "quorum", "pass_over", "pass_of"}
        ),
        id=found.id,
        version=found.version,
        items=list(state.items),
        open=state.voting_open,
        round=len(state.rounds),
        turn=latest.turn if latest else 0,
        slips=latest.slips if latest else 0,
        slips_digest=latest.slips_digest if latest else "",
        round_seats=race.seats if race else 0,
        round_candidates=list(race.candidates) if race else [],
        next_round=(
            NextRound(
                kind=following.kind, seats=following.seats, candidates=list(following.candidates)
            )
            if following and official
            else None
        ),
        figures=figures(state, whole=official) if counted else None,
        chief_scrutineer=officers.chief if officers else "",
        scrutineers=list(officers.scrutineers) if officers else [],
        tellers=list(officers.tellers) if officers else [],
        signed=list(state.signed) if official else [],
    )


def figures(state: Ballot, whole: bool) -> Figures:
    """The figures of a counted ballot; unless ``whole``, without a breakdown of few papers."""
    first = next(one for one in state.rounds if one.outcome)
    outcome = first.outcome
    assert outcome is not None  # it is the first counted round
    return Figures(
        **first.freeze.model_dump(),
        **outcome.model_dump(include={"returned", "valid", "invalid"}),
        tallies=_tallies(state) if whole or not state.small else [],
        selected=[item.candidate for item in state.selected],
        reserved=list(state.reserved),
        vacancies=state.vacancies,
        digest=state.papers_digest,
        rounds=[round_view(one, whole) for one in state.rounds if one.outcome],
    )


def _tallies(state: Ballot) -> list[TallyView]:
    by_id = {item.candidate: item for item in state.items}
    return [
        TallyView(
            **place.model_dump(), no=by_id[place.candidate].no, title=by_id[place.candidate].title
        )
        for place in state.places
    ]


def round_view(one: Round, whole: bool) -> RoundView:
    """One counted round."""
    outcome = one.outcome
    assert outcome is not None  # only counted rounds are shown
    zh, en = ROUND_NAMES[one.race.kind]
    return RoundView(
        number=one.number,
        kind=one.race.kind,
        zh=zh,
        en=en,
        seats=one.race.seats,
        **one.freeze.model_dump(),
        **outcome.model_dump(include={"returned", "valid", "invalid", "chosen", "tied"}),
        doubles=one.doubles,
        tallies=outcome.tallies if whole or not one.small else {},
    )


class OfficerRow(BaseModel):
    """One who signs the count, as staff see them: by name once it is known, else by account."""

    role: Role
    who: str
    signed: bool


def officer_rows(state: Ballot) -> list[OfficerRow]:
    """Who signs the count; empty before the rules were adopted. For staff alone."""
    named = state.officers
    if named is None:
        return []
    return [
        OfficerRow(
            role=Role.CHIEF_SCRUTINEER if who == named.chief else Role.SCRUTINEER,
            who=state.names.get(who, who),
            signed=who in state.signed,
        )
        for who in named.signers
    ]
