"""What the manifest holds of the things that follow a project: guidance, claims, what lies beside.

The manifest (``service.py``) stays short where each of these things would take ten lines of it.
"""

from typing import Any

from fastapi import APIRouter

from chassis.core.decision import StateTable
from chassis.core.documents import Kind
from chassis.flow.timers import TIMERS
from chassis.rooms.files.sweeping import Kept
from chassis.web.command_routes import form_routes, json_routes
from services.supervision.checklist.commands import COMMANDS as CHECKLIST_COMMANDS
from services.supervision.checklist.commands import KEPT as CHECKLIST_PHOTOS
from services.supervision.checklist.pages import checklist_api, checklist_pages
from services.supervision.claim.commands import COMMANDS as CLAIM_COMMANDS
from services.supervision.claim.domain.claim import CLAIM_TABLE
from services.supervision.claim.pages import claim_api, claim_pages
from services.supervision.fund.api import fund_api
from services.supervision.fund.commands import COMMANDS as FUND_COMMANDS
from services.supervision.fund.commands import KEPT as RECEIPTS
from services.supervision.guidance.commands import ATTACHED
from services.supervision.guidance.commands import COMMANDS as GUIDANCE_COMMANDS
from services.supervision.guidance.commands import KEPT as GUIDANCE_FILES
from services.supervision.guidance.domain.guidance import GUIDANCE_TABLE
from services.supervision.guidance.pages import guidance_api, guidance_pages
from services.supervision.kinds import CHECKLISTS, CLAIMS, FUNDS, GUIDANCE, HOLDINGS, SCHEDULES
from services.supervision.project.pages import project_page
from services.supervision.project.paper_api import paper_api
from services.supervision.schedule.api import schedule_api
from services.supervision.schedule.commands import COMMANDS as SCHEDULE_COMMANDS

KINDS: tuple[Kind[Any], ...] = (GUIDANCE, CLAIMS, HOLDINGS, CHECKLISTS, FUNDS, SCHEDULES, TIMERS)
TABLES: tuple[StateTable, ...] = (GUIDANCE_TABLE, CLAIM_TABLE)
KEPT: tuple[Kept, ...] = (GUIDANCE_FILES, CHECKLIST_PHOTOS, RECEIPTS)
_COMMANDS = (
    *GUIDANCE_COMMANDS,
    *CLAIM_COMMANDS,
    *CHECKLIST_COMMANDS,
    *FUND_COMMANDS,
    *SCHEDULE_COMMANDS,
)
ROUTERS: tuple[APIRouter, ...] = (
    paper_api,
    guidance_api,
    claim_api,
    checklist_api,
    fund_api,
    schedule_api,
    json_routes(_COMMANDS),
    ATTACHED.api(),
    guidance_pages,
    claim_pages,
    checklist_pages,
    form_routes(_COMMANDS, project_page),
)
