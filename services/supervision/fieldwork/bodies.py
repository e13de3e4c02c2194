"""What is sent from the field."""

from datetime import date
from typing import Annotated

from fastapi import UploadFile
from pydantic import Field

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC
from chassis.web.fields import Area, Files, Hidden, Hint, Label, OneOf, Options
from services.supervision.bodies import Id, Maybe, Text
from services.supervision.fieldwork.domain import EntryKind
from services.supervision.inspection.domain.inspection import Verdict


class NewEntry(Body):
    """A visit: three ticks, a line, photos; or a time that residents were told."""

    project: Annotated[Id, Label("看哪个项目", "Which project"), Options("projects")]
    kind: Annotated[EntryKind, Label("做了什么", "What I did"), OneOf("kinds")] = EntryKind.VISIT
    progress: Annotated[Verdict, Label("进度", "Progress"), OneOf("ticks")] = Verdict.NA
    quality: Annotated[Verdict, Label("质量", "Quality"), OneOf("ticks")] = Verdict.NA
    wishes: Annotated[Verdict, Label("是否符合群众意愿", "As residents wished"), OneOf("ticks")] = (
        Verdict.NA
    )
    note: Annotated[Maybe, Label("一句话说明", "A line"), PUBLIC, Area(3)] = ""
    photos: Annotated[
        list[UploadFile],
        Field(max_length=6),
        Label("拍照", "Photos"),
        Hint(
            "最多 6 张，仅工作人员可见；位置和时间信息会被去掉。",
            "Up to 6, for the staff; where and when they were taken is removed.",
        ),
        Files("image/*"),
    ] = Field(default_factory=list)
    on: Annotated[date | None, Label("日期", "Day")] = None
    lat: Annotated[float | None, Field(ge=-90, le=90), Hidden()] = None
    lng: Annotated[float | None, Field(ge=-180, le=180), Hidden()] = None


class NewAnswer(Body):
    """What became of a problem that was seen."""

    text: Annotated[Text, Label("答复", "Answer"), PUBLIC, Area(3)]
