"""What commands on proposals bring, and what their forms ask for."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from chassis.core.errors import Invalid
from chassis.core.text import Body
from chassis.web.bodies import Why
from chassis.web.fields import Area, Hidden, Hint, Label, Many, OneOf, Options, YesNo
from contracts.charter import Criterion
from contracts.screening import Decision, ReasonCode
from services.screening.bodies import Id, Maybe, MaybeId, MaybeText, Name, Short, Text, Word, Yuan
from services.screening.candidate.domain.candidate import MAX_SOURCES, Candidate
from services.screening.candidate.domain.rulings import Ruling


class Mark(StrEnum):
    """What is said of a criterion in a form."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    NOT_ASSESSED = "NOT_ASSESSED"


SAID = {Mark.MET: True, Mark.NOT_MET: False, Mark.NOT_ASSESSED: None}
MARKS = OneOf("marks")


class NewAlternative(Body):
    """A proposed project. ``sources``: ids of suggestions; ``project_class``: id or name."""

    title: Annotated[Word, Label("项目名称", "Title")]
    content: Annotated[Text, Label("项目内容", "Content"), Area()]
    place: Annotated[Maybe, Label("地点", "Place")] = ""
    budget_yuan: Annotated[Yuan, Label("预算（元）", "Budget (yuan)")]
    budget_reason: Annotated[
        MaybeText,
        Label("超出指导范围的理由", "Why outside the guide"),
        Hint("预算超出街道的指导范围时填写。", "Where the budget is outside the street’s guide."),
    ] = ""
    beneficiaries: Annotated[Word, Label("受益对象", "Who benefits")]
    unit: Annotated[Maybe, Label("责任单位", "Unit")] = ""
    funding: Annotated[
        Short,
        Label("资金来源", "Who pays"),
        Hint("几处来源用顿号隔开。", "Separate several with commas."),
    ] = ""
    finish_by: Annotated[date | None, Label("完成时限", "Finished by")] = None
    kind: Annotated[MaybeId | None, Label("工程类型", "Kind of work"), Options("kinds")] = None
    project_class: Annotated[Name, Label("类别", "Class"), Options("classes")]
    sources: Annotated[
        list[Id],
        Field(max_length=MAX_SOURCES),
        Label("来源意见建议", "Suggestions it comes from"),
        Many("sources"),
    ] = Field(default=[])
    forum: Annotated[
        MaybeId | None, Label("来自哪次座谈", "From which forum"), Options("forums")
    ] = None
    origin: Annotated[MaybeId, Hidden()] = ""
    support: Annotated[int, Field(ge=0, le=1_000_000), Label("支持人数", "Supporters")] = 0

    def candidate(self, cycle: str) -> Candidate:
        """The proposal as it is wished for; each source counts once."""
        sources = tuple(dict.fromkeys(self.sources))
        given = self.model_dump(exclude={"sources", "forum", "kind", "finish_by"})
        given |= {"finish_by": iso(self.finish_by), "kind": self.kind or ""}
        return Candidate(cycle=cycle, sources=sources, forum=self.forum or "", **given)


def iso(day: date | None) -> str:
    """A date as it is kept; empty where there is none."""
    return day.isoformat() if day else ""


class NewText(Body):
    """A proposal's texts and facts as they shall be, and why."""

    title: Annotated[Word, Label("项目名称", "Title")]
    content: Annotated[Text, Label("项目内容", "Content"), Area()]
    place: Annotated[Maybe, Label("地点", "Place")] = ""
    budget_yuan: Annotated[Yuan, Label("预算（元）", "Budget (yuan)")]
    budget_reason: Annotated[MaybeText, Label("超出指导范围的理由", "Why outside the guide")] = ""
    funding: Annotated[Short, Label("资金来源", "Who pays")] = ""
    beneficiaries: Annotated[Word, Label("受益对象", "Who benefits")]
    unit: Annotated[Maybe, Label("责任单位", "Unit")] = ""
    finish_by: Annotated[date | None, Label("完成时限", "Finished by")] = None
    reason: Annotated[Word, Label("修订理由", "Why it is revised")]

    def given(self) -> dict[str, Any]:
        """The fields as the proposal keeps them."""
        return self.model_dump(exclude={"reason"}) | {"finish_by": iso(self.finish_by)}


class NewPair(Body):
    """Another proposal of which only one of the two can become a candidate, and why."""

    other: Annotated[Id, Label("只能取一个的另一个项目", "The other project"), Options("others")]
    reason: Annotated[Word, Label("理由", "Reason")]


class OldPair(Body):
    """The other proposal of a pair that is no pair any more."""

    other: Annotated[Id, Hidden()]


class NewDecision(Body):
    """A ruling on an alternative; every criterion of the charter must be marked (E-24).

    ``null`` says that a criterion was not assessed, which only a declined proposal may be.
    """

    decision: Decision
    criteria: dict[Criterion, bool | None]
    reason_code: ReasonCode | None = None
    reason: MaybeText = ""

    def ruling(self) -> Ruling:
        """The ruling it means. Raises ``Invalid`` for a decision that no meeting makes."""
        if self.decision not in (Decision.CANDIDATE, Decision.DECLINED):
            raise Invalid(
                "decision",
                "这里只能决定列为候选项目或不列入。",
                "Here an alternative becomes CANDIDATE or DECLINED.",
                [{"field": "decision", "zh": "请重新选择。", "en": "Choose again."}],
            )
        accepted = self.decision is Decision.CANDIDATE
        code = ReasonCode.MEETS_CRITERIA if accepted else self.reason_code
        return Ruling(
            decision=self.decision,
            criteria=self.criteria,
            # A missing code of a declined proposal is refused by the check of declining codes.
            reason_code=code or ReasonCode.MEETS_CRITERIA,
            reason=self.reason,
        )


class DecisionForm(Body):
    """The same as a form asks for it: every criterion is a question of its own.

    A criterion without an answer stays unmarked, and the ruling is refused by its name.
    """

    inclusive: Annotated[Mark | None, Label("普惠性", "Inclusive"), MARKS] = None
    public_good: Annotated[Mark | None, Label("公益性", "Public good"), MARKS] = None
    feasible: Annotated[Mark | None, Label("可行性", "Feasible"), MARKS] = None
    decision: Annotated[
        bool,
        Label("决定", "Decision"),
        Hint("全部符合才能列为候选项目。", "A candidate meets all of them."),
        YesNo(Label("列为候选项目", "Candidate"), Label("不列入", "Declined")),
    ]
    reason_code: Annotated[
        ReasonCode | None,
        Label("不列入的理由类别", "Reason for declining"),
        Hint("列为候选项目时不填。", "None for a candidate."),
        Options("declining"),
    ] = None
    reason: Annotated[
        MaybeText,
        Label("理由", "Reason"),
        Hint("列入和不列入都要写明。", "For either decision."),
        Area(4),
    ] = ""

    def body(self) -> NewDecision:
        """The decision it describes."""
        given = {name: getattr(self, name.lower()) for name in Criterion}
        return NewDecision(
            decision=Decision.CANDIDATE if self.decision else Decision.DECLINED,
            criteria={name: SAID[mark] for name, mark in given.items() if mark is not None},
            reason_code=self.reason_code,
            reason=self.reason,
        )


class NewMerge(Body):
    """Merging a proposal into another one, and why (W-03)."""

    target: Annotated[Id, Label("合并到", "Into"), Options("others")]
    reason: Why
