"""A street in the city's overview, and the sums over all of them: nothing about persons (C-13)."""

from pydantic import BaseModel

from services.supervision.project.domain.project import ProjectStatus

DONE = (ProjectStatus.ACCEPTED, ProjectStatus.WRITTEN_OFF)


class StreetRow(BaseModel):
    """A street's figures in its newest cycle; ``projects`` and ``inspections`` of all cycles.

    ``suggestions`` and ``open_suggestions`` are ``None`` until collecting has ended. A suggestion
    that its author opened again counts as answered until it is answered anew: nobody says so.
    """

    street: str
    zh: str
    en: str
    district_zh: str
    district_en: str
    cycle: str
    stage: str
    stage_zh: str
    stage_en: str
    suggestions: int | None
    open_suggestions: int | None
    funnel: list[int | None]
    selected: int
    reserved: int
    projects: dict[str, int]
    inspections: dict[str, int]
    overdue_inspections: int

    @property
    def project_count(self) -> int:
        """All projects, whatever became of them."""
        return sum(self.projects.values())

    @property
    def done(self) -> int:
        """Projects that were accepted."""
        return sum(self.projects.get(status, 0) for status in DONE)


class Sums(BaseModel):
    """Over all streets: how many there are, suggestions collected, candidates chosen."""

    streets: int
    suggestions: int
    selected: int


class Overview(BaseModel):
    """One page of the streets within the person's scope, and the sums of this page."""

    items: list[StreetRow]
    next: str
    projects: int
    overdue_inspections: int
