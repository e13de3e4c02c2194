"""Which ballot a session has: one, and after a void one another, but not for ever."""

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from services.ballot.session.domain import SESSION, Session

MOST_REPEATS = 2
"""How often a session repeats a vote that was declared void."""


def name_ballot(state: Session, ballot: str, former: str) -> Change[Session]:
    """The session's ballot, once; ``former`` is the voided one that this one follows."""
    SESSION.move(state.status, "prepare_ballot")
    if state.ballot != former:
        raise ballot_there()
    if former and len(state.former) >= MOST_REPEATS:
        raise WrongState(
            "repeats-used",
            f"一次会议最多重新投票 {MOST_REPEATS} 次，请另行召开会议。",
            f"A session repeats a vote {MOST_REPEATS} times at most; call another session.",
        )
    gone = (*state.former, former) if former else state.former
    return Change(state.model_copy(update={"ballot": ballot, "former": gone}))


def ballot_there() -> WrongState:
    """A session has one ballot; another one only after that one was voided."""
    return WrongState("ballot-there", "本次会议已有票决。", "This session has its ballot.")


def unname_ballot(state: Session, ballot: str, former: str) -> Change[Session]:
    """Take the name back, where it still is this one: the ballot could not be prepared."""
    if state.ballot != ballot:
        return Change(state)
    gone = tuple(one for one in state.former if one != former)
    return Change(state.model_copy(update={"ballot": former, "former": gone}))
