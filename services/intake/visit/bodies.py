"""What a deliberator writes down."""

from datetime import date
from typing import Annotated

from pydantic import StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Hint, Input, Label, Options
from services.intake.suggestion.bodies import CATEGORY, Choice, MaybeTitle, OneOf, Phone, Text

Line = Annotated[str, StringConstraints(max_length=60)]


class NewVisit(Body):
    """A visit or a contact."""

    on: Annotated[date, Label("日期", "Day")]
    way: Annotated[OneOf, Label("方式", "How"), Options("channels")]
    community: Annotated[OneOf, Label("社区", "Community"), Options("communities")]
    place: Annotated[
        Annotated[str, StringConstraints(min_length=1, max_length=60)],
        Label("地点", "Place"),
        Hint("例如：浦沅小区凉亭、业主群。不写门牌。", "A pavilion, a chat group; no door."),
    ]
    met: Annotated[
        Line,
        Label("见了谁", "Who was met"),
        Hint("大概写，例如：几位老人、带孩子的家长。不写姓名电话。", "Roughly; no name, no phone."),
    ] = ""
    grid: Annotated[Annotated[str, StringConstraints(max_length=20)], Label("网格", "Grid")] = ""


class FromVisit(Body):
    """One suggestion that a visit brought."""

    content: Annotated[
        Text,
        Label("建议内容", "The suggestion"),
        Hint(
            "一次只写一件事：在哪里、什么事、希望怎么办。", "One matter: where, what, what to do."
        ),
        Area(4),
    ]
    title: Annotated[MaybeTitle, Label("标题", "Title")] = ""
    category: Annotated[Choice, *CATEGORY] = ""
    author: Annotated[
        Annotated[str, StringConstraints(max_length=40)],
        Label("建议人姓名", "Author’s name"),
        Hint("对方愿意留才填，不公开。", "Only if given; never shown."),
    ] = ""
    contact: Annotated[Phone, Label("联系电话", "Phone"), Input("tel")] = ""
    told: Annotated[
        bool,
        Label(
            "留了姓名或电话的：已当面告知只用于答复、不公开，对方同意",
            "Name or phone: the author was told that they serve the answer only, and agreed",
        ),
    ] = False
