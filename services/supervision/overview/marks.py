"""How far a document of the city's figures has heard: one mark for each fact it keeps.

A fact's mark only grows: the sequence of the word it is from, or the day and sequence of a result.
So of two documents the one with the lower mark of any fact has not heard all that the other has.
"""

from collections.abc import Iterator
from typing import Any

from services.supervision.answer.domain import AnswerCopy
from services.supervision.overview.domain import StreetOverview, Year

Mark = tuple[str, Any]


def as_new(stood: Any, made: Any) -> bool:
    """Whether every fact of the first is in the second, of the same word or a newer one."""
    marks = dict(marks_of(made))
    return all(name in marks and marks[name] >= mark for name, mark in marks_of(stood) if mark)


def marks_of(state: StreetOverview | AnswerCopy) -> Iterator[Mark]:
    """Fact → its mark; 0 or nothing where it was not heard. A fact's marks are all of one type."""
    yield "sequence", state.sequence
    if isinstance(state, AnswerCopy):
        yield "cycle", state.cycle_sequence
        return
    for cycle, year in state.years.items():
        yield cycle, 1
        for name, mark in _of_year(year):
            yield f"{cycle}/{name}", mark


def _of_year(year: Year) -> Iterator[Mark]:
    yield "opened", int(year.opened)
    yield "stage", year.stage_sequence
    yield "accepted", year.accepted_sequence
    yield "announced", year.announced or year.announced_on
    yield "rated", year.rated_by
    for leg, news in year.legs.items():
        yield f"{leg}/closed", news.closed
        yield f"{leg}/reopened", news.reopened
