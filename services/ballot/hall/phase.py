"""What the hall's screen shows at a moment: one phase out of the states of session and ballot."""

from collections.abc import Mapping
from enum import StrEnum

from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.session.domain import Session


class Phase(StrEnum):
    """Where a session stands for the people in the hall."""

    CALLED = "CALLED"
    CHECK_IN = "CHECK_IN"
    IN_SESSION = "IN_SESSION"
    ADJOURNED = "ADJOURNED"
    VOTING = "VOTING"
    COUNTING = "COUNTING"
    COUNTED = "COUNTED"
    ROUND_DUE = "ROUND_DUE"
    CERTIFIED = "CERTIFIED"
    RESULT = "RESULT"
    VOID = "VOID"
    OVER = "OVER"


HEADLINES: Mapping[Phase, tuple[str, str]] = {
    Phase.CALLED: ("会议即将召开", "The session is called"),
    Phase.CHECK_IN: ("正在签到", "Check-in"),
    Phase.IN_SESSION: ("会议进行中", "In session"),
    Phase.ADJOURNED: ("休会", "Adjourned"),
    Phase.VOTING: ("正在投票", "Voting is open"),
    Phase.COUNTING: ("投票结束，正在计票", "Voting is over, the count is under way"),
    Phase.COUNTED: ("计票完成，监票人核签", "Counted; the scrutineers are signing"),
    Phase.ROUND_DUE: ("需要再投一轮", "Another round is due"),
    Phase.CERTIFIED: ("结果已认定，即将公布", "The result is certified"),
    Phase.RESULT: ("票决结果", "Result of the ballot"),
    Phase.VOID: ("本次票决作废", "This ballot is void"),
    Phase.OVER: ("会议已闭会", "The session is closed"),
}
OF_BALLOT: Mapping[str, Phase] = {
    "OPEN": Phase.VOTING,
    "RUNOFF": Phase.VOTING,
    "CLOSED": Phase.COUNTING,
    "COUNTED": Phase.COUNTED,
    "CERTIFIED": Phase.CERTIFIED,
    "ANNOUNCED": Phase.RESULT,
    "VOID": Phase.VOID,
}
BEFORE = ("DRAFT", "NOTIFIED", "BOOKLET_FROZEN")


def phase_of(session: Session, ballot: Ballot | None) -> Phase:
    """The phase; a result stays on the screen after the session has closed."""
    of_ballot = _of_ballot(ballot)
    if session.status == "CLOSED":
        return Phase.RESULT if of_ballot is Phase.RESULT else Phase.OVER
    if session.status in BEFORE:
        return Phase.CALLED
    if session.status == "ADJOURNED":
        return Phase.ADJOURNED
    if session.status == "CHECK_IN":
        return Phase.CHECK_IN
    return of_ballot or Phase.IN_SESSION


def _of_ballot(ballot: Ballot | None) -> Phase | None:
    if ballot is None:
        return None
    found = OF_BALLOT.get(ballot.status)
    if found is Phase.VOTING and not ballot.voting_open:
        return Phase.COUNTING
    if found is Phase.COUNTED and ballot.next_race is not None:
        return Phase.ROUND_DUE
    return found
