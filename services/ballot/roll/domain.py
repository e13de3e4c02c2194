"""签到册: who is at a session, who drew a slip, who left. The session's document decides."""

from chassis.core.decision import Change, State
from chassis.core.errors import WrongState
from services.ballot.session.domain import SESSION, Session, check_not_voting


class RollEntry(State):
    """One person at one session. ``slip`` says that one was drawn, never which (C-11).

    ``voting`` is false for a non-voting attendee, who gets no slip (V-10); ``arrived``/``left``
    are ISO times (UTC) for the attendance sheet.
    """

    session: str
    member: str
    name: str
    community: str = ""
    voting: bool = True
    capacity: str = ""
    present: bool = True
    slip: bool = False
    arrived: str = ""
    left: str = ""


def not_here() -> WrongState:
    """Somebody who has not checked in, or has left."""
    return WrongState(
        "not-here", "该议事员不在场，请先签到。", "This member is not here; check in first."
    )


def check_in(state: Session, member: str) -> Change[Session]:
    """签到: the member is here, and draws a slip unless a round is open (V-08) or none is left."""
    SESSION.move(state.status, "check_in")
    if member in state.present:
        raise WrongState("checked-in", "该议事员已签到。", "This member has checked in already.")
    here = state.model_copy(
        update={
            "present": (*state.present, member),
            "attended": tuple(dict.fromkeys((*state.attended, member))),
        }
    )
    later = state.voting or member in state.drawn or slips_gone(state)
    return Change(here if later else _drawing(here, member))


def draw_slip(state: Session, member: str) -> Change[Session]:
    """补抽投票码: who came while a round was open draws between the rounds."""
    SESSION.move(state.status, "check_in")
    check_not_voting(state)
    if member not in state.present:
        raise not_here()
    if member in state.drawn:
        raise WrongState("slip-drawn", "该议事员已抽取投票码。", "This member has drawn a slip.")
    return Change(_drawing(state, member))


def slips_gone(state: Session) -> bool:
    """Whether none is left in the box: who comes now waits for a further print."""
    return len(state.drawn) + len(state.box.cancelled) >= state.slips


def _drawing(state: Session, member: str) -> Session:
    if slips_gone(state):
        raise WrongState(
            "slips-gone", "投票码已全部发出，请申请加印。", "All slips are drawn; order more."
        )
    # Sorted, so that the document does not tell in which order slips left the box.
    return state.model_copy(update={"drawn": tuple(sorted((*state.drawn, member)))})


def leave(state: Session, member: str) -> Change[Session]:
    """离席: no longer present; a slip that was drawn stays drawn."""
    SESSION.move(state.status, "check_in")
    if member not in state.present:
        raise not_here()
    rest = tuple(one for one in state.present if one != member)
    return Change(state.model_copy(update={"present": rest}))


def check_gathered(state: Session) -> None:
    """Raise ``WrongState`` where it is not the time to check in."""
    SESSION.move(state.status, "check_in")
