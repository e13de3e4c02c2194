"""What is sent to the assembly, with its bounds."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from contracts.charter import Document

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Body(BaseModel):
    """Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class NewCharter(Body):
    """A preset with the street's year and papers (1+3+N)."""

    preset: Word
    year: int = Field(ge=2000, le=2100)
    documents: tuple[Document, ...] = Field(default=(), max_length=60)


class MeetingBody(Body):
    """Minute number and date of a meeting."""

    minute_no: Word
    held_on: date


class TallyBody(Body):
    """The figures of a residents' meeting."""

    expected: Count
    present: Count
    votes_for: Count
    against: Count
    abstain: Count


class NoticeBody(Body):
    """How long and where a notice hung; a clerk may enter it afterwards."""

    published_on: date
    ends_on: date
    channel: Word


class StepBody(Body):
    """One step for many members; without ``members``, for all that are ready."""

    step: Word
    members: list[Word] = Field(default_factory=list, max_length=1000)
    community: Short = ""
    results: dict[Word, Literal["PASS", "FAIL"]] = Field(default_factory=dict, max_length=40)
    meeting: MeetingBody | None = None
    tally: TallyBody | None = None
    notice: NoticeBody | None = None
    reason: Text = ""
    on: date | None = None


class ObjectionBody(Body):
    """What somebody holds against a candidate."""

    text: Said


class ObjectionAnswer(Body):
    """How an objection was settled; ``objection`` names it where several are open."""

    upheld: bool
    reason: Said
    objection: Short = ""


class Because(Body):
    """Why."""

    reason: Said


class Correction(Body):
    """New values of wrong entries, and why."""

    community: Word | None = None
    community_group: Short | None = None
    specialty_group: Short | None = None
    grid: Short | None = None
    category: Word | None = None
    phone: Word | None = None
    reason: Said

    def fields(self) -> dict[str, str]:
        """Only what is to be changed."""
        return self.model_dump(exclude={"reason"}, exclude_none=True)


class NewCycle(Body):
    """The year to open."""

    year: int = Field(ge=2000, le=2100)
