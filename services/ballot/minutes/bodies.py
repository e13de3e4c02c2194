"""What is asked of minutes in words."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label

Name = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Drawing(Body):
    """Who led and who recorded the session; everything else comes from the records."""

    host: Annotated[Name, Label("主持人", "Chaired by")]
    recorder: Annotated[Name, Label("记录人", "Recorded by")]


class SectionText(Body):
    """Another text of a section, one paragraph a line."""

    text: Annotated[
        str, StringConstraints(min_length=1, max_length=10_000), Label("内容", "Text"), Area(5)
    ]


class Finishing(Body):
    """The number that the minutes are issued under, and their date."""

    serial: Annotated[
        int,
        Field(ge=1, le=9999),
        Label("年度编号", "Number of the year"),
        Hint("定稿后不能再修改。", "Nothing is changed once they are final."),
    ]
    dated: Annotated[date, Label("成文日期", "Dated")]
