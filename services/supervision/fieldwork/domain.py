"""What somebody saw of a project on site, or told residents about it (E-36, E-37). Pure.

A visit with a problem waits for an answer of the unit or the office. A position is kept only where
the person gave it, and only the staff sees it, as the photos.
"""

from datetime import date
from enum import StrEnum

from chassis.core.decision import Change, State
from chassis.core.errors import Invalid, WrongState
from chassis.rooms.files.reference import FileRef
from services.supervision.inspection.domain.inspection import Verdict

MOST_PHOTOS = 6


class EntryKind(StrEnum):
    """A look at the works, or telling residents how they go."""

    VISIT = "VISIT"
    PUBLICITY = "PUBLICITY"


class EntryStatus(StrEnum):
    """OPEN: a problem was seen and nobody has answered; NOTED: there is nothing to answer."""

    NOTED = "NOTED"
    OPEN = "OPEN"
    ANSWERED = "ANSWERED"


class Settled(State):
    """What the unit or the office answered to a problem. ``by``: a subject, for staff."""

    on: date
    text: str
    role: str
    by: str


class Position(State):
    """Where it was, in degrees (WGS 84), as the phone told it."""

    lat: float
    lng: float


class Entry(State):
    """One visit, or one time that residents were told. ``role``: DELIBERATOR or DEPUTY.

    ``progress``, ``quality``, ``wishes`` (does it fit what residents wished) are a visit's ticks.
    """

    kind: EntryKind
    project: str
    project_no: int
    title: str
    cycle: str
    by: str
    name: str
    role: str
    on: date
    note: str
    progress: Verdict = Verdict.NA
    quality: Verdict = Verdict.NA
    wishes: Verdict = Verdict.NA
    position: Position | None = None
    status: EntryStatus = EntryStatus.NOTED
    answer: Settled | None = None
    photos: tuple[FileRef, ...] = ()

    @property
    def problem(self) -> bool:
        """Whether a problem was seen in any of the three."""
        return Verdict.PROBLEM in (self.progress, self.quality, self.wishes)


def check(entry: Entry, announced_on: date, today: date) -> Entry:
    """The entry as it begins. Raises ``Invalid`` for another day or a problem without words."""
    if not announced_on <= entry.on <= today:
        zh, en = "日期须在结果公告日与今天之间。", "The day lies between announcement and today."
        raise _wrong("on", zh, en)
    if entry.problem and not entry.note:
        zh, en = "有问题的，请写一句是什么问题。", "Say in a line what the problem is."
        raise _wrong("note", zh, en)
    status = EntryStatus.OPEN if entry.problem else EntryStatus.NOTED
    return entry.model_copy(update={"status": status})


def answer(entry: Entry, settled: Settled) -> Change[Entry]:
    """Say what became of a problem that was seen."""
    if entry.status is not EntryStatus.OPEN:
        raise WrongState("nothing-to-answer", "没有待答复的问题。", "No problem waits here.")
    return Change(entry.model_copy(update={"status": EntryStatus.ANSWERED, "answer": settled}))


def _wrong(name: str, zh: str, en: str) -> Invalid:
    return Invalid("entry", zh, en, [{"field": name, "zh": zh, "en": en}])
