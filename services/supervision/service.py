"""The supervision service (监督): projects and their inspections. Start reading here."""

from pathlib import Path

from chassis.charters import CHARTER_COPIES, keep_charter
from chassis.service import Service
from contracts.assembly import CharterAdopted, MemberAppointed, MemberEnded, MemberSuspended
from contracts.ballot import BallotAnnounced
from contracts.supervision import (
    InspectionConducted,
    InspectionPlanned,
    ProjectCreated,
    ProjectReclassed,
    ProjectStageChanged,
)
from services.supervision.actions.hearing import (
    create_projects,
    keep_member,
    plan_inspections,
    rest_member,
    waive_inspections,
)
from services.supervision.api.inspections import api as inspections_api
from services.supervision.api.overview import api as overview_api
from services.supervision.api.project_life import api as project_life_api
from services.supervision.api.projects import api as projects_api
from services.supervision.domain.inspection import INSPECTION_TABLE
from services.supervision.domain.project import PROJECT_TABLE
from services.supervision.kinds import INSPECTIONS, MEMBERS, PROJECTS
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
        CharterAdopted: keep_charter,
        MemberAppointed: keep_member,
        MemberSuspended: rest_member,
        MemberEnded: rest_member,
        BallotAnnounced: create_projects,
        ProjectCreated: plan_inspections,
        ProjectStageChanged: waive_inspections,
    },
    kinds=(PROJECTS, INSPECTIONS, MEMBERS, CHARTER_COPIES),
    tables=(PROJECT_TABLE, INSPECTION_TABLE),
    routers=(
        projects_api,
        project_life_api,
        inspections_api,
        overview_api,
        project_pages,
        inspection_pages,
    ),
    templates=Path(__file__).parent / "templates",
)
