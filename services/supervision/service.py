"""The supervision service (监督): projects and their inspections. Start reading here."""

from pathlib import Path

from chassis.core.metrics import CivicGauge
from chassis.pages import NavLink
from chassis.rooms.copies import CHARTER_COPIES
from chassis.service import Every, Service
from contracts.assembly import (
    CharterAdopted,
    CycleStageChanged,
    MemberAppointed,
    MemberEnded,
    MemberSuspended,
)
from contracts.ballot import BallotAnnounced
from contracts.charter import Role
from contracts.intake import CollectionClosed, SuggestionAnswered
from contracts.screening import LegClosed, LegReopened
from contracts.supervision import (
    InspectionConducted,
    InspectionPlanned,
    ProjectCreated,
    ProjectReclassed,
    ProjectStageChanged,
)
from services.supervision.actions.hearing import (
    keep_member,
    plan_inspections,
    rest_member,
    waive_inspections,
)
from services.supervision.actions.measuring import measure_overdue
from services.supervision.actions.overview import (
    hear_charter,
    hear_collection,
    hear_leg_closed,
    hear_leg_reopened,
    hear_result,
    hear_stage,
    keep_answer,
)
from services.supervision.api.inspections import api as inspections_api
from services.supervision.api.overview import api as overview_api
from services.supervision.api.project_life import api as project_life_api
from services.supervision.api.projects import api as projects_api
from services.supervision.domain.inspection import INSPECTION_TABLE
from services.supervision.domain.project import PROJECT_TABLE
from services.supervision.kinds import ANSWERS, INSPECTIONS, MEMBERS, OVERVIEW, PROJECTS
from services.supervision.pages.city import city_pages
from services.supervision.pages.inspections import inspection_pages
from services.supervision.pages.projects import project_pages

supervision = Service(
    name="supervision",
    zh="监督",
    en="Supervision",
    says=(
        ProjectCreated,
        ProjectReclassed,
        ProjectStageChanged,
        InspectionPlanned,
        InspectionConducted,
    ),
    hears={
        CharterAdopted: hear_charter,
        MemberAppointed: keep_member,
        MemberSuspended: rest_member,
        MemberEnded: rest_member,
        BallotAnnounced: hear_result,
        ProjectCreated: plan_inspections,
        ProjectStageChanged: waive_inspections,
        CycleStageChanged: hear_stage,
        LegClosed: hear_leg_closed,
        LegReopened: hear_leg_reopened,
        CollectionClosed: hear_collection,
        SuggestionAnswered: keep_answer,
    },
    kinds=(PROJECTS, INSPECTIONS, MEMBERS, OVERVIEW, ANSWERS, CHARTER_COPIES),
    tables=(PROJECT_TABLE, INSPECTION_TABLE),
    routers=(
        projects_api,
        project_life_api,
        inspections_api,
        overview_api,
        project_pages,
        inspection_pages,
        city_pages,
    ),
    every=(
        Every(60, "overdue_inspections", measure_overdue, measures=("yishi_inspections_overdue",)),
    ),
    templates=Path(__file__).parent / "templates",
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
        "projects": "/supervision/streets/{street}/projects",
        "chosen": "/supervision/streets/{street}/chosen",
        "inspections": "/supervision/streets/{street}/inspections",
    },
    gauges=(
        CivicGauge(
            "yishi_inspections_overdue",
            "Inspections, or what they ordered to be put right, past their day.",
        ),
    ),
)
