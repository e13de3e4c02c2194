"""Guidance as pages and the API show it."""

from datetime import date, datetime

from pydantic import BaseModel

from chassis.core.documents import Found
from services.supervision import labels
from services.supervision.guidance.domain.guidance import GUIDANCE_TABLE, Guidance, Words, overdue
from services.supervision.trail.views import Happening

STATUS_EN = {"OWED": "To be answered", "ANSWERED": "Answered", "WITHDRAWN": "Taken back"}


class GuidanceView(BaseModel):
    """One guidance with its answer; ``overdue``: the answer is owed and its day has passed."""

    id: str
    version: int
    project: str
    project_no: int
    title: str
    group: str
    group_en: str
    unit: str
    text: str
    given_at: datetime
    due_on: date
    status: str
    status_zh: str
    status_en: str
    overdue: bool
    reply: str
    replied_at: datetime | None
    files: int


def guidance_view(found: Found[Guidance], today: date) -> GuidanceView:
    """One guidance; attachments only as their number, staff fetch them by their ids."""
    one = found.state
    return GuidanceView(
        **one.model_dump(include={"project", "project_no", "title", "unit", "due_on", "status"}),
        id=found.id,
        version=found.version,
        group=one.group.zh,
        group_en=one.group.en,
        text=one.said.text,
        given_at=one.said.at,
        status_zh=GUIDANCE_TABLE.zh[one.status],
        status_en=STATUS_EN[one.status],
        overdue=overdue(one, today),
        reply=one.reply.text if one.reply else "",
        replied_at=one.reply.at if one.reply else None,
        files=len(one.attachments),
    )


def guidance_steps(one: Guidance) -> list[Happening]:
    """What happened with one guidance, for the timeline."""
    steps = [_step(one.said, "give", f"{one.group.zh}提出指导意见", f"Guidance of {one.group.en}")]
    if one.reply and one.status == "ANSWERED":
        steps.append(_step(one.reply, "answer", "答复指导意见", "Guidance answered"))
    if one.reply and one.status == "WITHDRAWN":
        steps.append(_step(one.reply, "withdraw", "撤回指导意见", "Guidance taken back"))
    return steps


def _step(said: Words, action: str, zh: str, en: str) -> Happening:
    who_zh, who_en = labels.of_role(said.role)
    return Happening(
        kind="GUIDANCE",
        at=said.at,
        action=action,
        zh=zh,
        en=en,
        who_zh=who_zh,
        who_en=who_en,
        note=said.text,
    )
