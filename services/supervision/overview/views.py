"""A street in the city's overview, and the sums over all of them: nothing about persons (C-13)."""

from collections.abc import Sequence

from pydantic import BaseModel, Field

from services.supervision.overview.domain import StreetOverview, funnel_of
from services.supervision.overview.figures import DONE, Elsewhere, Figures


class StreetRow(BaseModel):
    """A street's figures in one cycle; every one of them is of that cycle.

    ``suggestions`` and ``open_suggestions`` are ``None`` until collecting has ended. Turnout is
    ``present`` of ``expected``; satisfaction ``satisfied`` of ``rated`` papers, a year later.
    """

    street: str
    zh: str
    en: str
    district_zh: str
    district_en: str
    cycle: str
    opened: bool
    stage: str
    stage_zh: str
    stage_en: str
    suggestions: int | None
    open_suggestions: int | None
    overdue_suggestions: int
    funnel: list[int | None]
    selected: int
    reserved: int
    expected: int
    present: int
    valid: int
    rated: int
    satisfied: int
    below: int
    projects: dict[str, int]
    lights: dict[str, int]
    inspections: dict[str, int]
    overdue_inspections: int
    budget_yuan: int
    spent_yuan: int
    elsewhere: Elsewhere = Elsewhere()
    rank: int | None = None

    @property
    def project_count(self) -> int:
        """All projects, whatever became of them."""
        return sum(self.projects.values())

    @property
    def done(self) -> int:
        """Projects that were accepted."""
        return sum(self.projects.get(status, 0) for status in DONE)

    @property
    def turnout(self) -> float | None:
        """Share of the members expected who were present, in percent."""
        return share(self.present, self.expected)

    @property
    def satisfaction(self) -> float | None:
        """Share of papers that were satisfied, in percent."""
        return share(self.satisfied, self.rated)


def share(part: int, whole: int) -> float | None:
    """Percent with one digit; ``None`` of nothing."""
    return round(100 * part / whole, 1) if whole else None


class Sums(BaseModel):
    """Over the streets that are shown, in one cycle.

    ``late_of_open``: of the open suggestions, so of the same streets; ``late_collecting``: of the
    streets that still collect, whose open ones nobody counted yet.
    """

    streets: int = 0
    opened: int = 0
    suggestions: int = 0
    open_suggestions: int = 0
    overdue_suggestions: int = 0
    late_of_open: int = 0
    late_collecting: int = 0
    selected: int = 0
    reserved: int = 0
    expected: int = 0
    present: int = 0
    rated: int = 0
    satisfied: int = 0
    projects: int = 0
    done: int = 0
    overdue_inspections: int = 0
    budget_yuan: int = 0
    spent_yuan: int = 0
    lights: dict[str, int] = Field(default_factory=dict)

    @property
    def turnout(self) -> float | None:
        """Over all sessions that were held."""
        return share(self.present, self.expected)

    @property
    def satisfaction(self) -> float | None:
        """Over all papers."""
        return share(self.satisfied, self.rated)


PLAIN = ("suggestions", "open_suggestions", "overdue_suggestions", "selected", "reserved",
         "expected", "present", "rated", "satisfied", "overdue_inspections", "budget_yuan",
         "spent_yuan")  # fmt: skip


def sums_of(rows: Sequence[StreetRow]) -> Sums:
    """What these rows come to."""
    told = {name: sum(getattr(row, name) or 0 for row in rows) for name in PLAIN}
    colours = sorted({colour for row in rows for colour in row.lights})
    counted = [row for row in rows if row.open_suggestions is not None]
    late = sum(row.overdue_suggestions for row in counted)
    return Sums(
        late_of_open=late,
        late_collecting=told["overdue_suggestions"] - late,
        streets=len(rows),
        opened=sum(row.opened for row in rows),
        projects=sum(row.project_count for row in rows),
        done=sum(row.done for row in rows),
        lights={colour: sum(row.lights.get(colour, 0) for row in rows) for colour in colours},
        **told,
    )


class Overview(BaseModel):
    """One page of the streets within the person's scope, and the sums of this page."""

    cycle: str
    cycles: list[str]
    items: list[StreetRow]
    next: str
    projects: int
    overdue_inspections: int
    sums: Sums


def row_of(state: StreetOverview, cycle: str, figures: Figures) -> StreetRow:
    """A street in this cycle."""
    year, stage_id = state.of(cycle), state.stage(cycle)
    stage = next((one for one in state.stages if one.id == stage_id), None)
    answered = None if year.accepted is None else max(0, year.accepted - figures.answered)
    same = ("selected", "reserved", "expected", "present", "valid", "rated", "satisfied", "below")
    return StreetRow(
        street=state.street,
        zh=state.zh or state.street,
        en=state.en or state.street,
        district_zh=state.district_zh,
        district_en=state.district_en,
        cycle=cycle if cycle in state.years else "",
        opened=cycle in state.years,
        stage=stage_id,
        stage_zh=stage.zh if stage else stage_id,
        stage_en=stage.en if stage else stage_id,
        suggestions=year.accepted,
        open_suggestions=answered,
        funnel=funnel_of(state, cycle),
        **{name: getattr(year, name) for name in same},
        elsewhere=figures.elsewhere,
        **figures.model_dump(exclude={"answered", "elsewhere"}),
    )
