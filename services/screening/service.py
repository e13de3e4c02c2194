"""The manifest of the screening (三下三上)."""

from pathlib import Path

from chassis.flow.process import PROCESSES
from chassis.pages import NavLink
from chassis.rooms.copies import CHARTER_COPIES, keep_charter
from chassis.service import Service
from contracts.assembly import CharterAdopted, CycleOpened
from contracts.ballot import BallotAnnounced, BookletFrozen
from contracts.intake import (
    CollectionClosed,
    SuggestionAccepted,
    SuggestionCorrected,
    SuggestionMerged,
)
from contracts.screening import (
    AlternativeProposed,
    CandidateDecided,
    LegClosed,
    LegOpened,
    LegReopened,
    SlateFinalised,
    SuggestionSetAside,
    SuggestionTriaged,
)
from services.screening.actions import items, legs, results
from services.screening.actions.decisions import DECISIONS
from services.screening.actions.proposals import PROPOSE
from services.screening.api import ROUTERS as API_ROUTERS
from services.screening.domain.candidates import CANDIDATES as CANDIDATE_MOVES
from services.screening.domain.items import ITEMS as ITEM_MOVES
from services.screening.domain.ledger import LEGS, NOTES
from services.screening.domain.opinions import OPINIONS as OPINION_MOVES
from services.screening.kinds import CANDIDATES, FORUMS, ITEMS, LEDGERS, OPINIONS
from services.screening.pages import ROUTERS as PAGE_ROUTERS

screening = Service(
    name="screening",
    zh="三下三上筛选",
    en="Screening in three rounds",
    says=(
        LegOpened,
        LegReopened,
        LegClosed,
        SuggestionTriaged,
        SuggestionSetAside,
        AlternativeProposed,
        CandidateDecided,
        SlateFinalised,
    ),
    hears={
        CharterAdopted: keep_charter,
        CycleOpened: legs.begin_ledger,
        SuggestionAccepted: items.keep_item,
        SuggestionCorrected: items.keep_item,
        SuggestionMerged: items.merge_item,
        CollectionClosed: legs.note_collection,
        LegClosed: items.set_aside_items,
        BookletFrozen: results.put_on_ballot,
        BallotAnnounced: results.conclude,
    },
    kinds=(LEDGERS, ITEMS, FORUMS, CANDIDATES, OPINIONS, PROCESSES, CHARTER_COPIES),
    processes=(PROPOSE, *DECISIONS),
    tables=(LEGS, NOTES, ITEM_MOVES, CANDIDATE_MOVES, OPINION_MOVES),
    routers=(*API_ROUTERS, *PAGE_ROUTERS),
    templates=Path(__file__).parent / "templates",
    nav=(
        NavLink(
            "/screening/streets/{street}",
            "筛选",
            "Screening",
            "filter",
            section="/screening/streets/{street}",
            order=30,
        ),
    ),
    links={"ledger": "/screening/streets/{street}"},
)
