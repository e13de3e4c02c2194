"""What the API answers of an agenda, and the four stages of an item's way (W-09)."""

from pydantic import BaseModel

from services.ballot.agenda.item import AgendaItem, Doubt, ItemKind, Raised
from services.ballot.agenda.voted import Voted

STAGES = (
    {"code": "RAISED", "zh": "议题提出", "en": "Raised"},
    {"code": "DISCUSSED", "zh": "讨论", "en": "Discussed"},
    {"code": "VOTED", "zh": "表决", "en": "Voted"},
    {"code": "DECIDED", "zh": "最终决策", "en": "Decided"},
)


class RaisedView(BaseModel):
    """A show of hands."""

    present: int
    votes_for: int
    against: int
    abstain: int
    adopted: bool


class AgendaItemView(BaseModel):
    """An item as everybody may see it; ``stage`` counts how many of the four it has behind it.

    ``papers``: how many were returned in the secret ballot on it.
    """

    id: str
    kind: ItemKind
    title: str
    presenter: str
    minutes: int
    doubt: Doubt | None
    speakers: int
    said: str
    hands: RaisedView | None
    papers: int
    stage: int


def item_view(item: AgendaItem, voted: Voted) -> AgendaItemView:
    """An item without its history, which is for those who keep the agenda."""
    stage, papers = voted.get(item.kind, (0, 0))
    stage = max(stage, _stage(item))
    told = item.model_dump(
        include={"id", "kind", "title", "presenter", "minutes", "doubt", "speakers", "said"}
    )
    return AgendaItemView(
        **told, hands=_hands(item.hands), papers=papers, stage=max(stage, _stage(item))
    )


def _hands(hands: Raised | None) -> RaisedView | None:
    return RaisedView(**hands.model_dump(), adopted=hands.adopted) if hands else None


def _stage(item: AgendaItem) -> int:
    if item.hands is not None:
        return 4
    return 2 if item.discussed else 1
