"""The part of a charter on projects: what they are called, classed, capped, funded, inspected."""

from typing import Literal

from pydantic import Field

from contracts.acceptance_rules import AcceptanceRules
from contracts.envelope import Fact
from contracts.following_rules import FollowingRules


class Named(Fact):
    """Something a street calls by its own name: a stable id with a Chinese and an English label."""

    id: str
    zh: str
    en: str


class ProjectClass(Fact):
    """Class of a project and the group of deputies that guides it (E-31)."""

    id: str
    zh: str
    en: str
    group: Named


class ProjectKind(Fact):
    """A kind of work with a cap for one project, in whole yuan; above it is a warning."""

    id: str
    zh: str
    en: str
    cap_yuan: int = Field(ge=0)


class InspectionStage(Fact):
    """One planned inspection: at start, implementation, acceptance (E-33).

    ``after_days`` counts from the announcement; a clerk may correct the date later.
    """

    id: Literal["START", "IMPLEMENTATION", "ACCEPTANCE"]
    zh: str
    en: str
    after_days: int = Field(ge=1)


class WatchRules(Fact):
    """How a street follows projects up: bounds of the lights, terms of orders and rectifications.

    A light is yellow up to ``light_days`` and ``light_points`` behind, beyond either it is red.
    Terms are working days: to put findings right, to answer an order, and for the office to deal
    with one that was not answered, before it comes before the monthly consultation.
    """

    light_days: int = Field(default=15, ge=0, le=365)
    light_points: int = Field(default=10, ge=0, le=100)
    rectify_days: int = Field(default=10, ge=1, le=365)
    order_days: int = Field(default=5, ge=1, le=365)
    office_days: int = Field(default=5, ge=1, le=365)


class ProjectRules(Fact):
    """What the street calls its projects, and how they are classed, funded and inspected."""

    kind: Literal["LIVELIHOOD", "MICRO"]
    zh: str
    en: str
    classes: tuple[ProjectClass, ...]
    inspections: tuple[InspectionStage, ...]
    funding: str
    budget_from: int = Field(ge=0)
    budget_to: int = Field(ge=0)
    # Kinds of work with their own cap, for example 工程 服务 货物; a street may have none.
    kinds: tuple[ProjectKind, ...] = Field(default=(), max_length=9, exclude_if=lambda one: not one)
    # Travels only where it is not the default: an older reader still takes the rest.
    acceptance: AcceptanceRules = Field(
        default=AcceptanceRules(), exclude_if=lambda rules: rules == AcceptanceRules()
    )
    watch: WatchRules = Field(default=WatchRules(), exclude_if=lambda one: one == WatchRules())
    following: FollowingRules = Field(
        default=FollowingRules(), exclude_if=lambda rules: rules == FollowingRules()
    )
