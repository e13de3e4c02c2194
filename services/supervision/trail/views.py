"""The timeline as it is shown: what happened, when, and which office did it."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel

from services.supervision import labels
from services.supervision.trail.domain import Step


class Happening(BaseModel):
    """One point of a timeline (E-38); ``kind`` is PROJECT or INSPECTION."""

    kind: str
    at: datetime
    action: str
    zh: str
    en: str
    who_zh: str
    who_en: str
    note: str = ""


def happenings(
    kind: str, history: Iterable[Step], steps: dict[str, labels.Words], about: labels.Words
) -> list[Happening]:
    """The steps of one document in their order; ``about`` stands before each where it is given."""
    return [_happening(kind, step, steps[step.action], about) for step in history]


def _happening(kind: str, step: Step, said: labels.Words, about: labels.Words) -> Happening:
    who_zh, who_en = labels.of_role(step.role)
    return Happening(
        kind=kind,
        at=step.at,
        action=step.action,
        zh=f"{about[0]}：{said[0]}" if about[0] else said[0],
        en=f"{about[1]}: {said[1]}" if about[1] else said[1],
        who_zh=who_zh,
        who_en=who_en,
        note=step.note,
    )
