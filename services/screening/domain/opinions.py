"""Forums of round two (座谈记录) and the members' pre-review opinions (初审意见)."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from chassis.core.decision import Change, State, StateTable
from chassis.core.errors import Invalid


class Forum(State):
    """A forum and its record: where, who was there, what was said (E-23, W-14).

    ``kind`` is what the street calls it, for example “代表+邻长”座谈会 or 议事共商会.
    """

    cycle: str
    kind: str
    station: str
    held_on: str
    host: str = ""
    deputies: tuple[str, ...] = ()
    neighbour_leads: tuple[str, ...] = ()
    people: int = 0
    points: tuple[str, ...] = ()


def check_forum(forum: Forum) -> None:
    """A forum brings deputies and neighbourhood leads together (E-23)."""
    if not (forum.deputies and forum.neighbour_leads):
        raise Invalid(
            "forum-incomplete",
            "座谈会需要至少一名人大代表和一名片长、组长或邻长参加。",
            "A forum needs at least one deputy and one neighbourhood lead.",
        )


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
