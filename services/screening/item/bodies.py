"""What commands on a suggestion in the screening bring."""

from typing import Annotated

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Label, Options
from contracts.screening import Disposition, Level
from services.screening.bodies import Maybe, Name, Text


class NewTriage(Body):
    """分级分类. ``category``: id or name of the charter; ``unit`` is needed where assigned."""

    level: Annotated[Level, Label("级别", "Level"), Options("levels")]
    category: Annotated[Name, Label("类别", "Category"), Options("categories")]
    disposition: Annotated[Disposition, Label("去向", "Where it goes"), Options("dispositions")]
    opinion: Annotated[
        Text,
        Label("处理意见", "Opinion"),
        Hint("公开显示，请不要写个人信息。", "Shown to all; no personal data."),
        Area(),
    ]
    unit: Annotated[
        Maybe, Label("承办单位", "Unit"), Hint("交办时必填", "Needed where it is assigned")
    ] = ""
