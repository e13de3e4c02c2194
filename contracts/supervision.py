"""What ``supervision`` says: projects until residents accept them."""

from contracts.envelope import Event


class ProjectCreated(Event):
    """A chosen candidate became a project with exactly one class and its group (E-31)."""

    project: str
    candidate: str
    cycle: str
    title: str
    project_class: str
    group: str
    sources: tuple[str, ...]


class ProjectReclassed(Event):
    """A project got another class, and with it another group (E-31)."""

    project: str
    cycle: str
    project_class: str
    group: str


class ProjectUnitChanged(Event):
    """Another unit carries a project out: it was put right who does."""

    project: str
    cycle: str
    unit: str


class ProjectStageChanged(Event):
    """A project moved on in its own life (APPROVED, PLANNED, STARTED ...)."""

    project: str
    cycle: str
    status: str


class OrderStageChanged(Event):
    """A supervision order (督办单) was issued, answered, closed, put off or went up (W-23).

    ``level``: on whose desk it lies (DEPARTMENT, OFFICE, CONSULTATION); ``due_on``: ISO date by
    which that desk is to deal with it.
    """

    order: str
    project: str
    cycle: str
    status: str
    level: str
    due_on: str


class InspectionPlanned(Event):
    """An inspection of a project was put on the calendar (E-33). ``planned_on`` is an ISO date."""

    inspection: str
    project: str
    cycle: str
    stage: str
    planned_on: str


class InspectionConducted(Event):
    """An inspection took place (E-34); its findings stay with supervision."""

    inspection: str
    project: str
    cycle: str
    stage: str


class ProjectAccepted(Event):
    """A project was accepted; those who suggested it are asked whether it solved their matter.

    ``round`` counts its acceptances from 1. They answer by ``ask_until`` (an ISO date).
    """

    project: str
    cycle: str
    title: str
    sources: tuple[str, ...]
    round: int
    accepted_on: str
    ask_until: str


class DisputeResolved(Event):
    """A dispute over an acceptance came to its end: ``how`` is ``RECTIFIED`` or ``REFUSED``."""

    dispute: str
    project: str
    cycle: str
    how: str


class GuidanceGiven(Event):
    """The project's group gave guidance; the unit answers by ``due_on``, an ISO date (E-32)."""

    guidance: str
    project: str
    cycle: str
    group: str
    due_on: str


class GuidanceAnswered(Event):
    """The unit answered a guidance, or the group took it back (``status``; E-32)."""

    guidance: str
    project: str
    cycle: str
    status: str


class GuidanceOverdue(Event):
    """The day of the answer is over and the unit still owes it (E-32)."""

    guidance: str
    project: str
    cycle: str
    group: str
    due_on: str


class ClaimChanged(Event):
    """A deliberator's claim of a project moved on (W-21): APPLIED, ACTIVE, RELEASED, DONE ..."""

    claim: str
    project: str
    cycle: str
    member: str
    status: str


class ProjectSpoke(Event):
    """A project told how it goes (W-24). ``said_on`` is an ISO date."""

    update: str
    project: str
    cycle: str
    said_on: str


class ProjectSilent(Event):
    """A project has told nothing for longer than the charter allows; ``due_on`` is an ISO date."""

    project: str
    cycle: str
    due_on: str
