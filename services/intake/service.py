"""The manifest of intake: what it says, what it hears, what it owns."""

from pathlib import Path

from chassis.core.metrics import CivicGauge
from chassis.flow.process import PROCESSES
from chassis.flow.purge import Ended, purging
from chassis.flow.timers import TIMERS
from chassis.pages import NavLink
from chassis.rooms.batch import BATCHES
from chassis.rooms.copies import CHARTER_COPIES, keep_charter
from chassis.rooms.files.store import FILE_PLAINS
from chassis.rooms.files.sweeping import sweep_files
from chassis.rooms.numbers import NUMBERS
from chassis.service import Every, Service
from chassis.web.command_routes import form_routes, json_routes
from contracts.assembly import CharterAdopted, MemberAppointed
from contracts.intake import (
    CollectionClosed,
    SuggesterAnswered,
    SuggesterWorded,
    SuggestionAccepted,
    SuggestionAdmitted,
    SuggestionAnswered,
    SuggestionCorrected,
    SuggestionMerged,
    SuggestionOverdue,
    SuggestionReopened,
    SuggestionReturned,
    SuggestionsOrdered,
    SuggestionSubmitted,
    SuggestionUrged,
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
from contracts.supervision import ProjectAccepted, ProjectCreated
from services.intake.agreement.commands import AGREE
from services.intake.answering.api import papers_api
from services.intake.answering.commands import ANSWERING
from services.intake.answering.pages import answering_pages
from services.intake.client.commands import MAKE, REVOKE
from services.intake.client.domain import CLIENT
from services.intake.client.pages import client_forms, client_pages
from services.intake.collection.api import api as collections_api
from services.intake.collection.balance import METRIC, measure_lost
from services.intake.collection.domain import COLLECTION
from services.intake.collection.hears import (
    close_collection,
    open_collection,
    reopen_collection,
)
from services.intake.collection.pages import rates_pages
from services.intake.day import DAY
from services.intake.disclosure.commands import AUTHOR
from services.intake.feed.api import ADDRESS, feed_api
from services.intake.focus.commands import NEW as REFOCUS
from services.intake.focus.commands import UNDO as UNDO_FOCUS
from services.intake.focus.pages import focus_forms, focus_pages
from services.intake.followup.api import followup_api
from services.intake.followup.commands import BY_OWN_RECEIPT, BY_PHONE, WORD
from services.intake.followup.hears import ask_suggesters
from services.intake.followup.pages import desk as followup_desk
from services.intake.followup.pages import followup_pages
from services.intake.hotline.commands import ENTER
from services.intake.hotline.pages import ticket_api, ticket_forms, ticket_pages
from services.intake.importing.api import api as imports_api
from services.intake.importing.commands import CHECK, COMMIT, DROP, JUDGE
from services.intake.importing.domain import IMPORT
from services.intake.importing.pages import import_forms, import_pages, ledger_forms
from services.intake.importing.unmasked import unmasked_pages
from services.intake.kinds import IMPORTS, LEDGER_PAGES, OWNED
from services.intake.member.hears import keep_member
from services.intake.open311.api import routes as open311_routes
from services.intake.open311.asking import PREFIX
from services.intake.open311.formats import shape_problem
from services.intake.ordered import work_off_ordered
from services.intake.overdue.commands import URGE
from services.intake.overdue.pages import overdue_pages
from services.intake.poster.pages import paper_api, poster_pages
from services.intake.retention.pages import retention_pages
from services.intake.retention.purging import purge_personal
from services.intake.suggestion.api import api as suggestions_api
from services.intake.suggestion.author_pages import (
    author_forms,
    author_pages,
    new_form,
    own_page,
    told_again,
)
from services.intake.suggestion.commands import ATTACHED, BY_RECEIPT, COMMANDS, REMOVE, SUBMIT
from services.intake.suggestion.dating import date_undated
from services.intake.suggestion.deadlines import settle_provisional
from services.intake.suggestion.desk import author_page, desk_pages, suggestion_page
from services.intake.suggestion.domain.status import SUGGESTION
from services.intake.suggestion.due import ANSWER, await_answer, note_overdue, stop_waiting
from services.intake.suggestion.forgetting import forget_copies
from services.intake.suggestion.handing_back import HAND_BACK
from services.intake.suggestion.hears import (
    link_candidate,
    link_project,
    set_aside,
    take_triage,
)
from services.intake.suggestion.likeness_pages import likeness_pages
from services.intake.suggestion.measuring import measure_open
from services.intake.suggestion.merging import LINK, MERGE, PART
from services.intake.suggestion.pages import public_pages
from services.intake.suggestion.photos import KEPT, photos_api
from services.intake.suggestion.splitting import SPLIT
from services.intake.suggestion.table_pages import table_pages
from services.intake.suggestion.words import words_pages
from services.intake.tasks import tasks
from services.intake.topic.pages import topic_pages
from services.intake.visit.commands import CORRECT, DELETE, HAND_IN, LOG
from services.intake.visit.pages import brought_forms, visit_forms, visit_pages

MEASURES = ("yishi_suggestions_oldest_open_seconds", "yishi_suggestions_overdue")

intake = Service(
    name="intake",
    zh="意见征集",
    en="Intake of suggestions",
    says=(
        SuggestionsOrdered,
        SuggestionSubmitted,
        SuggestionAccepted,
        SuggestionAdmitted,
        SuggestionCorrected,
        SuggestionReturned,
        SuggestionMerged,
        SuggestionAnswered,
        SuggestionReopened,
        SuggestionOverdue,
        SuggestionUrged,
        CollectionClosed,
        SuggesterAnswered,
        SuggesterWorded,
    ),
    hears={
        CharterAdopted: keep_charter,
        MemberAppointed: keep_member,
        LegOpened: open_collection,
        LegReopened: reopen_collection,
        LegClosed: close_collection,
        SuggestionsOrdered: work_off_ordered,
        SuggestionAccepted: await_answer,
        SuggestionAdmitted: await_answer,
        SuggestionReopened: await_answer,
        SuggestionAnswered: stop_waiting,
        SuggestionTriaged: take_triage,
        SuggestionSetAside: set_aside,
        AlternativeProposed: link_candidate,
        CandidateDecided: link_candidate,
        ProjectCreated: link_project,
        ProjectAccepted: ask_suggesters,
    },
    kinds=(*OWNED, NUMBERS, BATCHES, PROCESSES, TIMERS, CHARTER_COPIES),
    plains=FILE_PLAINS,
    processes=(MERGE, LINK, PART, SPLIT),
    timers={ANSWER: note_overdue},
    tables=(SUGGESTION, COLLECTION, CLIENT, IMPORT),
    routers=(
        imports_api,
        suggestions_api,
        json_routes((SUBMIT, *BY_RECEIPT, *COMMANDS, *ANSWERING, URGE, HAND_BACK, REMOVE, AUTHOR)),
        photos_api,
        ATTACHED.api(),
        open311_routes(),
        feed_api,
        json_routes((MAKE, REVOKE)),
        collections_api,
        words_pages,
        rates_pages,
        public_pages,
        author_pages,
        new_form,
        author_forms,
        form_routes((BY_OWN_RECEIPT,), own_page, told=told_again),
        followup_pages,
        followup_api,
        form_routes((BY_PHONE, WORD), followup_desk),
        json_routes((BY_PHONE, WORD)),
        import_pages,
        import_forms,
        ledger_forms,
        json_routes((CHECK, COMMIT, DROP, JUDGE)),
        likeness_pages,
        table_pages,
        papers_api,
        unmasked_pages,
        topic_pages,
        retention_pages,
        poster_pages,
        paper_api,
        visit_pages,
        visit_forms,
        brought_forms,
        json_routes((LOG, HAND_IN, CORRECT, DELETE, AGREE)),
        answering_pages,
        overdue_pages,
        focus_pages,
        focus_forms,
        json_routes((REFOCUS, UNDO_FOCUS)),
        ticket_pages,
        ticket_forms,
        ticket_api,
        json_routes((ENTER,)),
        client_pages,
        client_forms,
        desk_pages,
        form_routes((*COMMANDS, *ANSWERING, URGE, HAND_BACK, REMOVE), suggestion_page),
        form_routes((AUTHOR,), suggestion_page, told=author_page),
    ),
    every=(
        Every(60, "open_suggestions", measure_open, measures=MEASURES),
        Every(300, "conservation", measure_lost, measures=(METRIC,)),
        Every(3600, "due_dates", settle_provisional),
        Every(86_400, "date_undated", date_undated, first=30),
        Every(86_400, "purge_personal", purge_personal, first=120),
        Every(86_400, "forget_copies", forget_copies, first=150),
        Every(3600, "sweep_files", sweep_files(KEPT), first=60),
        Every(3600, "purge_imports", purging(Ended(IMPORTS), Ended(LEDGER_PAGES)), first=90),
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
        NavLink(
            "/intake/streets/{street}/receipt",
            "查我的建议办得怎样（凭回执）",
            "Follow my suggestion (by receipt)",
            "search",
            foot=True,
        ),
    ),
    links={
        "suggestions": "/intake/streets/{street}/suggestions",
        "suggestion": "/intake/streets/{street}/suggestions/{suggestion}",
        "words": "/intake/streets/{street}/suggestions/{suggestion}/words",
        "topics": "/intake/streets/{street}/topics",
        "new": "/intake/streets/{street}/new",
        "desk": "/intake/streets/{street}/desk",
        "feed": ADDRESS,
        "rates": "/intake/streets/{street}/rates",
    },
    tasks=tasks,
    day=DAY,
    shapes={PREFIX: shape_problem},
    gauges=(
        CivicGauge(
            "yishi_suggestions_oldest_open_seconds",
            "Age of the oldest accepted suggestion without an answer, in whole days; 0 for none.",
        ),
        CivicGauge(
            METRIC,
            "Suggestions that are neither waiting, open, merged, answered nor given back; 0.",
        ),
        CivicGauge(
            "yishi_suggestions_overdue",
            "Accepted suggestions past the day they were to be answered by.",
        ),
    ),
)
