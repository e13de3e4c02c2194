"""Conditions of a step, written once: the step refuses by them, and a list shows them beforehand.

A condition holds a check that raises the problem the step would be refused with. ``require`` is
what a command does; ``lines_of`` tries every check and tells what each comes to. So no list can
promise what the command then refuses, and the command refuses nothing that no list shows.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from chassis.core.errors import Problem

F = TypeVar("F")


@dataclass(frozen=True)
class Condition(Generic[F]):
    """What must hold before a step, in words; ``check`` raises the problem where it does not.

    ``mend``: the place of the session's page where it is put right (an id on that page), or the
    last part of an address below it where it begins with ``/``. ``advised``: the step is taken
    all the same; the list only reminds of it.
    """

    zh: str
    en: str
    mend: str
    check: Callable[[F], None]
    advised: bool = False


@dataclass(frozen=True)
class Line:
    """One condition as it stands now; ``problem`` says why it does not hold."""

    zh: str
    en: str
    mend: str
    advised: bool
    problem: Problem | None

    @property
    def holds(self) -> bool:
        """Whether nothing is missing here."""
        return self.problem is None


def require(conditions: Iterable[Condition[F]], facts: F) -> None:
    """Raise the problem of the first condition that does not hold; what is advised is passed."""
    for one in conditions:
        if not one.advised:
            one.check(facts)


def lines_of(conditions: Iterable[Condition[F]], facts: F) -> list[Line]:
    """Every condition with what its check says now."""
    return [Line(c.zh, c.en, c.mend, c.advised, _tried(c, facts)) for c in conditions]


def ready(lines: Iterable[Line]) -> bool:
    """Whether the step would be taken now."""
    return all(line.holds or line.advised for line in lines)


def _tried(condition: Condition[F], facts: F) -> Problem | None:
    try:
        condition.check(facts)
    except Problem as problem:
        return problem
    return None
