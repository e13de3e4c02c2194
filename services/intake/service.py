"""The manifest of intake: what it says, what it hears, what it owns."""

from pathlib import Path

from chassis.core.metrics import CivicGauge
from chassis.pages import NavLink
from chassis.rooms.batch import BATCHES
from chassis.rooms.copies import CHARTER_COPIES, keep_charter
from chassis.service import Every, Service
from contracts.assembly import CharterAdopted, MemberAppointed
from contracts.intake import (
    CollectionClosed,
    SuggestionAccepted,
    SuggestionAnswered,
    SuggestionCorrected,
    SuggestionMerged,
    SuggestionReturned,
    SuggestionsOrdered,
    SuggestionSubmitted,
)
from contracts.screening import (
    AlternativeProposed,
    CandidateDecided,
    LegClosed,
    LegOpened,
    LegReopened,
    SuggestionSetAside,
    SuggestionTriaged,
)
from contracts.supervision import ProjectCreated
from services.intake.actions.collecting import (
    close_collection,
    open_collection,
    reopen_collection,
)
from services.intake.actions.hearing import (
    keep_member,
    link_candidate,
    link_project,
    set_aside,
    take_triage,
)
from services.intake.actions.importing import import_suggestions
from services.intake.actions.measuring import measure_open
from services.intake.api import ROUTERS
from services.intake.domain.collection import COLLECTION
from services.intake.domain.status import SUGGESTION
from services.intake.kinds import COLLECTIONS, DISCLOSURES, MEMBERS, SUGGESTIONS
from services.intake.pages import ROUTERS as PAGES

MEASURES = ("yishi_suggestions_oldest_open_seconds", "yishi_suggestions_overdue")

intake = Service(
    name="intake",
    zh="意见征集",
    en="Intake of suggestions",
    says=(
        SuggestionsOrdered,
        SuggestionSubmitted,
        SuggestionAccepted,
        SuggestionCorrected,
        SuggestionReturned,
        SuggestionMerged,
        SuggestionAnswered,
        CollectionClosed,
    ),
    hears={
        CharterAdopted: keep_charter,
        MemberAppointed: keep_member,
        LegOpened: open_collection,
        LegReopened: reopen_collection,
        LegClosed: close_collection,
        SuggestionsOrdered: import_suggestions,
        SuggestionTriaged: take_triage,
        SuggestionSetAside: set_aside,
        AlternativeProposed: link_candidate,
        CandidateDecided: link_candidate,
        ProjectCreated: link_project,
    },
    kinds=(SUGGESTIONS, COLLECTIONS, MEMBERS, DISCLOSURES, BATCHES, CHARTER_COPIES),
    tables=(SUGGESTION, COLLECTION),
    routers=(*ROUTERS, *PAGES),
    every=(Every(60, "open_suggestions", measure_open, measures=MEASURES),),
    templates=Path(__file__).parent / "templates",
    nav=(
        NavLink(
            "/intake/streets/{street}/suggestions",
            "建议",
            "Suggest",
            "suggest",
            section="/intake/streets/{street}/",
            order=20,
        ),
    ),
    links={
        "suggestions": "/intake/streets/{street}/suggestions",
        "new": "/intake/streets/{street}/new",
        "desk": "/intake/streets/{street}/desk",
    },
    gauges=(
        CivicGauge(
            "yishi_suggestions_oldest_open_seconds",
            "Age of the oldest accepted suggestion without an answer, in whole days; 0 for none.",
        ),
        CivicGauge(
            "yishi_suggestions_overdue",
            "Accepted suggestions past the day they were to be answered by.",
        ),
    ),
)
