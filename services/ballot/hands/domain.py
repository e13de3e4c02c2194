"""举手表决: hands for, against, abstaining. Two tellers count apart; equal counts decide."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from chassis.core.decision import Change, State, StateTable
from chassis.core.errors import Invalid
from services.ballot.agenda.item import Raised
from services.ballot.ballot.domain.count import over

HANDS = StateTable(
    "show of hands",
    "OPEN",
    {
        ("OPEN", "record"): "OPEN",
        ("OPEN", "agree"): "AGREED",
        ("OPEN", "withdraw"): "WITHDRAWN",
    },
    {"OPEN": "清点中", "AGREED": "已表决", "WITHDRAWN": "已撤回"},
)


class Hands(State):
    """What one teller counted."""

    votes_for: int
    against: int
    abstain: int

    @property
    def total(self) -> int:
        """All hands together."""
        return self.votes_for + self.against + self.abstain


class HandVote(State):
    """One show of hands on ``subject``, under the roll and the rule as they were when called.

    ``readings``: subject of a teller's token → what that teller counted. ``agreed`` is set once
    two are equal; ``passed`` with it.
    """

    session: str
    item: str = ""
    subject: str
    expected: int
    present: int
    over: str
    of: Literal["EXPECTED", "PRESENT"]
    called_at: datetime
    status: str = HANDS.start
    readings: dict[str, Hands] = Field(default_factory=dict)
    agreed: Hands | None = None
    agreed_at: datetime | None = None

    @property
    def base(self) -> int:
        """What a share is taken of."""
        return self.expected if self.of == "EXPECTED" else self.present

    @property
    def passed(self) -> bool:
        """Whether it was agreed and carried."""
        return self.agreed is not None and over(self.agreed.votes_for, self.base, self.over)

    def raised(self) -> Raised:
        """The same as the agenda keeps it: who raised no hand abstains."""
        agreed = self.agreed or Hands(votes_for=0, against=0, abstain=0)
        return Raised(
            present=self.present,
            votes_for=agreed.votes_for,
            against=agreed.against,
            abstain=self.present - agreed.votes_for - agreed.against,
            over=self.over,
            base=self.base,
        )

    @property
    def differs(self) -> bool:
        """Whether two tellers have counted and do not agree."""
        return self.agreed is None and len(self.readings) > 1


def record(state: HandVote, teller: str, hands: Hands, at: datetime) -> Change[HandVote]:
    """清点: a teller's count, again as often as needed; two equal ones decide."""
    status = HANDS.move(state.status, "record")
    if hands.total > state.present:
        raise Invalid(
            "more-hands-than-people",
            f"赞成、反对、弃权合计 {hands.total}，多于实到 {state.present} 人。",
            f"{hands.total} hands were counted, but only {state.present} are present.",
        )
    told = {**state.readings, teller: hands}
    if any(who != teller and one == hands for who, one in state.readings.items()):
        status = HANDS.move(state.status, "agree")
        return _changed(state, status=status, readings=told, agreed=hands, agreed_at=at)
    return _changed(state, status=status, readings=told)


def withdraw(state: HandVote) -> Change[HandVote]:
    """撤回: it was called by mistake; nothing is decided."""
    return _changed(state, status=HANDS.move(state.status, "withdraw"))


def _changed(state: HandVote, **changed: object) -> Change[HandVote]:
    return Change(state.model_copy(update=changed))
