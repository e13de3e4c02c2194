"""How a street follows its projects: guidance that is answered, claims, steps of plans, money.

A part of the charter's rules for projects; every value has a default, so that an older charter
means what it meant.
"""

from typing import Literal

from pydantic import Field, model_validator

from contracts.envelope import Fact


class StepRule(Fact):
    """A usual step of a plan: ``days`` are working days, ``after`` the numbers (from 1) of the
    steps of the same template that must be finished first."""

    zh: str = Field(min_length=1, max_length=60)
    days: int = Field(ge=1, le=250)
    after: tuple[int, ...] = Field(default=(), max_length=10)


class StepTemplate(Fact):
    """The usual steps of projects of one class; an empty class stands for all the others."""

    project_class: str = ""
    steps: tuple[StepRule, ...] = Field(min_length=1, max_length=50)

    @model_validator(mode="after")
    def _only_earlier_ones(self) -> "StepTemplate":
        for number, step in enumerate(self.steps, start=1):
            if any(not 1 <= one < number for one in step.after):
                raise ValueError(f"step {number} may only come after steps above it")
        return self


USUAL_STEPS = (
    StepTemplate(
        steps=(
            StepRule(zh="现场踏勘、征求居民意见", days=8),
            StepRule(zh="方案公示", days=7, after=(1,)),
            StepRule(zh="预算审核", days=5, after=(1,)),
            StepRule(zh="采购或招标、签订合同", days=15, after=(2, 3)),
            StepRule(zh="施工告知与进场", days=3, after=(4,)),
            StepRule(zh="实施", days=30, after=(5,)),
            StepRule(zh="清理现场、整理资料", days=5, after=(6,)),
        )
    ),
)


class FollowingRules(Fact):
    """What differs between streets in following a project.

    ``answer_days``: working days in which the unit answers guidance (E-32). ``claims``: how many
    projects one deliberator follows at most; ``unclaimed_days``: working days after which an
    unclaimed project is reminded of (W-21). ``overspend``: whether a payment above the plan is
    refused or needs a reason (W-17).
    """

    answer_days: int = Field(default=10, ge=1, le=120)
    claims: int = Field(default=3, ge=1, le=10)
    unclaimed_days: int = Field(default=10, ge=1, le=120)
    overspend: Literal["REASON", "REFUSE"] = "REASON"
    templates: tuple[StepTemplate, ...] = Field(default=USUAL_STEPS, max_length=9)

    def steps_for(self, project_class: str) -> tuple[StepRule, ...]:
        """The usual steps of this class of projects; those of all others, or none."""
        found = {one.project_class: one.steps for one in reversed(self.templates)}
        return found.get(project_class, found.get("", ()))
