"""What commands on an inspection bring, and what their forms ask for."""

from datetime import date
from typing import Annotated

from fastapi import UploadFile
from pydantic import Field

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC, Reasoned
from chassis.web.fields import Area, Files, Hint, Label, Many, Options, YesNo
from services.supervision.bodies import Maybe, Short, Text
from services.supervision.inspection.domain.inspection import Aspect, Finding, Report, Verdict

CHOSEN = Hint(
    "从人大代表名册中选；名册上没有的，请先登记。",
    "From the register; enter others there first.",
)


class Arrangements(Reasoned):
    """Another day or other deputies; what is left out stays."""

    planned_on: Annotated[date | None, Label("计划日期", "Planned")] = None
    inspectors: Annotated[
        list[Short] | None,
        Field(max_length=20),
        Label("拟派代表", "Deputies expected"),
        CHOSEN,
        Many("deputies"),
    ] = None


class Conducted(Body):
    """What the deputies found on the day (E-34)."""

    conducted_on: Annotated[date, Label("督查日期", "Held on")]
    deputies: Annotated[
        list[Short],
        Field(min_length=1, max_length=20),
        Label("参加代表", "Deputies"),
        CHOSEN,
        Many("deputies"),
    ]
    progress: Annotated[Verdict, Label("进度", "Progress"), Options("verdicts")]
    progress_note: Annotated[Maybe, Label("进度说明", "On progress"), PUBLIC, Area(2)] = ""
    quality: Annotated[Verdict, Label("质量", "Quality"), Options("verdicts")]
    quality_note: Annotated[Maybe, Label("质量说明", "On quality"), PUBLIC, Area(2)] = ""
    funds: Annotated[Verdict, Label("资金", "Funds"), Options("verdicts")]
    funds_note: Annotated[Maybe, Label("资金说明", "On funds"), PUBLIC, Area(2)] = ""
    evidence: Annotated[
        Maybe,
        Label("依据", "Grounds"),
        Hint(
            "看了哪些台账、合同；仅工作人员可见。照片在登记后上传，不要只写存放处。",
            "Ledgers and contracts that were seen; staff only. Upload the photos afterwards.",
        ),
        Area(3),
    ] = ""

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
    aspect: Annotated[Aspect, Label("说明哪个方面", "Of which aspect"), Options("aspects")] = (
        Aspect.OTHER
    )


class NewRectified(Body):
    """整改回执: what the unit did, with photos of it."""

    text: Annotated[Text, Label("整改情况", "What was done"), PUBLIC, Area(4)]
    photos: Annotated[
        list[UploadFile],
        Field(max_length=12),
        Label("整改后照片", "Photos of it"),
        Hint(
            "最多 12 张，仅工作人员可见；位置和时间信息会被去掉。",
            "Up to 12, for the staff; where and when they were taken is removed.",
        ),
        Files("image/*"),
    ] = Field(default_factory=list)


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

    due_on: Annotated[
        date | None,
        Label("整改期限", "Due"),
        Hint("不填就按章程规定的工作日计算。", "Left out: so many working days as in the charter."),
    ] = None


class Rechecked(Body):
    """A recheck by another person; not passed: a new ``due_on``."""

    by: Annotated[
        Short,
        Label("复查人", "By"),
        Hint("不能是当次督查的代表。", "Somebody who did not inspect."),
        Options("others"),
    ]
    passed: Annotated[
        bool, Label("结果", "Result"), YesNo(Label("通过", "Passed"), Label("未通过", "Not passed"))
    ] = True
    note: Annotated[Maybe, Label("说明", "Note"), PUBLIC, Area(4)] = ""
    due_on: Annotated[
        date | None,
        Label("新的整改期限", "New due date"),
        Hint("未通过时必填", "Needed where it did not pass"),
    ] = None
