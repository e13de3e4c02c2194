"""The manifest of the screening (三下三上)."""

from pathlib import Path

from chassis.flow.process import PROCESSES
from chassis.pages import NavLink
from chassis.rooms.copies import CHARTER_COPIES, keep_charter
from chassis.rooms.files.store import FILE_PLAINS
from chassis.rooms.files.sweeping import sweep_files
from chassis.service import Every, Service
from chassis.web.command_routes import form_routes, json_routes
from contracts.assembly import CharterAdopted, CycleOpened
from contracts.ballot import BallotAnnounced, BookletFrozen
from contracts.intake import (
    CollectionClosed,
    SuggestionAccepted,
    SuggestionAnswered,
    SuggestionCorrected,
    SuggestionMerged,
    SuggestionReopened,
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
from services.screening.candidate.api import api as candidates_api
from services.screening.candidate.commands import COMMANDS as CANDIDATE_COMMANDS
from services.screening.candidate.commands import PROPOSE
from services.screening.candidate.deciding import DECISIONS
from services.screening.candidate.domain.candidate import CANDIDATES as CANDIDATE_MOVES
from services.screening.candidate.hears import conclude, put_on_ballot
from services.screening.candidate.pages import candidate_page, candidate_pages, new_page
from services.screening.candidate.proposing import PROPOSE as PROPOSING
from services.screening.day import DAY
from services.screening.forum.api import api as forums_api
from services.screening.forum.commands import ATTACHED, KEPT
from services.screening.forum.commands import COMMANDS as FORUM_COMMANDS
from services.screening.forum.pages import forum_page, forum_pages, forums_page
from services.screening.funnel.pages import funnel_pages
from services.screening.item.api import api as items_api
from services.screening.item.assigned import assigned_pages
from services.screening.item.board import board_page, board_pages
from services.screening.item.bulk import BULK
from services.screening.item.commands import COMMANDS as ITEM_COMMANDS
from services.screening.item.domain import ITEMS as ITEM_MOVES
from services.screening.item.hears import (
    keep_item,
    merge_item,
    release_item,
    reopen_item,
    set_aside_items,
)
from services.screening.item.pages import item_page, item_pages
from services.screening.kinds import CANDIDATES, FORUMS, ITEMS, LEDGERS, OPINIONS, REVIEWS
from services.screening.ledger.api import api as ledger_api
from services.screening.ledger.commands import COMMANDS as LEDGER_COMMANDS
from services.screening.ledger.domain.ledger import LEGS, NOTES
from services.screening.ledger.hears import begin_ledger, note_collection
from services.screening.ledger.pages import ledger_page, ledger_pages
from services.screening.ledger.paper_api import paper_api
from services.screening.opinion.commands import COMMANDS as OPINION_COMMANDS
from services.screening.opinion.domain import OPINIONS as OPINION_MOVES
from services.screening.review.api import api as reviews_api
from services.screening.review.commands import COMMANDS as REVIEW_COMMANDS
from services.screening.review.pages import review_pages
from services.screening.tasks import tasks

ON_CANDIDATE = [one for one in CANDIDATE_COMMANDS if one is not PROPOSE]

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
        CycleOpened: begin_ledger,
        SuggestionAccepted: keep_item,
        SuggestionCorrected: keep_item,
        SuggestionMerged: merge_item,
        SuggestionReopened: reopen_item,
        SuggestionAnswered: release_item,
        CollectionClosed: note_collection,
        LegClosed: set_aside_items,
        BookletFrozen: put_on_ballot,
        BallotAnnounced: conclude,
    },
    kinds=(LEDGERS, ITEMS, FORUMS, CANDIDATES, OPINIONS, REVIEWS, PROCESSES, CHARTER_COPIES),
    plains=FILE_PLAINS,
    processes=(PROPOSING, *DECISIONS),
    tables=(LEGS, NOTES, ITEM_MOVES, CANDIDATE_MOVES, OPINION_MOVES),
    routers=(
        ledger_api,
        paper_api,
        json_routes(LEDGER_COMMANDS),
        items_api,
        json_routes(ITEM_COMMANDS),
        json_routes([BULK]),
        forums_api,
        json_routes([*FORUM_COMMANDS, *ATTACHED.commands]),
        ATTACHED.api(),
        candidates_api,
        json_routes(CANDIDATE_COMMANDS),
        json_routes(OPINION_COMMANDS),
        reviews_api,
        json_routes(REVIEW_COMMANDS),
        ledger_pages,
        funnel_pages,
        form_routes(LEDGER_COMMANDS, ledger_page),
        item_pages,
        form_routes(ITEM_COMMANDS, item_page),
        board_pages,
        form_routes([BULK], board_page),
        assigned_pages,
        forum_pages,
        form_routes(FORUM_COMMANDS, forums_page),
        form_routes(ATTACHED.commands, forum_page),
        candidate_pages,
        form_routes([PROPOSE], new_page),
        review_pages,
        form_routes([*ON_CANDIDATE, *OPINION_COMMANDS, *REVIEW_COMMANDS], candidate_page),
    ),
    every=(Every(3600, "sweep_files", sweep_files(KEPT), first=60),),
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
    links={
        "ledger": "/screening/streets/{street}",
        "candidate": "/screening/streets/{street}/candidates/{candidate}",
        "trace": "/screening/streets/{street}/trace/{candidate}",
        "item": "/screening/streets/{street}/items/{suggestion}",
        "fate": "/screening/streets/{street}/for/{suggestion}",
    },
    tasks=tasks,
    day=DAY,
)
