"""What commands on a suggestion in the screening bring."""

from typing import Annotated

from pydantic import Field

from chassis.core.text import Body
from chassis.web.bodies import Why
from chassis.web.fields import Area, Hint, Label, Many, Names, Options
from contracts.screening import Disposition, Level
from services.screening.bodies import Id, Maybe, MaybeId, MaybeText, Name, Word

MOST_AT_ONCE = 200

CoUnits = Annotated[
    list[Word],
    Field(default_factory=list, max_length=5),
    Label("会办单位", "Units that help"),
    Hint("用顿号隔开，由承办单位统一答复。", "Parted by commas; the unit that leads answers."),
    Names(),
]


class NewTriage(Body):
    """分级分类. ``category``: id or name of the charter; ``unit`` is needed where assigned.

    Without ``opinion`` it is the ready one: of the negative list's question (``barred``), else of
    the disposition.
    """

    level: Annotated[Level, Label("级别", "Level"), Options("levels")]
    category: Annotated[Name, Label("类别", "Category"), Options("categories")]
    disposition: Annotated[Disposition, Label("去向", "Where it goes"), Options("dispositions")]
    unit: Annotated[
        Maybe, Label("承办单位", "Unit"), Hint("交办时必填", "Needed where it is assigned")
    ] = ""
    opinion: Annotated[
        MaybeText,
        Label("处理意见", "Opinion"),
        Hint(
            "公开显示，请不要写个人信息；空着用现成的意见。",
            "Shown to all; no personal data. Left empty, it is the ready one.",
        ),
        Area(2),
    ] = ""
    co_units: CoUnits
    barred: Annotated[
        MaybeId,
        Label("负面清单", "Negative list"),
        Hint("答“是”的不能列为项目来源。", "A yes means that it is no source of a project."),
        Options("barred"),
    ] = ""


class BulkTriage(Body):
    """One triage for many suggestions; an empty ``category`` leaves each in its own."""

    items: Annotated[
        list[Id],
        Field(min_length=1, max_length=MOST_AT_ONCE),
        Label("勾选的意见建议", "Ticked suggestions"),
        Many("items"),
    ]
    level: Annotated[Level, Label("级别", "Level"), Options("levels")]
    disposition: Annotated[Disposition, Label("去向", "Where they go"), Options("dispositions")]
    category: Annotated[MaybeId, Label("类别", "Category"), Options("categories")] = ""
    unit: Annotated[Maybe, Label("承办单位", "Unit")] = ""
    opinion: Annotated[MaybeText, Label("处理意见", "Opinion"), Area(2)] = ""

    def triage(self, category: str) -> NewTriage:
        """What it means for one of them, which is in this category so far."""
        given = self.model_dump(exclude={"items", "category"})
        return NewTriage(category=self.category or category, **given)


class NewUnit(Body):
    """Another unit for what was given back."""

    unit: Annotated[Word, Label("改由哪个单位承办", "Unit"), Options("units")]
    opinion: Annotated[MaybeText, Label("处理意见", "Opinion"), Area(2)] = ""
    co_units: CoUnits


class SendingBack(Body):
    """Why it is not this unit's."""

    reason: Why
