"""The manifest of intake: what it says, what it hears, what it owns."""

from pathlib import Path

from chassis.core.metrics import CivicGauge
from chassis.flow.process import PROCESSES
from chassis.flow.timers import TIMERS
from chassis.pages import NavLink
from chassis.rooms.batch import BATCHES
from chassis.rooms.copies import CHARTER_COPIES, keep_charter
from chassis.rooms.files.store import FILE_PLAINS
from chassis.rooms.files.sweeping import sweep_files
from chassis.service import Every, Service
from contracts.assembly import CharterAdopted, MemberAppointed
from contracts.intake import (
    CollectionClosed,
    SuggestionAccepted,
    SuggestionAnswered,
    SuggestionCorrected,
    SuggestionMerged,
    SuggestionOverdue,
    SuggestionReopened,
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
from services.intake.actions.deadlines import settle_provisional
from services.intake.actions.due import ANSWER, await_answer, note_overdue, stop_waiting
from services.intake.actions.hearing import (
    keep_member,
    link_candidate,
    link_project,
    set_aside,
    take_triage,
)
from services.intake.actions.importing import import_suggestions
from services.intake.actions.measuring import measure_open
from services.intake.actions.merging import MERGE
from services.intake.actions.photos import PHOTOS
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
        SuggestionReopened,
        SuggestionOverdue,
        CollectionClosed,
    ),
    hears={
        CharterAdopted: keep_charter,
        MemberAppointed: keep_member,
        LegOpened: open_collection,
        LegReopened: reopen_collection,
        LegClosed: close_collection,
        SuggestionsOrdered: import_suggestions,
        SuggestionAccepted: await_answer,
        SuggestionReopened: await_answer,
        SuggestionAnswered: stop_waiting,
        SuggestionTriaged: take_triage,
        SuggestionSetAside: set_aside,
        AlternativeProposed: link_candidate,
        CandidateDecided: link_candidate,
        ProjectCreated: link_project,
    },
    kinds=(
        SUGGESTIONS,
        COLLECTIONS,
        MEMBERS,
        DISCLOSURES,
        BATCHES,
        PROCESSES,
        TIMERS,
        CHARTER_COPIES,
    ),
    plains=FILE_PLAINS,
    processes=(MERGE,),
    timers={ANSWER: note_overdue},
    tables=(SUGGESTION, COLLECTION),
    routers=(*ROUTERS, *PAGES),
    every=(
        Every(60, "open_suggestions", measure_open, measures=MEASURES),
        Every(3600, "due_dates", settle_provisional),
        Every(3600, "sweep_files", sweep_files(PHOTOS), first=60),
    ),
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
