"""What comes back to the screening: parted from its lead, or its answer did not hold. Pure.

While the triage is open it is on the board again. Later it is *late*: a clerk still says where it
goes, so that it is answered, but it is no source of a project any more; the figures of the legs
that closed stay as they were told.
"""

from chassis.core.errors import WrongState
from contracts.charter import Work
from contracts.screening import Disposition
from services.screening.item.domain import Item, ItemStatus
from services.screening.ledger.domain.ledger import Ledger, LegStatus


def is_over(ledger: Ledger) -> bool:
    """Whether every leg that triages has closed."""
    return all(leg.status is LegStatus.CLOSED for leg in ledger.legs if Work.TRIAGE in leg.works)


def is_late(ledger: Ledger, item: Item) -> bool:
    """Whether it waits for a triage that its leg cannot give it any more."""
    return item.status is ItemStatus.OPEN and is_over(ledger)


def check_open(ledger: Ledger, item: Item, disposition: Disposition) -> None:
    """A triage is given while its leg is open, and later only to what came back late."""
    if not is_late(ledger, item):
        ledger.doing(Work.TRIAGE)
    elif disposition is Disposition.PROJECT_SOURCE:
        raise WrongState(
            "too-late",
            "分级分类环节已经结束，不能再列为项目来源，请选择其他去向；确需列入的，由人大工委退回该环节。",
            "The triage has closed: it is no source of a project now. Choose another way, or have"
            " the NPC committee go back to that step.",
        )
