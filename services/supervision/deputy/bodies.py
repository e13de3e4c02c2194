"""What is sent about a deputy."""

from typing import Annotated

from pydantic import StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Hint, Label, Options

Name = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[^、，,;；\s]+$")]
Term = Annotated[str, StringConstraints(max_length=60)]
Group = Annotated[str, StringConstraints(max_length=64)]


class Seat(Body):
    """Group and term of a deputy."""

    group: Annotated[Group, Label("代表小组", "Group"), Options("groups")] = ""
    term: Annotated[
        Term,
        Label("届别", "Term"),
        Hint("例如：区十八届人大", "As: 18th district congress"),
    ] = ""


class NewDeputy(Seat):
    """A deputy to be entered."""

    name: Annotated[
        Name,
        Label("姓名", "Name"),
        Hint(
            "同名的请加上单位区分，例如“王伟（东塘小学）”。",
            "Tell people of one name apart, for example by where they work.",
        ),
    ]
