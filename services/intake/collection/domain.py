"""The collection (征集) of a cycle: open while its leg is open, closed with exact figures."""

from enum import StrEnum

from chassis.core.decision import Change, State, StateTable
from chassis.core.errors import WrongState
from contracts.intake import CollectionClosed


class CollectionStatus(StrEnum):
    """Whether suggestions still count in the cycle."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


COLLECTION = StateTable(
    name="collection",
    start=CollectionStatus.OPEN,
    moves={
        (CollectionStatus.OPEN, "close"): CollectionStatus.CLOSED,
        (CollectionStatus.CLOSED, "reopen"): CollectionStatus.OPEN,
    },
    zh={CollectionStatus.OPEN: "征集中", CollectionStatus.CLOSED: "已截止"},
)


class Figures(State):
    """All suggestions that count in the cycle, those of them merged, and who collected them."""

    accepted: int = 0
    merged: int = 0
    collectors: int = 0


class Collection(State):
    """One cycle's collecting; its ``figures`` are exact once ``counted``."""

    cycle: str
    leg: str
    status: CollectionStatus = CollectionStatus.OPEN
    figures: Figures = Figures()
    counted: bool = False
    sequence: int


def open_collection(
    found: Collection | None, cycle: str, leg: str, sequence: int
) -> Change[Collection]:
    """The leg that collects opened, or opened again; an older event is ignored."""
    if found is not None and found.sequence >= sequence:
        return Change(found)
    if found is not None and found.status is CollectionStatus.CLOSED:
        COLLECTION.move(found.status, "reopen")
    return Change(Collection(cycle=cycle, leg=leg, sequence=sequence))


def close_collection(
    found: Collection | None, cycle: str, leg: str, sequence: int
) -> Change[Collection]:
    """The leg closed, perhaps before its opening was heard; an older event is ignored."""
    if found is not None and found.sequence >= sequence:
        return Change(found)
    status = CollectionStatus(COLLECTION.move(CollectionStatus.OPEN, "close"))
    return Change(Collection(cycle=cycle, leg=leg, status=status, sequence=sequence))


def count_collection(figures: Figures, found: Collection) -> Change[Collection]:
    """Put the figures down and say them: only while closed, and again where they were corrected."""
    same = found.counted and found.figures == figures
    if found.status is not CollectionStatus.CLOSED or same:
        return Change(found)
    counted = found.model_copy(update={"figures": figures, "counted": True})
    return Change(counted, [CollectionClosed(cycle=found.cycle, **figures.model_dump())])


def check_open(found: Collection | None) -> Collection:
    """The collection that a suggestion is to count in. Raises ``WrongState`` unless it is open."""
    if found is None or found.status is not CollectionStatus.OPEN:
        raise WrongState(
            "collection-closed",
            "现在不在征集期，不能计入本年度建议清单。",
            "Suggestions are not being collected now.",
        )
    return found
