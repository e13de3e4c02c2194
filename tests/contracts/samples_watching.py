"""Sample documents of watching over projects: a supervision order and a visit from the field."""

from datetime import date

from chassis.core.decision import State
from services.supervision.fieldwork.domain import Entry
from services.supervision.order.domain import SupervisionOrder
from tests.contracts.frozen import frozen
from tests.contracts.samples_following import PHOTO


def _kept(name: str, model: type[State]) -> State:
    """The document as it was frozen."""
    return model.model_validate(dict(frozen(name))[1])


def watching() -> dict[str, State]:
    """An order that was answered with a photo, and a visit with one."""
    order = _kept("supervision.orders", SupervisionOrder)
    assert isinstance(order, SupervisionOrder)
    answer = order.replies[0].model_copy(update={"on": date(2025, 6, 1), "photos": (PHOTO,)})
    entry = _kept("supervision.entries", Entry).model_copy(update={"photos": (PHOTO,)})
    replied = order.model_copy(update={"replies": (answer,)})
    return {"supervision.orders": replied, "supervision.entries": entry}
