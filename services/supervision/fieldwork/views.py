"""Entries of the field as they are shown. Photos and position are for staff only."""

from datetime import date, datetime, time

from pydantic import BaseModel

from chassis.core.clock import ZONE
from chassis.core.documents import Found
from services.supervision import labels
from services.supervision.fieldwork.domain import Entry, EntryKind
from services.supervision.inspection.domain.inspection import Verdict
from services.supervision.trail.views import Happening

KINDS: dict[str, labels.Words] = {
    EntryKind.VISIT: ("现场查看", "Field visit"),
    EntryKind.PUBLICITY: ("向居民宣传", "Told residents"),
}
STATUSES: dict[str, labels.Words] = {
    "NOTED": ("已记录", "Noted"),
    "OPEN": ("待答复", "To be answered"),
    "ANSWERED": ("已答复", "Answered"),
}
TICKS: dict[str, labels.Words] = {
    Verdict.OK: ("没问题", "Fine"),
    Verdict.PROBLEM: ("有问题", "A problem"),
    Verdict.NA: ("没看", "Not looked at"),
}
ASKED: dict[str, labels.Words] = {
    "progress": ("进度", "progress"),
    "quality": ("质量", "quality"),
    "wishes": ("符合群众意愿", "as residents wished"),
}


class EntryView(BaseModel):
    """One entry; ``photos`` (ids) and ``where`` only for staff."""

    id: str
    version: int
    kind: str
    kind_zh: str
    kind_en: str
    project: str
    project_no: int
    title: str
    cycle: str
    name: str
    on: date
    progress: str
    quality: str
    wishes: str
    note: str
    status: str
    status_zh: str
    status_en: str
    answer: str
    photos: list[str] | None
    where: str | None


def entry_view(found: Found[Entry], staff: bool) -> EntryView:
    """An entry as somebody reads it."""
    entry = found.state
    told = EntryView.model_fields.keys() & Entry.model_fields.keys() - {"answer", "photos"}
    kind, status = KINDS[entry.kind], STATUSES[entry.status]
    at = entry.position
    return EntryView(
        **{name: getattr(entry, name) for name in told},
        id=found.id,
        version=found.version,
        kind_zh=kind[0],
        kind_en=kind[1],
        status_zh=status[0],
        status_en=status[1],
        answer=entry.answer.text if entry.answer else "",
        photos=[photo.id for photo in entry.photos] if staff else None,
        where=f"{at.lat:.5f}, {at.lng:.5f}" if staff and at else None,
    )


def happening(entry: Entry) -> list[Happening]:
    """An entry on the timeline, and what was answered to it (E-38: 民主监督)."""
    kind = KINDS[entry.kind]
    who = ("人大代表", "Deputy") if entry.role == "DEPUTY" else ("议事员", "Deliberator")
    seen = Happening(
        kind="FIELDWORK",
        at=_morning(entry.on),
        action=entry.kind.lower(),
        zh=f"{kind[0]}{_ticks(entry, 0)}",
        en=f"{kind[1]}{_ticks(entry, 1)}",
        who_zh=f"{who[0]} {entry.name}",
        who_en=f"{who[1]} {entry.name}",
        note=entry.note,
    )
    return [seen, *_answered(entry)]


def _answered(entry: Entry) -> list[Happening]:
    if entry.answer is None:
        return []
    who_zh, who_en = labels.of_role(entry.answer.role)
    return [
        Happening(
            kind="FIELDWORK",
            at=_morning(entry.answer.on),
            action="answer",
            zh="答复现场查看发现的问题",
            en="What a visit saw was answered",
            who_zh=who_zh,
            who_en=who_en,
            note=entry.answer.text,
        )
    ]


def _morning(on: date) -> datetime:
    return datetime.combine(on, time(12), ZONE)


def _ticks(entry: Entry, language: int) -> str:
    """The three ticks in words, those that were looked at."""
    looked = {name: getattr(entry, name) for name in ASKED}
    said = [
        f"{ASKED[name][language]}{'' if language == 0 else ' '}{TICKS[verdict][language]}"
        for name, verdict in looked.items()
        if verdict is not Verdict.NA
    ]
    return ("：" if language == 0 else ": ") + "，".join(said) if said else ""
