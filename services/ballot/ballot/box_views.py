"""What everybody may see of the box: its seals, what stopped a count, why a ballot is void."""

from collections.abc import Mapping

from pydantic import BaseModel

from services.ballot.ballot.domain.ballot import Ballot, Round
from services.ballot.ballot.domain.boxing import Check
from services.ballot.ballot.domain.conflicts import Conflict
from services.ballot.labels import CHECKS, GROUNDS, ROLE_NAMES


class SealView(BaseModel):
    """One seal. ``number`` 1: what came by phone; 2: with the paper votes. ``at`` is UTC, ISO."""

    round: int
    number: int
    papers: int
    sha256: str
    sm3: str
    at: str


class ConflictView(BaseModel):
    """Two different papers under one coupon, by its tag; who of the two has set it aside."""

    round: int
    tag: str
    by_chief: bool
    by_scrutineer: bool


class FailedView(BaseModel):
    """A check of a round that failed."""

    round: int
    check: Check
    zh: str
    en: str


class VoidView(BaseModel):
    """Why a ballot is void, or proposed to be: ``office`` made the proposal, ``at`` UTC, ISO."""

    ground_zh: str
    ground_en: str
    note: str
    at: str
    office_zh: str
    office_en: str


def seal_views(state: Ballot) -> list[SealView]:
    """The seals of all rounds, in the order they were put on."""
    return [
        SealView(
            round=one.number,
            number=number,
            at=seal.at.isoformat(),
            **seal.model_dump(include={"papers", "sha256", "sm3"}),
        )
        for one in state.rounds
        for number, seal in enumerate(one.seals, 1)
    ]


def conflict_views(state: Ballot) -> list[ConflictView]:
    """The conflicts of all rounds."""
    return [_conflict(state, one, two) for one in state.rounds for two in one.conflicts]


def _conflict(state: Ballot, one: Round, conflict: Conflict) -> ConflictView:
    chief = state.officers.chief if state.officers else ""
    return ConflictView(
        round=one.number,
        tag=conflict.tag,
        by_chief=chief in conflict.by,
        by_scrutineer=any(who != chief for who in conflict.by),
    )


def failed_views(state: Ballot) -> list[FailedView]:
    """Every check that ever failed."""
    found = [(one.number, Check(check)) for one in state.rounds for check in one.failed]
    return [
        FailedView(round=number, check=check, zh=CHECKS[check][0], en=CHECKS[check][1])
        for number, check in found
    ]


def void_view(state: Ballot) -> VoidView | None:
    """Why it is void; nothing where it is not."""
    if state.void_ground is None:
        return None
    at = state.voided_at.isoformat() if state.voided_at else ""
    # Where the count itself found it, an earlier proposal on another ground has no part in it.
    proposed = state.void_proposal
    office = proposed.office if proposed and proposed.ground == state.void_ground else ""
    return _void(state.void_ground, state.void_reason, at, office)


def proposal_view(state: Ballot) -> VoidView | None:
    """A proposal that waits for another office."""
    one = state.void_proposal
    if one is None or state.status == "VOID":
        return None
    return _void(one.ground, one.note, one.at.isoformat(), one.office)


def _void(ground: str, note: str, at: str, office: str) -> VoidView:
    words: Mapping[str, tuple[str, str]] = {str(key): names for key, names in GROUNDS.items()}
    zh, en = words[ground]
    names: Mapping[str, tuple[str, str]] = {str(role): said for role, said in ROLE_NAMES.items()}
    office_zh, office_en = names.get(office, ("计票核对", "the count"))
    return VoidView(
        ground_zh=zh, ground_en=en, note=note, at=at, office_zh=office_zh, office_en=office_en
    )
