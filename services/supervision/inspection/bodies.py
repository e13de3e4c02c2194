"""What commands on an inspection bring, and what their forms ask for."""

from datetime import date
from typing import Annotated

from fastapi import UploadFile
from pydantic import Field

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC, Reasoned
from chassis.web.fields import Area, Files, Hint, Label, Names, Options, YesNo
from services.supervision.bodies import Maybe, Short, Text
from services.supervision.inspection.domain.inspection import Aspect, Finding, Report, Verdict

APART = Hint("用顿号隔开", "Separated by commas")


class Arrangements(Reasoned):
    """Another day or other deputies; what is left out stays."""

    planned_on: Annotated[date | None, Label("计划日期", "Planned")] = None
    inspectors: Annotated[
        list[Short] | None,
        Field(max_length=20),
        Label("拟派代表", "Deputies expected"),
        APART,
        Names(),
    ] = None


class Conducted(Body):
    """What the deputies found on the day (E-34)."""

    conducted_on: Annotated[date, Label("督查日期", "Held on")]
    deputies: Annotated[
        list[Short],
        Field(min_length=1, max_length=20),
        Label("参加代表", "Deputies"),
        APART,
        Names(),
    ]
    progress: Annotated[Verdict, Label("进度", "Progress"), Options("verdicts")]
    quality: Annotated[Verdict, Label("质量", "Quality"), Options("verdicts")]
    funds: Annotated[Verdict, Label("资金", "Funds"), Options("verdicts")]
    evidence: Annotated[
        Text,
        Label("佐证", "Evidence"),
        Hint(
            "看了什么、依据是什么；仅工作人员可见。",
            "What was seen and on what grounds; staff only.",
        ),
        Area(4),
    ]

    def report(self) -> Report:
        """The report it describes."""
        return Report(**self.model_dump())


class NewPhotos(Body):
    """Photos of what the deputies saw."""

    photos: Annotated[
        list[UploadFile],
        Field(min_length=1),
        Label("上传照片", "Photos"),
        Hint(
            "最多 12 张，可以直接拍；位置和时间信息会被去掉。",
            "Up to 12; where and when they were taken is removed.",
        ),
        Files("image/*"),
    ]


class NewFinding(Body):
    """A problem (E-35)."""

    text: Annotated[Text, Label("问题", "Problem"), PUBLIC, Area(4)]
    aspect: Annotated[Aspect, Label("方面", "Aspect"), Options("aspects")] = Aspect.OTHER

    def finding(self) -> Finding:
        """The finding it describes."""
        return Finding(aspect=self.aspect, text=self.text)


class NewFindings(Body):
    """Problems that were found."""

    findings: list[NewFinding] = Field(min_length=1, max_length=20)


class Rectification(Body):
    """The day by which it must be put right."""

    due_on: Annotated[date, Label("整改期限", "Due")]


class Rechecked(Body):
    """A recheck by another person; not passed: a new ``due_on``."""

    by: Annotated[
        Short,
        Label("复查人", "By"),
        Hint("不能是当次督查的代表。", "Somebody who did not inspect."),
    ]
    passed: Annotated[
        bool, Label("结果", "Result"), YesNo(Label("通过", "Passed"), Label("未通过", "Not passed"))
    ] = True
    note: Annotated[Maybe, Label("说明", "Note"), Area(4)] = ""
    due_on: Annotated[
        date | None,
        Label("新的整改期限", "New due date"),
        Hint("未通过时必填", "Needed where it did not pass"),
    ] = None
