"""What a score card brings, and what its form asks for."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import StringConstraints

from chassis.core.text import Body
from chassis.web.fields import Hint, Label, OneOf
from contracts.charter import Criterion
from services.screening.candidate.bodies import SAID, Mark

MARKS = OneOf("marks")
Evidence = Annotated[str, StringConstraints(max_length=500)]
WHAT = Hint("选“未评”的不用写。", "Not needed for “not assessed”.")


class NewReview(Body):
    """A reviewer's own marks with their evidence; only the charter's criteria are asked for."""

    inclusive: Annotated[Mark | None, Label("普惠性", "Inclusive"), MARKS] = None
    inclusive_evidence: Annotated[Evidence, Label("普惠性的依据", "What that rests on"), WHAT] = ""
    public_good: Annotated[Mark | None, Label("公益性", "Public good"), MARKS] = None
    public_good_evidence: Annotated[Evidence, Label("公益性的依据", "What that rests on"), WHAT] = (
        ""
    )
    feasible: Annotated[Mark | None, Label("可行性", "Feasible"), MARKS] = None
    feasible_evidence: Annotated[Evidence, Label("可行性的依据", "What that rests on"), WHAT] = ""

    def marks(self) -> dict[Criterion, bool | None]:
        """Criterion → met, not met, not assessed; what was left open is not there."""
        given = {name: getattr(self, name.lower()) for name in Criterion}
        return {name: SAID[mark] for name, mark in given.items() if mark is not None}

    def evidence(self) -> dict[Criterion, str]:
        """Criterion → what its mark rests on."""
        given = {name: getattr(self, f"{name.lower()}_evidence") for name in Criterion}
        return {name: text for name, text in given.items() if text}


def values_of(
    marks: Mapping[Criterion, bool | None], evidence: Mapping[Criterion, str]
) -> dict[str, object]:
    """A card as its form shows it again."""
    said = {value: mark for mark, value in SAID.items()}
    shown: dict[str, object] = {name.lower(): said[mark] for name, mark in marks.items()}
    return shown | {f"{name.lower()}_evidence": text for name, text in evidence.items()}
