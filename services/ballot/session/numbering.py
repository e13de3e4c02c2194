"""Term and number of a session: a street has one of each."""

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from services.ballot.session.domain import Session


def id_of(session: Session) -> str:
    """The id of a session: its term and number, so that a street has no two of one number."""
    return f"{session.term}-{session.number}"


def begun(found: Session | None, planned: Session) -> Change[Session]:
    """The session begins, where none has its number."""
    if found is not None:
        raise number_taken(planned)
    return Change(planned)


def number_taken(planned: Session) -> WrongState:
    """A street has one session of each term and number."""
    return WrongState(
        "number-taken",
        f"第{planned.term}届第{planned.number}次会议已经有了，请核对届次。",
        f"Session {planned.number} of term {planned.term} exists already.",
    )
