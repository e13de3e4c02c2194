"""What people send about an import."""

from enum import StrEnum
from typing import Annotated

from fastapi import UploadFile
from pydantic import Field

from chassis.core.text import Body
from chassis.web.fields import Files, Hint, Label, Many, OneOf
from services.intake.importing.domain import MAX_ROWS, Choice


class Doubtful(StrEnum):
    """What becomes of rows that look like another suggestion."""

    SKIP = "SKIP"
    TAKE = "TAKE"


DOUBTFUL = {
    Doubtful.SKIP: ("不导入，退回核对", "Leave them out and give them back"),
    Doubtful.TAKE: ("也导入，之后可以并案", "Take them too; they can be merged later"),
}


CHOICES = {
    Choice.NEW: ("是新建议，导入", "New: take it"),
    Choice.SAME: ("与所说的那一条相同，不再导入", "The same as the one named: not entered again"),
    Choice.LEAVE: ("不导入，退回核对", "Leave it out and give it back"),
}


class Judge(Body):
    """What becomes of rows that may be repeated. ``whole``: of all of them."""

    rows: Annotated[
        list[int],
        Field(default_factory=list, max_length=MAX_ROWS),
        Label("勾选的行", "Ticked rows"),
        Many("rows"),
    ]
    whole: Annotated[bool, Label("全部可能重复的行", "All rows that may be repeated")] = False
    choice: Annotated[Choice, Label("这些行", "These rows"), OneOf("choices")]


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
        Label("没有逐行决定的可能重复的行", "Rows that may be repeated and were not decided on"),
        Hint("与清单或本表其他行文字很像。", "Their words are much like another’s."),
        OneOf("duplicates"),
    ] = Doubtful.SKIP
