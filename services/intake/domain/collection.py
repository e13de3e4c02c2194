"""The collection (征集) of a cycle: open while its leg is open, closed with exact figures."""

from enum import StrEnum

from chassis.decision import Change, State, StateTable
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


class Collection(State):
    """One cycle's collecting; figures are exact once ``counted``. ``sequence``: the ledger's."""

    cycle: str
    leg: str
    status: CollectionStatus = CollectionStatus.OPEN
    accepted: int = 0
    merged: int = 0
    collectors: int = 0
    counted: bool = False
    sequence: int


def open_collection(
    found: Collection | None, cycle: str, leg: str, sequence: int
) -> Change[Collection]:
    """The leg that collects opened, or opened again; an older word is ignored."""
    if found is not None and found.sequence >= sequence:
        return Change(found)
    return Change(Collection(cycle=cycle, leg=leg, sequence=sequence))


def close_collection(
    found: Collection | None, cycle: str, leg: str, sequence: int
) -> Change[Collection]:
    """The leg closed, perhaps before its opening was heard; an older word is ignored."""
    if found is not None and found.sequence >= sequence:
        return Change(found)
    closed = Collection(cycle=cycle, leg=leg, status=CollectionStatus.CLOSED, sequence=sequence)
    return Change(closed)


def count_collection(
    found: Collection, accepted: int, merged: int, collectors: int
) -> Change[Collection]:
    """Put the figures down and say them; only while closed, and only once for each close."""
    if found.status is not CollectionStatus.CLOSED or found.counted:
        return Change(found)
    figures = {"accepted": accepted, "merged": merged, "collectors": collectors}
    counted = found.model_copy(update=figures | {"counted": True})
    return Change(counted, [CollectionClosed(cycle=found.cycle, **figures)])
