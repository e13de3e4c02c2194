"""What a project's page is made of, in its order. A new thing adds one line to each tuple."""

from services.supervision.acceptance.section import ACCEPTANCE, ENDING
from services.supervision.changing.section import CHANGE_FORMS, CHANGES
from services.supervision.checklist.section import CHECKLIST_SECTION
from services.supervision.claim.section import CLAIM_STRAND, CLAIMS_SECTION
from services.supervision.feedback.section import FEEDBACK_SECTION
from services.supervision.fieldwork.section import FIELDWORK_SECTION, FIELDWORK_STRAND
from services.supervision.followup.section import FOLLOWUP_SECTION
from services.supervision.fund.section import FUND_SECTION
from services.supervision.guidance.section import GUIDANCE_SECTION, GUIDANCE_STRAND
from services.supervision.inspection.section import INSPECTION_STRAND, INSPECTIONS_SECTION
from services.supervision.light.section import LIGHT_STRAND
from services.supervision.order.section import ORDER_STRAND, ORDERS_SECTION
from services.supervision.progress.section import PROGRESS_SECTION, PROGRESS_STRAND
from services.supervision.project.frame import Section, Strand
from services.supervision.project.sections import (
    FACTS,
    NEXT_STEP,
    PLAN,
    PROJECT_STRAND,
    RATING,
    SOURCES,
)
from services.supervision.schedule.section import SCHEDULE_SECTION
from services.supervision.solved.section import SOLVED_SECTION
from services.supervision.survey.section import SURVEY_SECTION

SECTIONS: tuple[Section, ...] = (
    FACTS,
    SOURCES,
    PLAN,
    SCHEDULE_SECTION,
    CHECKLIST_SECTION,
    FUND_SECTION,
    INSPECTIONS_SECTION,
    ORDERS_SECTION,
    FIELDWORK_SECTION,
    GUIDANCE_SECTION,
    CHANGES,
    PROGRESS_SECTION,
    ACCEPTANCE,
    FOLLOWUP_SECTION,
    SURVEY_SECTION,
    RATING,
    FEEDBACK_SECTION,
    ENDING,
    NEXT_STEP,
    CHANGE_FORMS,
    CLAIMS_SECTION,
    SOLVED_SECTION,
)
STRANDS: tuple[Strand, ...] = (
    PROJECT_STRAND,
    INSPECTION_STRAND,
    PROGRESS_STRAND,
    ORDER_STRAND,
    GUIDANCE_STRAND,
    CLAIM_STRAND,
    FIELDWORK_STRAND,
    LIGHT_STRAND,
)
