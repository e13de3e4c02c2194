"""What a project's page is made of, in its order. A new thing adds one line to each tuple."""

from services.supervision.claim.section import CLAIM_STRAND, CLAIMS_SECTION
from services.supervision.fieldwork.section import FIELDWORK_SECTION, FIELDWORK_STRAND
from services.supervision.guidance.section import GUIDANCE_SECTION, GUIDANCE_STRAND
from services.supervision.inspection.section import INSPECTION_STRAND, INSPECTIONS_SECTION
from services.supervision.light.section import LIGHT_STRAND
from services.supervision.order.section import ORDER_STRAND, ORDERS_SECTION
from services.supervision.project.frame import Section, Strand
from services.supervision.project.sections import (
    ACCEPTANCE,
    FACTS,
    NEXT_STEP,
    PLAN,
    PROJECT_STRAND,
    RATING,
    SOURCES,
)

SECTIONS: tuple[Section, ...] = (
    FACTS,
    SOURCES,
    PLAN,
    INSPECTIONS_SECTION,
    ORDERS_SECTION,
    FIELDWORK_SECTION,
    GUIDANCE_SECTION,
    ACCEPTANCE,
    RATING,
    NEXT_STEP,
    CLAIMS_SECTION,
)
STRANDS: tuple[Strand, ...] = (
    PROJECT_STRAND,
    INSPECTION_STRAND,
    ORDER_STRAND,
    GUIDANCE_STRAND,
    CLAIM_STRAND,
    FIELDWORK_STRAND,
    LIGHT_STRAND,
)
