"""What people send about an import."""

from enum import StrEnum
from typing import Annotated

from fastapi import UploadFile
from pydantic import Field

from chassis.core.text import Body
from chassis.web.fields import Files, Hint, Label, OneOf


class Doubtful(StrEnum):
    """What becomes of rows that look like another suggestion."""

    SKIP = "SKIP"
    TAKE = "TAKE"


DOUBTFUL = {
    Doubtful.SKIP: ("不导入，退回核对", "Leave them out and give them back"),
    Doubtful.TAKE: ("也导入，之后可以并案", "Take them too; they can be merged later"),
}


class NewLedger(Body):
    """A workbook to be checked."""

    file: Annotated[
        list[UploadFile],
        Field(min_length=1, max_length=1),
        Label("Excel 文件", "Excel file"),
        Files(".xlsx"),
    ]


class Commit(Body):
    """Yes to what the check found."""

    duplicates: Annotated[
        Doubtful,
        Label("可能重复的行", "Rows that may be repeated"),
        Hint("与清单或本表其他行文字很像。", "Their words are much like another’s."),
        OneOf("duplicates"),
    ] = Doubtful.SKIP
