"""Questions to those who suggested a project, for the staff who ask by phone."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from chassis.core.documents import Found
from chassis.web.ask import Page, Paging
from services.intake.followup.domain import FollowUp
from services.intake.kinds import FOLLOWUPS
from services.intake.roles import Clerk

followup_api = APIRouter(prefix="/intake/api/streets/{street}", tags=["intake"])


class FollowUpView(BaseModel):
    """A question; ``reason`` as its author wrote it, ``words`` what of it is public."""

    id: str
    version: int
    suggestion: str
    no: str
    project: str
    title: str
    round: int
    ask_until: str
    status: str
    verdict: str
    by_staff: bool
    answered_at: datetime | None
    to_word: bool
    reason: str
    words: str


@followup_api.get("/followups")
async def get_followups(
    ask: Clerk, paging: Paging, project: Annotated[str, Query(max_length=64)] = ""
) -> Page[FollowUpView]:
    """One page of the questions, by the day of their answer; of one project where it is named."""
    where = {"project": project} if project else {}
    found = await ask.ctx.store.find(
        FOLLOWUPS, ask.street, where, after=paging.after, limit=paging.limit
    )
    return Page(items=[_view(one) for one in found.items], next=found.next)


def _view(found: Found[FollowUp]) -> FollowUpView:
    told = found.state.model_dump(exclude={"cycle", "before"})
    return FollowUpView(id=found.id, version=found.version, **told)
