"""What commands on a project bring, and what their forms ask for."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints
from starlette.datastructures import FormData

from chassis.core.errors import Invalid
from chassis.core.text import Body
from chassis.web.bodies import PUBLIC, Reasoned
from chassis.web.fields import Hint, Label, Lines, Options, YesNo
from services.supervision.bodies import Id, Maybe, Short, Yuan
from services.supervision.project.domain.project import MAX_MILESTONES, Milestone, Plan


class Reclass(Reasoned):
    """Another class (E-31)."""

    project_class: Annotated[
        Id,
        Label("改为", "To"),
        Hint("代表小组随类别一起调整，并记录在案。", "The deputies’ group moves with it; noted."),
        Options("classes"),
    ]


class Facts(Reasoned):
    """Facts of a project put right; what is left out stays."""

    place: Annotated[Short | None, Label("地点", "Place")] = None
    unit: Annotated[Short | None, Label("责任单位", "Unit")] = None
    beneficiaries: Annotated[
        Annotated[str, StringConstraints(max_length=500)] | None,
        Label("受益人群", "Who benefits"),
    ] = None
    approved_by: Annotated[Short | None, Label("批准会议", "Approved by")] = None
    funding: Short | None = None
    budget_yuan: Yuan | None = None

    def given(self) -> dict[str, str | int]:
        """The fields that were sent."""
        return self.model_dump(exclude={"reason"}, exclude_none=True)


class NewMilestone(Body):
    """A step of the timetable."""

    title: Annotated[Short, PUBLIC]
    due_on: date


class NewPlan(Body):
    """推进计划 (W-17, W-20). ``funding`` empty: as the charter has it."""

    owner: Annotated[Short, Label("责任人", "Led by")]
    finish_on: Annotated[date, Label("完成期限", "Finish by")]
    budget_yuan: Annotated[Yuan, Label("计划资金（元）", "Planned funds (yuan)")]
    funding: Annotated[
        str, StringConstraints(max_length=120), Label("资金来源", "Funds"), Options("fundings")
    ] = ""
    budget_reason: Annotated[
        Maybe,
        Label("超出指导范围的理由", "Reason for being outside the guide"),
        Hint("计划资金超出指导范围时填写。", "Where the funds are outside the guide."),
        PUBLIC,
    ] = ""
    milestones: Annotated[
        list[NewMilestone],
        Field(min_length=1, max_length=MAX_MILESTONES),
        Label("倒排时间表", "Timetable"),
        Hint(
            "一行一个节点，先写日期：2025-07-01 完成招标",
            "One a line, the day first: 2025-07-01 Tender done",
        ),
        Lines(),
    ]

    def plan(self) -> Plan:
        """The plan it describes, its milestones by day."""
        steps = sorted(self.milestones, key=lambda step: step.due_on)
        milestones = tuple(Milestone(title=s.title, due_on=s.due_on) for s in steps)
        return Plan(**self.model_dump(include=PLAN), milestones=milestones)


PLAN = {"owner", "finish_on", "budget_yuan", "funding", "budget_reason"}


class ChangedPlan(Reasoned):
    """A change of plan that the NPC committee is asked for."""

    plan: NewPlan


class ChangedPlanForm(Reasoned, NewPlan):
    """The same as a form asks for it: all in one."""

    def body(self) -> ChangedPlan:
        """The change it describes."""
        plan = NewPlan(**self.model_dump(exclude={"reason"}))
        return ChangedPlan(reason=self.reason, plan=plan)


class ChangeDecision(Reasoned):
    """What the NPC committee says to it."""

    agreed: Annotated[
        bool,
        Label("决定", "Decision"),
        YesNo(Label("同意", "Agreed"), Label("不同意", "Not agreed")),
    ]


class Reached(Body):
    """The day a milestone was reached; today where none is given."""

    done_on: Annotated[date | None, Label("完成日期", "Done on")] = None


def milestones_of(form: FormData) -> dict[str, list[dict[str, str]]]:
    """The timetable as people write it: one line each, the day first, then what is done by it."""
    lines = str(form.get("milestones", "")).replace("\u3000", " ").splitlines()
    return {"milestones": [_milestone(line.strip()) for line in lines if line.strip()]}


def _milestone(line: str) -> dict[str, str]:
    day, _, title = line.partition(" ")
    if not title.strip():
        zh = "每个节点一行：先写日期，空一格，再写要完成的事，例如“2025-07-01 完成招标”。"
        en = "One milestone a line: the day, a blank, then what is done by it."
        raise Invalid("milestone-line", zh, en, [{"field": "milestones", "zh": zh, "en": en}])
    return {"due_on": day, "title": title.strip()}
