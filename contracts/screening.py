"""What ``screening`` says: the three-rounds ledger (三下三上)."""

from enum import StrEnum

from pydantic import Field

from contracts.charter import Work
from contracts.envelope import Event, Fact


class Level(StrEnum):
    """分级: the level that can deal with a suggestion (E-22)."""

    COMMUNITY = "COMMUNITY"
    STREET = "STREET"
    DISTRICT = "DISTRICT"
    CITY = "CITY"


class Disposition(StrEnum):
    """Where triage sends a suggestion (E-22)."""

    PROJECT_SOURCE = "PROJECT_SOURCE"
    ASSIGNED = "ASSIGNED"
    FORWARDED_UP = "FORWARDED_UP"
    REFERENCE = "REFERENCE"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"


class Decision(StrEnum):
    """What was decided of an alternative or a candidate (E-24, E-26)."""

    CANDIDATE = "CANDIDATE"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    SELECTED = "SELECTED"
    RESERVED = "RESERVED"


class ReasonCode(StrEnum):
    """Why, in a word that may travel; the reason's text stays in the ledger."""

    MEETS_CRITERIA = "MEETS_CRITERIA"
    NOT_INCLUSIVE = "NOT_INCLUSIVE"
    NOT_PUBLIC_GOOD = "NOT_PUBLIC_GOOD"
    NOT_FEASIBLE = "NOT_FEASIBLE"
    COVERED_ELSEWHERE = "COVERED_ELSEWHERE"
    LATER_YEAR = "LATER_YEAR"
    WITHDRAWN = "WITHDRAWN"
    CHOSEN_BY_BALLOT = "CHOSEN_BY_BALLOT"
    NOT_CHOSEN_BY_BALLOT = "NOT_CHOSEN_BY_BALLOT"


class LegOpened(Event):
    """A leg of the screening opened; the cycle's stage follows it (E-27)."""

    cycle: str
    leg: str
    stage: str
    works: tuple[Work, ...]


class LegClosed(Event):
    """A leg closed with its figures: ``incoming`` went in, ``outgoing`` came out (E-28)."""

    cycle: str
    leg: str
    incoming: int
    outgoing: int


class LegReopened(Event):
    """The NPC committee went back a leg, with a recorded reason (E-27)."""

    cycle: str
    leg: str
    stage: str


class SuggestionTriaged(Event):
    """A suggestion got its level, category, opinion and disposition (E-22).

    ``unit`` is empty for an assigned one that its unit gave back: it waits for another unit.
    """

    suggestion: str
    cycle: str
    level: Level
    category: str
    disposition: Disposition
    unit: str
    # Units that help; travels only where there are any.
    co_units: tuple[str, ...] = Field(default=(), exclude_if=lambda units: not units)


class SuggestionSetAside(Event):
    """No alternative took the suggestion up in the leg that proposes; it stays for reference."""

    suggestion: str
    cycle: str


class AlternativeProposed(Event):
    """An alternative project was proposed from these suggestions (E-23, W-14)."""

    candidate: str
    cycle: str
    no: int
    title: str = Field(max_length=120)
    sources: tuple[str, ...]


class CandidateDecided(Event):
    """An alternative or candidate met a decision with its reason (E-24, E-26).

    ``sources`` are the suggestions it came from, so that each of them can be answered.
    """

    candidate: str
    cycle: str
    decision: Decision
    reason_code: ReasonCode
    title: str = Field(max_length=120)
    sources: tuple[str, ...]


class SlateItem(Fact):
    """A candidate as it goes on the ballot. ``budget_yuan`` in whole yuan.

    ``finish_by`` (a day, or words as 2025年底) and ``funding`` (words) are empty where not told.
    """

    candidate: str
    no: int
    title: str = Field(max_length=120)
    project_class: str
    place: str
    budget_yuan: int
    unit: str
    beneficiaries: str
    approved_by: str
    sources: tuple[str, ...]
    finish_by: str = Field(default="", max_length=60)
    funding: str = Field(default="", max_length=60)


class SlateFinalised(Event):
    """The last leg before the session closed: these candidates go on the ballot."""

    cycle: str
    slate: str
    items: tuple[SlateItem, ...]
