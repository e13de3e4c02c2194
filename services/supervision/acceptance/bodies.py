"""What the steps at the end of a project bring, and what their forms ask for."""

from datetime import date
from typing import Annotated

from fastapi import UploadFile
from pydantic import Field

from chassis.core.text import Body
from chassis.web.bodies import PUBLIC
from chassis.web.fields import Area, Files, Hint, Label, Many
from services.supervision.bodies import Id, Maybe, Short, Yuan


class ReadyNow(Body):
    """The declaration of readiness (报请验收); the photos are uploaded before it."""

    checklist_done: Annotated[
        int, Field(ge=0, le=100), Label("清单完成（%）", "Checklist done (%)")
    ]


class FinishedPhotos(Body):
    """Photos of the finished works, for everybody to see."""

    photos: Annotated[
        list[UploadFile],
        Field(min_length=1),
        Label("完工照片", "Photos of the finished works"),
        Hint(
            "最多 12 张，公开显示；请不要拍到人脸和车牌。位置信息会自动去掉。",
            "Up to 12, public; no faces or plates. Where they were taken is removed.",
        ),
        Files("image/jpeg,image/png,image/webp,image/heic"),
    ]


class SignedAcceptance(Body):
    """Who signed, and the ids of the deliberators who took part."""

    signed_by: Annotated[Short, Label("验收签字人", "Signed by")]
    deliberators: Annotated[
        list[Id],
        Field(max_length=50),
        Label("参加验收的议事员", "Deliberators who took part"),
        Hint(
            "至少一名；认领了这个项目的排在前面。",
            "At least one; those who claimed the project come first.",
        ),
        Many("members"),
    ]
    accepted_on: Annotated[
        date | None,
        Label("验收日期", "Accepted on"),
        Hint("不填就是今天。", "Today where it is left out."),
    ] = None
    spent_yuan: Annotated[Yuan | None, Label("实际支出（元）", "Spent (yuan)")] = None
    opinion: Annotated[Maybe, Label("验收意见", "What was found"), PUBLIC, Area(3)] = ""


class RectifiedAgain(Body):
    """Works that were accepted and are put right again, with the reason and a day."""

    reason: Annotated[
        Annotated[str, Field(min_length=1, max_length=500)],
        Label("要整改什么", "What is to be put right"),
        PUBLIC,
        Area(3),
    ]
    due_on: Annotated[date, Label("整改期限", "To be done by")]


class WrittenOff(Body):
    """销号; ``early_reason`` where those who were asked still have time to answer."""

    early_reason: Annotated[
        str,
        Field(max_length=500),
        Label("不等回访期满的理由", "Why not to wait for the answers"),
        Hint(
            "回访期满的不用填；填写的会公开，例如“建议人都已答复”。",
            "Only where they still have time; shown to all, for example “all have answered”.",
        ),
        PUBLIC,
    ] = ""
