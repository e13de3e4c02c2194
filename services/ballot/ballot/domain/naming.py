"""通过票决办法: the session names who counts; before the vote opens two offices may correct it."""

from collections.abc import Mapping

from chassis.core.decision import Change
from chassis.core.errors import Invalid, WrongState
from contracts.charter import BallotRules
from services.ballot.ballot.domain.ballot import (
    BALLOT,
    Ballot,
    another_office,
    moved,
)
from services.ballot.ballot.domain.officers import Correction, Officers

Names = Mapping[str, str]
"""Subject → name of people who reported for duty at the session."""


def adopt_rules(state: Ballot, officers: Officers, names: Names) -> Change[Ballot]:
    """通过票决办法: the session names who counts; nobody in two offices."""
    following = moved(state, "adopt_rules", officers=officers, names=_of(officers, names))
    check_officers(officers, state.rules)
    return Change(following)


def check_officers(officers: Officers, rules: BallotRules) -> None:
    """Raise ``Invalid`` where they are too few, or somebody holds two offices."""
    enough = (
        len(officers.scrutineers) >= rules.scrutineers and len(officers.tellers) >= rules.tellers
    )
    if enough and len(set(officers.everybody)) == len(officers.everybody):
        return
    raise Invalid(
        "officers",
        f"需要总监票人 1 名、监票人至少 {rules.scrutineers} 名、计票人至少 {rules.tellers} 名，"
        "一人只任一职。",
        f"It takes a chief scrutineer, {rules.scrutineers} scrutineers and {rules.tellers} "
        "tellers, each in one office only.",
    )


def correct(state: Ballot, officers: Officers, names: Names, who: str) -> Change[Ballot]:
    """更正: the chair proposes other officers; those named before stay until it is confirmed."""
    BALLOT.move(state.status, "correct_officers")
    check_officers(officers, state.rules)
    waiting = Correction(officers=officers, names=_of(officers, names), by=who)
    return Change(state.model_copy(update={"correction": waiting}))


def confirm(state: Ballot, who: str) -> Change[Ballot]:
    """Another office confirms the correction."""
    BALLOT.move(state.status, "confirm_officers")
    waiting = state.correction
    if waiting is None:
        raise WrongState("no-correction", "没有待确认的更正。", "No correction waits.")
    if waiting.by == who:
        raise another_office()
    changed = {"officers": waiting.officers, "names": waiting.names, "correction": None}
    return Change(state.model_copy(update=changed))


def _of(officers: Officers, names: Names) -> dict[str, str]:
    return {who: names[who] for who in officers.everybody if who in names}
