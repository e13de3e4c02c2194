"""Who sees a ledger on its way in: whoever handed it in, and the clerks (C-05)."""

from typing import Any

from chassis.core.catalogue import unknown_batch
from chassis.core.documents import Found
from chassis.web.ask import Ask
from chassis.web.command import Order
from services.intake.importing.domain import LedgerImport
from services.intake.importing.queries import import_of
from services.intake.roles import is_clerk


def is_own(who: Ask | Order[Any], ledger: LedgerImport) -> bool:
    """Whether this person handed it in: its rows are their own words."""
    return bool(who.person.sub) and who.person.sub == ledger.by


def sees(who: Ask | Order[Any], ledger: LedgerImport) -> bool:
    """Whether this person may open it; what a clerk downloads of it is masked."""
    return is_own(who, ledger) or is_clerk(who)


def check_sees(who: Ask | Order[Any], ledger: LedgerImport) -> None:
    """Raise ``NotFound`` for whom another's ledger is nothing."""
    if not sees(who, ledger):
        raise unknown_batch()


async def import_seen(ask: Ask, key: str) -> Found[LedgerImport]:
    """An import as ``import_of``, for whom it is theirs to see. Raises ``NotFound``."""
    found = await import_of(ask.ctx, ask.street, key)
    check_sees(ask, found.state)
    return found
