"""A paper as it is handed in."""

from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints
from starlette.datastructures import UploadFile

from chassis.core.text import Body
from chassis.web.fields import Area, Files, Hint, Label, Options
from services.ballot.material.domain import LONGEST, MaterialKind


class NewMaterial(Body):
    """A text, or a file; the text of a Word file is read, so that the booklet can set it."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    kind: Annotated[MaterialKind, Label("材料类别", "Kind of paper"), Options("material_kinds")]
    title: Annotated[
        str,
        StringConstraints(max_length=120),
        Label("标题", "Title"),
        Hint("不填就用议题名称。", "The item’s own title where it is empty."),
    ] = ""
    text: Annotated[
        str,
        StringConstraints(max_length=LONGEST),
        Label("正文", "Text"),
        Hint(
            "每段一行。上传 Word 文件的可以不填。",
            "A paragraph a line; none with a Word file.",
        ),
        Area(8),
    ] = ""
    files: Annotated[
        list[UploadFile],
        Field(max_length=1),
        Label("上传文件", "File"),
        Hint("Word、PDF 或 Excel，一个文件。", "Word, PDF or Excel, one file."),
        Files(".docx,.pdf,.xlsx"),
    ] = Field(default_factory=list)
