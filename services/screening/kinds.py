"""The kinds of documents the screening owns."""

from chassis.core.documents import Kind
from services.screening.candidate.domain.candidate import Candidate
from services.screening.forum.domain import Forum
from services.screening.item.domain import Item
from services.screening.ledger.domain.ledger import Ledger
from services.screening.opinion.domain import Opinion
from services.screening.review.domain.card import Review


def _by_number_of_item(item_id: str, item: Item) -> str:
    # Numbers are texts ("7", "2025-012"); the length first puts plain numbers in their order.
    return f"{item.cycle}/{len(item.no):02d}{item.no}/{item_id}"


def _by_number(candidate_id: str, candidate: Candidate) -> str:
    return f"{candidate.cycle}/{candidate.no:04d}/{candidate_id}"


def _by_day(forum_id: str, forum: Forum) -> str:
    return f"{forum.cycle}/{forum.held_on}/{forum_id}"


def _by_moment(opinion_id: str, opinion: Opinion) -> str:
    return f"{opinion.at.isoformat()}/{opinion_id}"


def _by_alternative(review_id: str, review: Review) -> str:
    return f"{review.cycle}/{review.candidate}/{review_id}"


LEDGERS = Kind("ledgers", Ledger)
ITEMS = Kind(
    "items",
    Item,
    indexes=(
        ("cycle",),
        ("cycle", "status"),
        ("cycle", "disposition"),
        ("cycle", "handed_back"),
        ("cycle", "status", "disposition", "cited"),
    ),
    sort=_by_number_of_item,
)
FORUMS = Kind("forums", Forum, indexes=(("cycle",),), sort=_by_day)
CANDIDATES = Kind(
    "candidates",
    Candidate,
    indexes=(("cycle",), ("cycle", "status"), ("status",)),
    sort=_by_number,
)
OPINIONS = Kind("opinions", Opinion, indexes=(("candidate",), ("cycle", "status")), sort=_by_moment)
REVIEWS = Kind(
    "reviews",
    Review,
    indexes=(("cycle",), ("cycle", "candidate"), ("cycle", "reviewer")),
    sort=_by_alternative,
)
