"""The frame of a project's page: every thing of supervision contributes its own section and strand.

A *section* is a part of the page: a template with what it shows and the forms it offers. A
*strand* is what a thing adds to the project's timeline. Both are listed in
``services.supervision.sections``, and none knows of the others.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chassis.core.documents import Found
from chassis.web.ask import Ask
from chassis.web.command_routes import AnyCommand, Refusal
from chassis.web.offers import NONE, Choices, Offer, Values, offer_of
from services.supervision.inspection.domain.inspection import Inspection
from services.supervision.project.domain.project import Project
from services.supervision.trail.views import Happening


@dataclass(frozen=True)
class Seen:
    """A project as somebody looks at it: what sections and strands are made from.

    ``held``: its inspections. ``refusal``: the form that was sent and refused, if any.
    """

    ask: Ask
    found: Found[Project]
    held: Sequence[Found[Inspection]]
    today: date
    refusal: Refusal | None = None

    @property
    def project(self) -> Project:
        """The project itself."""
        return self.found.state


@dataclass(frozen=True)
class Drawn:
    """What a section shows: its template finds ``values`` as ``shown`` and the forms as ``offers``.

    Every form goes into ``offers`` under a name of its own, also one for each part of a list, so
    that the page can say above all what was wrong with the one that was refused.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    offers: Mapping[str, Offer] = field(default_factory=dict)


def part_offers(
    seen: Seen,
    commands: Iterable[AnyCommand],
    part: Found[Any],
    parameter: str,
    options: Choices = NONE,
    values: Values = NONE,
) -> dict[str, Offer]:
    """The forms of one document of a list, such as one guidance, each under a name of its own.

    ``parameter``: the path parameter that names it.
    """
    ask, path = seen.ask, {parameter: part.id}
    found = [
        offer_of(ask, one, part, options, values, seen.refusal, **path)
        for one in commands
        if not one.creates and not one.of_part and one.offered(part.state, ask.person, ask.street)
    ]
    return {offer.name: offer for offer in found}


@dataclass(frozen=True)
class Section:
    """A part of the page under ``#{anchor}``; ``draw`` answers nothing where it has none to show.

    ``template`` (``supervision/<thing>/section.html``) draws its cards and has the heading as
    ``heading``, the whole page's project as ``one``. ``side``: it stands beside, not in the middle.
    """

    anchor: str
    zh: str
    en: str
    template: str
    draw: Callable[[Seen], Awaitable[Drawn | None]]
    side: bool = False


@dataclass(frozen=True)
class Ahead:
    """Something that is still to come, on the day it is planned for; ``late`` where that passed."""

    on: date
    zh: str
    en: str
    late: bool = False


@dataclass(frozen=True)
class Told:
    """What a thing adds to a project's timeline (E-38): what happened, and what lies ahead."""

    past: Sequence[Happening] = ()
    ahead: Sequence[Ahead] = ()


@dataclass(frozen=True)
class Strand:
    """What one thing adds to the timeline, under the name that the filter offers."""

    kind: str
    zh: str
    en: str
    tell: Callable[[Seen], Awaitable[Told]]
