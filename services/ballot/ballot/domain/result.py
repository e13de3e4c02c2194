"""核签 认定 公布: signatures, certification, the announced result."""

from collections.abc import Sequence
from typing import Any

from chassis.core.decision import Change
from chassis.core.errors import NotAllowed, WrongState
from contracts.ballot import BallotAnnounced, BallotCertified, Rated, SatisfactionAnnounced, Tally
from services.ballot.ballot.domain.ballot import Ballot, moved, not_named


def sign(state: Ballot, who: str, name: str = "") -> Change[Ballot]:
    """核签: one who was named in the rules signs the count, once; ``name`` is shown to staff."""
    following = moved(state, "sign")
    _finished(state)
    if state.officers is None or who not in state.officers.signers:
        raise not_named()
    if who in state.signed:
        return Change(state)
    signed = {"signed": (*state.signed, who), "names": {**state.names, who: name}}
    return Change(following.model_copy(update=signed))


def may_sign(state: Ballot) -> bool:
    """Whether the count waits for signatures: no further round is due."""
    return state.status == "COUNTED" and state.next_race is None


def all_signed(state: Ballot) -> bool:
    """Whether everybody has signed who was named for it."""
    named = state.officers.signers if state.officers else ()
    return may_sign(state) and set(state.signed) == set(named)


def _finished(state: Ballot) -> None:
    if state.next_race is not None:
        raise WrongState(
            "round-due", "还需要再投一轮。", "Another round must be voted on before this."
        )


def certify(ballot_id: str, state: Ballot, who: str, changed: Sequence[int]) -> Change[Ballot]:
    """认定: all have signed and the papers are still those that were counted.

    ``changed`` are the numbers of rounds whose papers, read again just now, are others.
    """
    following = moved(state, "certify")
    _finished(state)
    if state.officers is None or who != state.officers.chief:
        raise NotAllowed(
            "not-chief", "只有总监票人可以认定结果。", "Only the chief scrutineer certifies."
        )
    if set(state.signed) != set(state.officers.signers):
        raise WrongState("unsigned", "监票人尚未全部签字。", "Not every scrutineer has signed.")
    _unchanged(changed)
    event = BallotCertified(
        ballot=ballot_id,
        session=state.session,
        cycle=state.cycle,
        rounds=len(state.rounds),
        papers_digest=state.papers_digest,
    )
    return Change(following, [event])


def changed_rounds(state: Ballot, digests: Sequence[tuple[int, str]]) -> list[int]:
    """The rounds whose papers are not those that were counted.

    ``digests``: number and digest of the papers of each round, read again just now.
    """
    counted = [(one.outcome.returned, one.digest) for one in state.rounds if one.outcome]
    return [n for n, pair in enumerate(counted, 1) if tuple(digests[n - 1 : n]) != (pair,)]


def _unchanged(changed: Sequence[int]) -> None:
    if changed:
        named = "、".join(map(str, changed))
        raise WrongState(
            "papers-changed",
            f"第 {named} 轮的选票与计票时不一致，结果不能认定，只能作废重投。",
            f"The papers of round {named} are not those that were counted; the ballot can only "
            "be voided.",
        )


def announce(ballot_id: str, state: Ballot, on: str) -> Change[Ballot]:
    """公布结果. The figures are those of the first round; a small ballot has no breakdown."""
    following = moved(state, "announce", announced_on=on)
    told = _satisfaction if state.about == "SATISFACTION" else _result
    return Change(following, [told(ballot_id, following)])


def _result(ballot_id: str, state: Ballot) -> BallotAnnounced:
    first, outcome = state.first_counted
    return BallotAnnounced(
        **_announced(ballot_id, state),
        expected=first.freeze.expected,
        present=first.freeze.present,
        invalid=outcome.invalid,
        seats=state.rules.seats,
        tallies=tallies_of(state),
        selected=state.selected,
        reserved=state.reserved,
        vacancies=state.vacancies,
    )


def _satisfaction(ballot_id: str, state: Ballot) -> SatisfactionAnnounced:
    return SatisfactionAnnounced(
        **_announced(ballot_id, state),
        year=state.year,
        line=state.rules.satisfaction.line,
        projects=rated_of(state),
    )


def _announced(ballot_id: str, state: Ballot) -> dict[str, Any]:
    """What both results tell: which ballot it was, and the papers of its first round."""
    first, outcome = state.first_counted
    told = state.model_dump(include={"session", "cycle", "announced_on"})
    papers = outcome.model_dump(include={"returned", "valid"})
    return {**told, **papers, "ballot": ballot_id, "issued": first.freeze.issued}


def rated_of(state: Ballot) -> tuple[Rated, ...]:
    """What was said of each project; without any figure where the ballot is too small (C-11)."""
    _, outcome = state.first_counted
    if state.small:
        return tuple(Rated(candidate=one.candidate, title=one.title) for one in state.items)
    return tuple(
        Rated(
            candidate=one.candidate,
            title=one.title,
            given=outcome.grades[one.candidate],
            satisfied=outcome.tallies[one.candidate],
            below=outcome.tallies[one.candidate] < state.pass_line[0],
        )
        for one in state.items
    )


def tallies_of(state: Ballot) -> tuple[Tally, ...]:
    """Votes and rank of every candidate, none where the ballot is too small to tell (C-11)."""
    if state.small:
        return ()
    by_id = {item.candidate: item for item in state.items}
    return tuple(
        Tally(
            candidate=place.candidate,
            no=by_id[place.candidate].no,
            title=by_id[place.candidate].title,
            votes_for=place.votes_for,
            rank=place.rank,
            points=place.points,
        )
        for place in state.places
    )
