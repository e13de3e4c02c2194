"""What people get of score cards: tallies, the cards, the picture of the cut line."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from pydantic import BaseModel

from chassis.core.documents import Found
from contracts.charter import Charter, Criterion
from contracts.screening import ReasonCode
from services.screening.candidate.domain.candidate import CandidateStatus
from services.screening.review.domain.card import Review
from services.screening.review.domain.cut_line import Placed, cut_line, steady_up_to
from services.screening.review.domain.tally import Tally, disputed
from services.screening.review.queries import Reviewed


class CardView(BaseModel):
    """One card; who gave it only for the staff of the street."""

    name: str
    role: str
    marks: dict[Criterion, bool | None]
    evidence: dict[Criterion, str]


class CountView(BaseModel):
    """How many found a criterion met, not met, did not assess it."""

    met: int
    not_met: int
    not_assessed: int


class ReviewedView(BaseModel):
    """An alternative with what its cards come to; ``disputed``: where the reviewers disagree."""

    candidate: str
    no: int
    title: str
    status: CandidateStatus
    reason_code: ReasonCode | None
    cards: int
    counts: dict[Criterion, CountView]
    disputed: list[Criterion]


def card_view(found: Found[Review], staff: bool) -> CardView:
    """A card without the subject of its reviewer; residents read what was said, not by whom."""
    card = found.state
    name, role = (card.name, card.role) if staff else ("", "")
    return CardView(name=name, role=role, marks=card.marks, evidence=card.evidence)


def counts_view(counts: Tally) -> dict[Criterion, CountView]:
    """The tally as it goes out."""
    return {
        name: CountView(met=one.met, not_met=one.not_met, not_assessed=one.not_assessed)
        for name, one in counts.items()
    }


def reviewed_view(one: Reviewed) -> ReviewedView:
    """An alternative with its tally."""
    state = one.found.state
    return ReviewedView(
        candidate=one.found.id,
        no=state.no,
        title=state.title,
        status=state.status,
        reason_code=state.reason_code,
        cards=one.cards,
        counts=counts_view(one.counts),
        disputed=disputed(one.counts),
    )


@dataclass(frozen=True)
class Picture:
    """The ranking for the page: what is placed, what lacks a mark, and how steady the line is.

    ``steady``: whole percent up to which nobody crosses; nothing where nothing ever does.
    """

    places: int
    margin: int
    placed: list[tuple[ReviewedView, Placed]]
    unplaced: list[ReviewedView]
    steady: int | None


def picture_of(rows: Sequence[Reviewed], charter: Charter, places: int, margin: int) -> Picture:
    """Rank what every criterion of was judged by somebody; draw the line after ``places``."""
    shares = {one.found.id: found for one in rows if (found := _shares(one.counts)) is not None}
    views = {one.found.id: reviewed_view(one) for one in rows}
    weights = [charter.criteria_weights.get(name, 1) for name in charter.criteria]
    placed = cut_line(shares, weights, places, Fraction(margin, 100))
    steady = steady_up_to(shares, weights, places)
    return Picture(
        places=places,
        margin=margin,
        placed=[(views[one.id], one) for one in placed],
        unplaced=[view for key, view in views.items() if key not in shares],
        steady=None if steady is None else int(steady * 100),
    )


def _shares(counts: Tally) -> list[Fraction] | None:
    shares = [one.share for one in counts.values()]
    known = [share for share in shares if share is not None]
    return known if len(known) == len(shares) else None
