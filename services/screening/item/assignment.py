"""What is assigned (交办): a unit gives back what is not its own, another unit gets it. Pure."""

from collections.abc import Callable
from datetime import date

from chassis.core.catalogue import other_unit
from chassis.core.decision import Change
from chassis.core.errors import WrongState
from contracts.screening import Disposition
from services.screening.item.domain import Item, SentBack, told, triaged_event


def is_assigned(item: Item) -> bool:
    """Whether a unit has it in hand."""
    return item.disposition == Disposition.ASSIGNED and not item.handed_back


def is_handed_back(item: Item) -> bool:
    """Whether its unit gave it back and no other has it yet."""
    return item.handed_back


def send_back(
    item_id: str, unit: str, reason: str, today: date, last_day: date | None
) -> Callable[[Item], Change[Item]]:
    """The unit gives it back with a reason, until its ``last_day``: it is nobody's until assigned.

    Raises ``NotAllowed`` for another unit, ``WrongState`` where it has nothing, or too late.
    """

    def decide(item: Item) -> Change[Item]:
        if item.triage is None or not is_assigned(item):
            raise _not_assigned()
        if not unit or item.triage.unit != unit:
            raise other_unit()
        if last_day is not None and today > last_day:
            raise WrongState(
                "send-back-late",
                f"退回期限到 {last_day.isoformat()} 为止，已经超过；请联系街道经办人。",
                f"It could be given back until {last_day.isoformat()}; ask the street's clerk.",
            )
        said = SentBack(unit=unit, reason=reason, on=today.isoformat())
        event = triaged_event(item_id, item, item.triage.model_copy(update={"unit": ""}))
        return Change(item.model_copy(update={"sent_back": said, "handed_back": True}), (event,))

    return decide


def assign(
    item_id: str, unit: str, co_units: tuple[str, ...], opinion: str, today: date
) -> Callable[[Item], Change[Item]]:
    """Assign what was given back to another unit, also after the leg closed; its way stays."""

    def decide(item: Item) -> Change[Item]:
        if item.triage is None or not item.handed_back:
            raise _not_assigned()
        update = {"unit": unit, "co_units": co_units, "opinion": opinion or item.triage.opinion}
        triage = item.triage.model_copy(update=update)
        return told(item_id, item, triage, today, held=item.held)

    return decide


def _not_assigned() -> WrongState:
    return WrongState(
        "not-assigned",
        "这条建议现在不是交办件，或者已经处理过了。",
        "This suggestion is not assigned now, or this was done already.",
    )
