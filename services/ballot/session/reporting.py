"""报到: who counts and watches at a session says so before the chair names them."""

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from services.ballot.session.domain import SESSION, Session
from services.ballot.session.presence import OnDuty

MOST_ON_DUTY = 60


def report(state: Session, who: str, one: OnDuty) -> Change[Session]:
    """报到: a scrutineer or teller is here, so that the chair picks people and types no account."""
    SESSION.move(state.status, "report")
    if len({*state.duty, who}) > MOST_ON_DUTY:
        raise WrongState("duty-full", "报到人数已满。", "Too many people have reported.")
    return Change(state.model_copy(update={"duty": {**state.duty, who: one}}))
