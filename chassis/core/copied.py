"""What a service keeps of another service's facts, and which of two copies stays."""

from collections.abc import Callable
from typing import TypeVar

from chassis.core.decision import Change, State


class Copy(State):
    """A fact of another service as last heard; ``sequence`` is the owner's version of it."""

    sequence: int


C = TypeVar("C", bound=Copy)


def newest(copy: C) -> Callable[[C | None], Change[C]]:
    """Keep this copy unless a newer one is there already: events come in any order."""

    def decide(found: C | None) -> Change[C]:
        return Change(copy if found is None or found.sequence < copy.sequence else found)

    return decide
