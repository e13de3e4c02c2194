"""The supervision service (监督): projects and their inspections. Start reading here."""

from pathlib import Path

from chassis.core.metrics import CivicGauge
from chassis.pages import NavLink
from chassis.rooms.copies import CHARTER_COPIES, keep_charter
from chassis.rooms.files.store import FILE_PLAINS
from chassis.rooms.files.sweeping import sweep_files
from chassis.rooms.numbers import NUMBERS
from chassis.service import Every, Service
from chassis.web.command_routes import form_routes, json_routes
from contracts.assembly import (
    CharterAdopted,
    CycleOpened,
    CycleStageChanged,
    MemberAppointed,
    MemberEnded,
    MemberSuspended,
)
from contracts.ballot import BallotAnnounced, SatisfactionAnnounced
from contracts.charter import Role
from contracts.intake import (
    CollectionClosed,
    SuggesterAnswered,
    SuggesterWorded,
    SuggestionAccepted,
    SuggestionAnswered,
    SuggestionOverdue,
    SuggestionReopened,
)
from contracts.screening import LegClosed, LegReopened
from contracts.supervision import (
    ClaimChanged,
    DisputeResolved,
    GuidanceAnswered,
    GuidanceGiven,
    GuidanceOverdue,
    InspectionConducted,
    InspectionPlanned,
    OrderStageChanged,
    ProjectAccepted,
    ProjectCreated,
    ProjectReclassed,
    ProjectSilent,
    ProjectSpoke,
    ProjectStageChanged,
    ProjectUnitChanged,
)
from services.supervision import following
from services.supervision.acceptance.api import acceptance_api
from services.supervision.acceptance.commands import ACCEPTING
from services.supervision.acceptance.photos import KEPT_OF_PROJECTS, finished_api
from services.supervision.changing.commands import CHANGING
from services.supervision.claim.hears import end_claims, free_claims, free_hand
from services.supervision.day import DAY
from services.supervision.deputy.commands import COMMANDS as DEPUTY_COMMANDS
from services.supervision.deputy.pages import deputies_api, deputy_pages, register_page
from services.supervision.feedback.routes import FEEDBACK_ROUTES
from services.supervision.fieldwork.commands import COMMANDS as FIELD_COMMANDS
from services.supervision.fieldwork.commands import KEPT as FIELD_KEPT
from services.supervision.fieldwork.pages import entries_api, field_page, field_pages
from services.supervision.finding.pages import problem_pages, problems_api
from services.supervision.followup.commands import REFUSE
from services.supervision.followup.hears import (
    keep_followup,
    keep_words,
    let_go,
    resolve_by_works,
)
from services.supervision.guidance.hears import ANSWER_DUE, await_answer, note_overdue, stop_waiting
from services.supervision.handing import hand_over
from services.supervision.hearing import each
from services.supervision.inspection.api import api as inspections_api
from services.supervision.inspection.commands import ATTACHED
from services.supervision.inspection.commands import COMMANDS as INSPECTION_COMMANDS
from services.supervision.inspection.domain.inspection import INSPECTION_TABLE
from services.supervision.inspection.hears import plan_inspections, waive_inspections
from services.supervision.inspection.measuring import measure_overdue
from services.supervision.inspection.pages import inspection_page, inspection_pages
from services.supervision.inspection.photos import KEPT, photos_api
from services.supervision.kinds import (
    ANSWERS,
    DEPUTIES,
    ENTRIES,
    FEEDBACK,
    FOLLOWUPS,
    INSPECTIONS,
    LAMPS,
    MEMBERS,
    ORDERS,
    OVERVIEW,
    PROJECTS,
    SOLVED,
    UPDATES,
)
from services.supervision.light.hears import LIGHT, light_rings, look_on
from services.supervision.member.hears import keep_member, rest_member
from services.supervision.order.commands import COMMANDS as ORDER_COMMANDS
from services.supervision.order.commands import KEPT as ORDERS_KEPT
from services.supervision.order.domain import ORDER_TABLE
from services.supervision.order.hears import withdraw_orders
from services.supervision.order.issuing import TERM, term_over, watch_term
from services.supervision.order.pages import order_page, order_pages, orders_api
from services.supervision.overview.api import api as overview_api
from services.supervision.overview.journal import JOURNAL, hear_word
from services.supervision.overview.pages import city_pages
from services.supervision.progress.commands import KEPT_OF_UPDATES
from services.supervision.progress.hears import SPEAKS, await_note, note_silence, note_spoken
from services.supervision.progress.routes import PROGRESS_ROUTES
from services.supervision.project.api import api as projects_api
from services.supervision.project.commands import COMMANDS as PROJECT_COMMANDS
from services.supervision.project.domain.project import PROJECT_TABLE
from services.supervision.project.hears import create_projects, keep_ratings
from services.supervision.project.pages import project_page, project_pages
from services.supervision.solved.hears import keep_rated, keep_solved
from services.supervision.solved.pages import solved_pages
from services.supervision.survey.api import survey_api
from services.supervision.survey.commands import SURVEY
from services.supervision.tasks import tasks

FILES = (
    KEPT,
    KEPT_OF_PROJECTS,
    KEPT_OF_UPDATES,
    *following.KEPT,
    ORDERS_KEPT,
    FIELD_KEPT,
)
supervision = Service(
    name="supervision",
    zh="监督",
    en="Supervision",
    says=(
        ProjectAccepted,
        DisputeResolved,
        ProjectSpoke,
        ProjectSilent,
        ProjectCreated,
        ProjectReclassed,
        ProjectUnitChanged,
        ProjectStageChanged,
        InspectionPlanned,
        InspectionConducted,
        OrderStageChanged,
        GuidanceGiven,
        GuidanceAnswered,
        GuidanceOverdue,
        ClaimChanged,
    ),
    hears={
        CharterAdopted: each(keep_charter, hear_word),
        MemberAppointed: keep_member,
        MemberSuspended: each(rest_member, free_claims),
        MemberEnded: each(rest_member, free_claims),
        BallotAnnounced: each(hear_word, create_projects),
        SatisfactionAnnounced: each(hear_word, keep_ratings, keep_rated),
        ProjectCreated: plan_inspections,
        ProjectUnitChanged: hand_over,
        SuggesterAnswered: keep_followup,
        SuggesterWorded: keep_words,
        DisputeResolved: let_go,
        ProjectSpoke: note_spoken,
        ProjectStageChanged: each(
            waive_inspections,
            withdraw_orders,
            end_claims,
            resolve_by_works,
            keep_solved,
            await_note,
            look_on,
        ),
        ClaimChanged: free_hand,
        GuidanceGiven: await_answer,
        GuidanceAnswered: stop_waiting,
        OrderStageChanged: watch_term,
        CycleOpened: hear_word,
        CycleStageChanged: hear_word,
        LegClosed: hear_word,
        LegReopened: hear_word,
        CollectionClosed: hear_word,
        SuggestionAccepted: hear_word,
        SuggestionAnswered: hear_word,
        SuggestionReopened: hear_word,
        SuggestionOverdue: hear_word,
    },
    kinds=(
        PROJECTS,
        FOLLOWUPS,
        UPDATES,
        FEEDBACK,
        INSPECTIONS,
        ORDERS,
        ENTRIES,
        LAMPS,
        DEPUTIES,
        MEMBERS,
        OVERVIEW,
        ANSWERS,
        CHARTER_COPIES,
        *following.KINDS,
        NUMBERS,
        SOLVED,
    ),
    plains=(*FILE_PLAINS, JOURNAL),
    tables=(PROJECT_TABLE, INSPECTION_TABLE, *following.TABLES, ORDER_TABLE),
    routers=(
        projects_api,
        json_routes((*PROJECT_COMMANDS, *CHANGING, *ACCEPTING, SURVEY, REFUSE)),
        finished_api,
        acceptance_api,
        survey_api,
        inspections_api,
        json_routes(INSPECTION_COMMANDS),
        photos_api,
        ATTACHED.api(),
        orders_api,
        entries_api,
        problems_api,
        json_routes(FIELD_COMMANDS),
        json_routes(ORDER_COMMANDS),
        deputies_api,
        json_routes(DEPUTY_COMMANDS),
        overview_api,
        project_pages,
        form_routes((*PROJECT_COMMANDS, *CHANGING, *ACCEPTING, SURVEY, REFUSE), project_page),
        inspection_pages,
        form_routes(INSPECTION_COMMANDS, inspection_page),
        order_pages,
        field_pages,
        problem_pages,
        form_routes(FIELD_COMMANDS, field_page),
        form_routes(ORDER_COMMANDS, order_page),
        deputy_pages,
        form_routes(DEPUTY_COMMANDS, register_page),
        city_pages,
        solved_pages,
        *following.ROUTERS,
        *PROGRESS_ROUTES,
        *FEEDBACK_ROUTES,
    ),
    every=(
        Every(60, "overdue_inspections", measure_overdue, measures=("yishi_inspections_overdue",)),
        Every(3600, "sweep_files", sweep_files(*FILES), first=60),
    ),
    timers={
        ANSWER_DUE: note_overdue,
        TERM: term_over,
        LIGHT: light_rings,
        SPEAKS: note_silence,
    },
    templates=Path(__file__).parent / "templates",
    tasks=tasks,
    day=DAY,
    nav=(
        NavLink(
            "/supervision/streets/{street}/projects",
            "项目",
            "Projects",
            "inspect",
            section="/supervision/streets/{street}/",
            order=50,
        ),
        NavLink(
            "/supervision/city",
            "各街道",
            "All streets",
            "building",
            roles=frozenset({Role.CITY.value, Role.AUDITOR.value}),
            order=90,
        ),
    ),
    links={
        "for": "/supervision/streets/{street}/for/{candidate}",
        "projects": "/supervision/streets/{street}/projects",
        "project": "/supervision/streets/{street}/projects/{project}",
        "chosen": "/supervision/streets/{street}/chosen",
        "solved": "/supervision/streets/{street}/solved",
        "inspections": "/supervision/streets/{street}/inspections",
        "claims": "/supervision/streets/{street}/claims",
    },
    gauges=(
        CivicGauge(
            "yishi_inspections_overdue",
            "Inspections, or what they ordered to be put right, past their day.",
        ),
    ),
)
