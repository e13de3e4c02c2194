"""What people send: the bodies of the commands, with their bounds."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.charter import Criterion
from contracts.screening import Decision, Disposition, Level, ReasonCode
from services.screening.domain.candidates import MAX_SOURCES

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Maybe = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
MaybeText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Point = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
# Minutes lie in the ledger's one document: 60 meetings of 20 points stay far below its limit.
Points = Annotated[list[Point], Field(max_length=20)]


class Body(BaseModel):
    """A body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Reason(Body):
    """A command that needs a reason."""

    reason: Text


class NewMeeting(Body):
    """Minutes of a meeting (会议纪要). ``body``: the id or name of a body the leg asks for."""

    body: Name
    held_on: date
    place: Maybe = ""
    host: Maybe = ""
    present: int = Field(default=0, ge=0, le=10_000)
    points: Points = []


class NewTriage(Body):
    """分级分类. ``category``: id or name of the charter; ``unit`` is needed where assigned."""

    level: Level
    category: Name
    disposition: Disposition
    opinion: Text
    unit: Maybe = ""


class NewForum(Body):
    """The record of a forum (座谈记录). ``kind``: what the street calls it."""

    kind: Name
    station: Word
    held_on: date
    host: Maybe = ""
    deputies: list[Name] = Field(default=[], max_length=50)
    neighbour_leads: list[Name] = Field(default=[], max_length=100)
    people: int = Field(default=0, ge=0, le=10_000)
    points: Points = []


class NewAlternative(Body):
    """A proposed project. ``sources``: ids of suggestions; ``project_class``: id or name."""

    title: Word
    content: Text
    place: Maybe = ""
    budget_yuan: int = Field(ge=0, le=10_000_000_000)
    budget_reason: MaybeText = ""
    beneficiaries: Word
    unit: Maybe = ""
    project_class: Name
    sources: list[Id] = Field(min_length=1, max_length=MAX_SOURCES)
    forum: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] | None = None
    support: int = Field(default=0, ge=0, le=1_000_000)


class NewDecision(Body):
    """A ruling on an alternative; every criterion of the charter must be marked (E-24)."""

    decision: Decision
    criteria: dict[Criterion, bool]
    reason_code: ReasonCode | None = None
    reason: MaybeText = ""


class NewMerge(Body):
    """Merging a proposal into another one, and why (W-03)."""

    target: Id
    reason: Text


class NewOpinion(Body):
    """A pre-review opinion; ``member`` only where the committee writes it down for somebody."""

    text: Text
    member: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)] = ""


class NewRevision(Body):
    """The text of a candidate after an opinion was taken over."""

    title: Word
    content: Text


class NewAnswer(Body):
    """The answer to an opinion: accepted or not, why, and the new text if it changes any."""

    accepted: bool
    answer: Text
    revision: NewRevision | None = None
