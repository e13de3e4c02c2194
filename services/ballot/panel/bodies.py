"""What a panel found, as programs send it and as its form is filled in."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Area, Label
from services.ballot.bodies import Id

SCORE = "score-"
Score = int | Annotated[str, StringConstraints(max_length=20)]
"""Points, or a grade as text."""


class PanelFindings(Body):
    """What a panel found: a score for each candidate on the panel's scale of the charter."""

    people: Annotated[int, Field(ge=1, le=1000), Label("评议人数", "People")]
    scores: dict[Id, Score] = Field(max_length=100)
    remarks: Annotated[
        str, StringConstraints(max_length=2000), Label("评议意见", "Remarks"), Area(3)
    ] = ""


def scores_of(form: Mapping[str, Any]) -> dict[str, Any]:
    """The scores as the form gives them: one field ``score-<candidate>`` for each candidate."""
    given = {
        name.removeprefix(SCORE): value
        for name, value in form.items()
        if name.startswith(SCORE) and value != ""
    }
    return {"scores": given}
