"""What requests bring, within bounds."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.supervision.domain.inspection import Aspect, Finding, Report, Verdict
from services.supervision.domain.project import MAX_MILESTONES, Milestone, Plan, Readiness

Short = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Maybe = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
Yuan = Annotated[int, Field(ge=0, le=10**10)]


class Body(BaseModel):
    """What a request brings; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class Reasoned(Body):
    """A step that says why."""

    reason: Text


class Reclass(Reasoned):
    """Another class (E-31)."""

    project_class: Id


class Facts(Reasoned):
    """Facts of a project put right; what is left out stays."""

    place: Short | None = None
    unit: Short | None = None
    beneficiaries: Annotated[str, StringConstraints(max_length=500)] | None = None
    approved_by: Short | None = None
    funding: Short | None = None
    budget_yuan: Yuan | None = None

    def given(self) -> dict[str, str | int]:
        """The fields that were sent."""
        return self.model_dump(exclude={"reason"}, exclude_none=True)


class NewMilestone(Body):
    """A step of the timetable."""

    title: Short
    due_on: date


class NewPlan(Body):
    """推进计划 (W-17, W-20). ``funding`` empty: as the charter has it."""

    owner: Short
    finish_on: date
    budget_yuan: Yuan
    funding: Annotated[str, StringConstraints(max_length=120)] = ""
    budget_reason: Maybe = ""
    milestones: list[NewMilestone] = Field(min_length=1, max_length=MAX_MILESTONES)

    def plan(self) -> Plan:
        """The plan it describes, its milestones by day."""
        steps = sorted(self.milestones, key=lambda step: step.due_on)
        return Plan(
            owner=self.owner,
            finish_on=self.finish_on,
            budget_yuan=self.budget_yuan,
            funding=self.funding,
            budget_reason=self.budget_reason,
            milestones=tuple(Milestone(title=s.title, due_on=s.due_on) for s in steps),
        )


class ChangedPlan(Reasoned):
    """A change of plan that the NPC committee is asked for."""

    plan: NewPlan


class ChangeDecision(Reasoned):
    """What the NPC committee says to it."""

    agreed: bool


class Reached(Body):
    """The day a milestone was reached; today where none is given."""

    done_on: date | None = None


class ReadyNow(Body):
    """``checklist_done`` in percent; ``photos`` a number, ``photos_at`` where they are kept."""

    checklist_done: int = Field(ge=0, le=100)
    photos: int = Field(ge=0, le=9999)
    photos_at: Annotated[str, StringConstraints(max_length=200)] = ""

    def readiness(self) -> Readiness:
        """What is declared."""
        return Readiness(**self.model_dump())


class SignedAcceptance(Body):
    """Who signed, and the ids of the deliberators who took part."""

    signed_by: Short
    deliberators: list[Id] = Field(max_length=50)
    spent_yuan: Yuan | None = None


class Arrangements(Reasoned):
    """Another day or other deputies; what is left out stays."""

    planned_on: date | None = None
    inspectors: list[Short] | None = Field(default=None, max_length=20)


class Conducted(Body):
    """What the deputies found on the day (E-34)."""

    conducted_on: date
    deputies: list[Short] = Field(min_length=1, max_length=20)
    progress: Verdict
    quality: Verdict
    funds: Verdict
    evidence: Text

    def report(self) -> Report:
        """The report it describes."""
        return Report(**self.model_dump())


class NewFinding(Body):
    """A problem (E-35)."""

    text: Text
    aspect: Aspect = Aspect.OTHER

    def finding(self) -> Finding:
        """The finding it describes."""
        return Finding(aspect=self.aspect, text=self.text)


class NewFindings(Body):
    """Problems that were found."""

    findings: list[NewFinding] = Field(min_length=1, max_length=20)


class Rectification(Body):
    """The day by which it must be put right."""

    due_on: date


class Rechecked(Body):
    """A recheck by another person; not passed: a new ``due_on``."""

    by: Short
    passed: bool = True
    note: Maybe = ""
    due_on: date | None = None
