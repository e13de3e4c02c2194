"""What a project carries of its end: readiness, acceptance, survey, write-off."""

from datetime import date

from chassis.core.decision import State
from contracts.charter import Named


class Readiness(State):
    """What the department declares before acceptance.

    ``photos``: how many there were of the finished works. ``photos_at``: where they were kept
    before they were uploaded here.
    """

    checklist_done: int
    photos: int
    photos_at: str = ""


class Acceptance(State):
    """The signed acceptance (验收): who signed, and the deliberators who took part.

    ``round`` counts acceptances from 1: what is put right is accepted again. Those who suggested
    it answer until ``ask_until``. ``opinion`` is what the acceptance says of the works.
    """

    signed_by: str
    deliberators: tuple[Named, ...]
    accepted_on: date
    spent_yuan: int | None = None
    round: int = 1
    ask_until: date | None = None
    opinion: str = ""


class SurveyResult(State):
    """What residents thought of the works: ``satisfied`` of ``valid`` papers (empty: too few)."""

    round: int
    on: date
    valid: int
    satisfied: int | None
    below: bool


class WriteOff(State):
    """销号: when, and why before those who were asked had their time (public)."""

    on: date
    early_reason: str = ""


class Rating(State):
    """What the members thought of it a year later: ``satisfied`` of ``valid`` papers.

    ``satisfied`` is empty where so few voted that nothing was told; ``below``: less than the line.
    """

    on: date
    satisfied: int | None
    valid: int
    below: bool
