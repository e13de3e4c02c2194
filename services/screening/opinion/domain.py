"""The members' pre-review opinions on candidates (初审意见) and their answers (E-25)."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from chassis.core.decision import Change, State, StateTable


class OpinionStatus(StrEnum):
    """Whether an opinion has its answer."""

    OPEN = "OPEN"
    ANSWERED = "ANSWERED"


OPINIONS = StateTable(
    name="Opinion",
    start=OpinionStatus.OPEN,
    moves={(OpinionStatus.OPEN, "answer"): OpinionStatus.ANSWERED},
    zh={OpinionStatus.OPEN: "待答复", OpinionStatus.ANSWERED: "已答复"},
)


class Opinion(State):
    """What a member says of a candidate before the session, and the answer (E-25).

    ``revision`` is the candidate's revision that took it over, 0 for none.
    """

    cycle: str
    candidate: str
    member: str
    text: str
    at: datetime
    status: OpinionStatus = OpinionStatus.OPEN
    accepted: bool = False
    answer: str = ""
    revision: int = 0
    answered_at: datetime | None = None


def answer(
    accepted: bool, text: str, revision: int, at: datetime
) -> Callable[[Opinion], Change[Opinion]]:
    """Answer an opinion: taken over or not, and why (E-25)."""

    def decide(opinion: Opinion) -> Change[Opinion]:
        return Change(
            opinion.model_copy(
                update={
                    "status": OPINIONS.move(opinion.status, "answer"),
                    "accepted": accepted,
                    "answer": text,
                    "revision": revision,
                    "answered_at": at,
                }
            )
        )

    return decide
