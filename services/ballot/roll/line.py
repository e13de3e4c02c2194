"""One line of the roll (签到册), noted after the session has decided: stays, witnesses, times."""

from services.ballot.roll.domain import RollEntry, Stay
from services.ballot.session.presence import Witness

MOST_STAYS = 20
"""A member's line keeps the first stay and the latest ones, so that it does not grow for ever."""


def with_arrival(entry: RollEntry, stay: Stay) -> RollEntry:
    """The line with one more stay, or with the moment of one whose confirmation was noted first."""
    if any(one.id == stay.id for one in entry.stays):
        return _changed(entry, stay.id, arrived=stay.arrived)
    kept = entry.stays[:1] + entry.stays[1:][-(MOST_STAYS - 2) :]
    return entry.model_copy(
        update={"stays": (*kept, stay), "arrived": entry.arrived or stay.arrived, "left": ""}
    )


def with_second(entry: RollEntry, stay: Stay) -> RollEntry:
    """The line with the second witness of a stay, which may not be noted yet."""
    if any(one.id == stay.id for one in entry.stays):
        return _changed(entry, stay.id, confirmed=stay.confirmed, second=stay.second)
    return with_arrival(entry, stay)


def _changed(entry: RollEntry, arrival: str, **update: object) -> RollEntry:
    stays = tuple(
        stay.model_copy(update=update) if stay.id == arrival else stay for stay in entry.stays
    )
    return entry.model_copy(update={"stays": stays})


def with_departure(entry: RollEntry, at: str, witness: Witness) -> RollEntry:
    """The line with who saw the member leave, and the end of the stay once that is enough."""
    if not entry.stays or witness in entry.stays[-1].gone:
        return entry
    gone = (*entry.stays[-1].gone, witness)
    left = "" if entry.present else at
    last = entry.stays[-1].model_copy(update={"gone": gone, "left": left})
    return entry.model_copy(update={"stays": (*entry.stays[:-1], last), "left": left})


def with_mistake(entry: RollEntry) -> RollEntry:
    """The line without its last check-in, which stays visible as a mistake.

    Who is present only had a departure noted: that is taken back.
    """
    if entry.present:
        return _changed(entry, entry.stays[-1].id, gone=()) if entry.stays else entry
    last = tuple(stay.model_copy(update={"undone": True}) for stay in entry.stays[-1:])
    stays = (*entry.stays[:-1], *last)
    came = [stay for stay in stays if not stay.undone]
    return entry.model_copy(
        update={
            "stays": stays,
            "arrived": came[0].arrived if came else "",
            "left": came[-1].left if came else "",
        }
    )
