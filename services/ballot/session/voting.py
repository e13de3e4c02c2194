"""When a round may begin in a session, and the roll that is frozen for it (V-01, V-08)."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.charter import Named
from services.ballot.agenda.domain import check_rules_adopted
from services.ballot.ballot.domain.count import Freeze, reaches
from services.ballot.readiness.conditions import Condition, require
from services.ballot.session.domain import Session, Voting, check_not_voting, check_ticked


@dataclass(frozen=True)
class Gathered:
    """A session and who is in office: what a round's roll is frozen from.

    ``active`` are the members in office; all of them are expected, the recused included.
    ``checklist`` is the charter's, to be ticked before each round.
    """

    session: Session
    active: frozenset[str]
    quorum: str
    checklist: Sequence[Named] = ()

    @property
    def freeze(self) -> Freeze:
        """应到 实到 发出票 as they stand now."""
        return Freeze(
            expected=len(self.active),
            present=len(self.active & set(self.session.present)),
            issued=len(self.session.drawn),
        )


def needed(expected: int, quorum: str) -> int:
    """The smallest number that reaches the quorum of so many expected."""
    top, bottom = map(int, quorum.split("/"))
    return -(-top * expected // bottom)


def check_in_session(state: Session) -> None:
    """Raise ``WrongState`` unless the assembly is in session."""
    if state.status != "IN_SESSION":
        raise WrongState("not-in-session", "会议尚未开始。", "The assembly is not in session.")


def check_quorum(hall: Gathered) -> None:
    """Raise ``WrongState`` where too few of those expected are present (V-01)."""
    frozen, quorum = hall.freeze, hall.quorum
    if not frozen.expected or not reaches(frozen.present, frozen.expected, quorum):
        raise WrongState(
            "no-quorum",
            f"应到 {frozen.expected} 人，实到 {frozen.present} 人，未达到规定人数（{quorum}）。",
            f"{frozen.present} of {frozen.expected} are present; the quorum is {quorum}.",
        )


TO_RAISE_HANDS: tuple[Condition[Gathered], ...] = (
    Condition(
        "没有其他投票正在进行或等待计票", "No other round is voted on or counted",
        "steps", lambda hall: check_not_voting(hall.session),
    ),
    Condition(
        "会议正在进行", "The assembly is in session",
        "steps", lambda hall: check_in_session(hall.session),
    ),
    Condition("到会人数达到规定", "Enough members are present", "door", check_quorum),
)  # fmt: skip
"""What the session asks before anything is decided, also by a show of hands."""
TO_VOTE: tuple[Condition[Gathered], ...] = (
    *TO_RAISE_HANDS,
    Condition(
        "议程中的票决办法已经举手通过", "The rules on the agenda are adopted by hands",
        "/papers", lambda hall: check_rules_adopted(hall.session),
    ),
    Condition(
        "核对清单已全部勾选", "Every point of the checklist is ticked",
        "checklist", lambda hall: check_ticked(hall.session, hall.checklist),
    ),
)  # fmt: skip
"""What the session asks before a round opens, checked in the write that freezes its roll."""


def begin_voting(
    state: Session,
    ballot: str,
    round_no: int,
    active: frozenset[str],
    quorum: str,
    checklist: Sequence[Named] = (),
) -> Change[Session]:
    """冻结名册: quorum is checked and the roll frozen for one round, in one write (V-01, V-08)."""
    if state.voting and (state.voting.ballot, state.voting.round) == (ballot, round_no):
        return Change(state)
    hall = Gathered(state, active, quorum, checklist)
    require(TO_VOTE, hall)
    voting = Voting(ballot=ballot, round=round_no, freeze=hall.freeze)
    return Change(state.model_copy(update={"voting": voting, "ticked": ()}))


def end_voting(state: Session, ballot: str, round_no: int) -> Change[Session]:
    """The round was counted or voided: slips may be drawn again."""
    if state.voting is None or (state.voting.ballot, state.voting.round) != (ballot, round_no):
        return Change(state)
    return Change(state.model_copy(update={"voting": None}))
