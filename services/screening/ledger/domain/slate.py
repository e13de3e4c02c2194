"""The slate: the candidates as they go on the ballot, and who approved them (E-26, E-30)."""

from collections.abc import Mapping

from contracts.charter import Work
from contracts.screening import SlateFinalised, SlateItem
from services.screening.candidate.domain.candidate import Candidate
from services.screening.ledger.domain.ledger import Ledger, Noted


def slate(ledger: Ledger, candidates: Mapping[str, Candidate]) -> SlateFinalised:
    """The candidates for the ballot, numbered 1 to n in the order of their ledger numbers."""
    approved = approved_by(ledger)
    ids = [proposal.candidate for proposal in ledger.noted(Noted.CANDIDATE)]
    found = [(one, candidates.get(one)) for one in ids]
    items = [
        _slate_item(one, no, candidate, approved)
        for no, (one, candidate) in enumerate(found, 1)
        if candidate is not None
    ]
    name = f"{ledger.cycle}-{ledger.slates}"
    return SlateFinalised(cycle=ledger.cycle, slate=name, items=tuple(items))


def _slate_item(candidate_id: str, no: int, candidate: Candidate, approved: str) -> SlateItem:
    return SlateItem(
        candidate=candidate_id,
        no=no,
        title=candidate.title,
        project_class=candidate.project_class,
        place=candidate.place,
        budget_yuan=candidate.budget_yuan,
        unit=candidate.unit,
        beneficiaries=candidate.beneficiaries,
        approved_by=approved,
        sources=candidate.sources,
        finish_by=candidate.finish_by,
        funding=candidate.funding,
    )


def approved_by(ledger: Ledger) -> str:
    """The body and date of the meeting that decided the candidates, as short public text (E-30)."""
    meetings = [
        meeting for leg in ledger.legs if Work.DECIDE in leg.works for meeting in leg.meetings
    ]
    return f"{meetings[-1].zh} {meetings[-1].held_on}" if meetings else ""
