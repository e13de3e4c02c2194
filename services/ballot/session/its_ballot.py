"""Which ballots a session has: one of each kind, one after the other, and after a void one another,
but not for ever.
"""

from dataclasses import dataclass

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from services.ballot.session.domain import SESSION, Session

MOST_REPEATS = 2
"""How often a session repeats a vote of one kind that was declared void."""


@dataclass(frozen=True)
class Naming:
    """A ballot that a session is to have, and what it had when that was decided.

    ``former``: the voided one of the same kind that this one follows, or nothing; ``before``: the
    ballot that was on last, and is over; ``repeats``: how often this kind was repeated so far.
    ``gated``: by its rules a group must pass apart (双过).
    """

    ballot: str
    about: str
    former: str = ""
    before: str = ""
    repeats: int = 0
    gated: bool = False


def name_ballot(state: Session, named: Naming) -> Change[Session]:
    """The session's ballot of this kind, once, and only after the one before is over."""
    SESSION.move(state.status, "prepare_ballot")
    if state.ballot_about(named.about) != named.former or state.ballot != named.before:
        raise ballot_there()
    if named.gated and not state.apart:
        raise group_not_called()
    if named.former and named.repeats >= MOST_REPEATS:
        raise WrongState(
            "repeats-used",
            f"一次会议最多重新投票 {MOST_REPEATS} 次，请另行召开会议。",
            f"A session repeats a vote {MOST_REPEATS} times at most; call another session.",
        )
    gone = (*state.former, named.former) if named.former else state.former
    return Change(_with(state, named, named.ballot, named.ballot, gone))


def ballot_there() -> WrongState:
    """A session has one ballot of a kind; another one only after that one was voided."""
    return WrongState("ballot-there", "本次会议已有票决。", "This session has its ballot.")


def group_not_called() -> WrongState:
    """The group that must pass apart is who was called as such: without it the gate is no gate."""
    return WrongState(
        "group-not-called",
        "票决办法要求一组成员单独过线（双过），但本次会议发出通知时没有这一组的成员，"
        "不能按此办法票决。请补齐该组成员后另行召开会议，或先修改章程的票决办法。",
        "By the rules a group must pass apart, and none of it was called to this session. Call "
        "another session once it has members, or change the rules first.",
    )


def unname_ballot(state: Session, named: Naming) -> Change[Session]:
    """Take the name back, where it still is this one: the ballot could not be prepared."""
    if state.ballot != named.ballot:
        return Change(state)
    gone = tuple(one for one in state.former if one != named.former)
    return Change(_with(state, named, named.before, named.former, gone))


def _with(
    state: Session, named: Naming, current: str, of_kind: str, gone: tuple[str, ...]
) -> Session:
    older = {"PROJECTS": state.ballot} if state.ballot and not state.ballots else state.ballots
    kept = {about: ballot for about, ballot in older.items() if about != named.about}
    ballots = kept | ({named.about: of_kind} if of_kind else {})
    told = {"ballot": current, "former": gone, "ballots": ballots}
    return state.model_copy(update=told)
