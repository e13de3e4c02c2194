"""What commands on members bring, and what their forms ask for."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field
from starlette.datastructures import FormData

from chassis.core.errors import Invalid
from chassis.core.text import Body
from chassis.web.fields import (
    Area,
    Hidden,
    Hint,
    Label,
    Many,
    OneOf,
    Options,
    YesNo,
    labels_of,
)
from services.assembly.bodies import Said, Short, Text, Word

P = TypeVar("P", bound=Body)
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Passed = Literal["PASS", "FAIL"]


# ---- one step for many members -----------------------------------------------------------------


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
    results: dict[Word, Passed] = Field(default_factory=dict, max_length=40)
    meeting: MeetingBody | None = None
    tally: TallyBody | None = None
    notice: NoticeBody | None = None
    reason: Text = ""
    refused: bool = False
    on: date | None = None


PARTS: Mapping[str, type[Body]] = {"meeting": MeetingBody, "tally": TallyBody, "notice": NoticeBody}
"""What a step may ask for, by the charter's name of it."""


class StepForm(Body):
    """The same as people fill it in; a part without any field filled in is left out."""

    step: Annotated[Word, Hidden()]
    community: Annotated[Short, Hidden()] = ""
    minute_no: Annotated[Short, Label("会议纪要编号", "Minute number")] = ""
    held_on: Annotated[date | None, Label("会议日期", "Date of the meeting")] = None
    refused: Annotated[
        bool | None,
        Label("会议决定", "The meeting's decision"),
        YesNo(Label("不同意", "Refused"), Label("同意", "Agreed")),
    ] = None
    expected: Annotated[Count | None, Label("应到", "Expected")] = None
    present: Annotated[Count | None, Label("实到", "Present")] = None
    votes_for: Annotated[Count | None, Label("赞成", "For")] = None
    against: Annotated[Count | None, Label("反对", "Against")] = None
    abstain: Annotated[Count | None, Label("弃权", "Abstain")] = None
    published_on: Annotated[date | None, Label("公示开始", "Published on")] = None
    ends_on: Annotated[date | None, Label("公示截止", "Until")] = None
    channel: Annotated[Short, Label("公示渠道", "Where")] = ""
    on: Annotated[date | None, Label("纸面日期", "Date on paper")] = None
    members: Annotated[
        list[Word],
        Field(max_length=1000),
        Label("只办其中几位", "Only some of them"),
        Hint(
            "不勾选就是全部一起办；有未通过的，请只勾选未通过的人。",
            "Tick nobody for all of them. For a failure, tick only those who failed.",
        ),
        Many("candidates"),
    ] = Field(default_factory=list)
    reason: Annotated[
        Text,
        Label("说明", "Note"),
        Hint("未通过的原因只给工作人员看。", "Reasons are shown only to the staff."),
        Area(),
    ] = ""

    def body(self) -> StepBody:
        """The step it describes. Raises ``Invalid`` for a part that is filled in by halves."""
        kept = self.model_dump(include={"step", "community", "members", "reason", "on"})
        parts: dict[str, Any] = {name: _part(self, model) for name, model in PARTS.items()}
        parts["refused"] = self.refused or False
        if parts["meeting"] and self.refused is None:
            raise _undecided()
        return StepBody.model_validate(kept | parts)


def _undecided() -> Invalid:
    return Invalid(
        "decision-missing",
        "请选择会议决定：同意或不同意。",
        "Say what the meeting decided.",
        [{"field": "refused", "zh": "请选择一项。", "en": "Choose one."}],
    )


def _part(form: StepForm, model: type[P]) -> P | None:
    given = {name: getattr(form, name) for name in model.model_fields}
    missing = [name for name, value in given.items() if value in (None, "")]
    if len(missing) == len(given):
        return None
    if missing:
        labels = labels_of(StepForm)
        raise Invalid(
            "part-incomplete",
            f"还缺少：{'、'.join(labels[name].zh for name in missing)}。",
            f"Still missing: {', '.join(labels[name].en for name in missing)}.",
            [{"field": name, "zh": "必须填写。", "en": "Field required"} for name in missing],
        )
    return model(**given)


class ConclusionBody(Body):
    """What one body's letter says of the candidates named, or of all who wait for the step."""

    step: Annotated[Word, Hidden()]
    body: Annotated[Word, Label("审查单位", "Body"), Options("reviewers")]
    result: Annotated[Passed, Label("结论", "Conclusion"), OneOf("results")]
    letter_no: Annotated[
        Short, Label("回函文号或日期", "Number of its letter"), Hint("没有就不填", "May be empty")
    ] = ""
    on: Annotated[date | None, Label("回函日期", "Date of the letter")] = None
    members: Annotated[
        list[Word],
        Field(max_length=1000),
        Label("是哪几位", "Whom it is about"),
        Hint(
            "不勾选就是等待这一步的全部人选；不通过的，必须逐一勾选。",
            "Tick nobody for all who wait. For a failure, tick those who failed.",
        ),
        Many("candidates"),
    ] = Field(default_factory=list)
    reason: Annotated[
        Text,
        Label("不通过的原因", "Why, where it is a failure"),
        Hint("只给两个委员会看。", "Only the two committees read it."),
        Area(2),
    ] = ""


# ---- one member --------------------------------------------------------------------------------


Objected = Annotated[Said, Label("情况说明", "What you object to"), Area()]


class ObjectionBody(Body):
    """What somebody holds against a candidate."""

    text: Objected


class NoticeObjection(Body):
    """The same from the page of a notice, which names several candidates."""

    member: Annotated[Word, Label("人选", "Candidate"), Options("candidates")]
    text: Objected


class ObjectionAnswer(Body):
    """How an objection was settled; ``objection`` names it where several are open."""

    upheld: Annotated[
        bool,
        Label("处理结果", "Outcome"),
        YesNo(
            Label("成立，取消人选", "Upheld: the candidate falls"), Label("不成立", "Not upheld")
        ),
    ]
    reason: Annotated[Said, Label("理由", "Reason"), Area(3)]
    objection: Short = ""


class PhoneReason(Body):
    """Why somebody needs the whole number."""

    reason: Annotated[Said, Label("查看完整电话的理由", "Why you need the whole number")]


class Correction(Body):
    """New values of wrong entries, and why."""

    community: Annotated[Word | None, Label("社区", "Community"), Options("communities")] = None
    community_group: Annotated[Short | None, Label("议事小组", "Community group")] = None
    specialty_group: Annotated[Short | None, Label("专业小组", "Specialty group")] = None
    grid: Annotated[Short | None, Label("网格", "Grid")] = None
    category: Annotated[Word | None, Label("类别", "Category"), Options("categories")] = None
    phone: Annotated[
        Word | None,
        Label("新的电话", "New phone"),
        Hint("不改就不填", "Leave empty to keep it"),
    ] = None
    reason: Annotated[Said, Label("更正原因", "Why"), Area(3)]

    def fields(self) -> dict[str, str]:
        """Only what is to be changed."""
        return self.model_dump(exclude={"reason"}, exclude_none=True)


MAY_BE_EMPTIED = ("community_group", "specialty_group", "grid")


def emptied_of(form: FormData) -> dict[str, Any]:
    """The entries that a form empties; elsewhere an empty field leaves what is there."""
    return {name: "" for name in MAY_BE_EMPTIED if name in form and not str(form[name]).strip()}
