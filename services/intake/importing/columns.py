"""The columns of a street's ledger as its charter has them, for reading and for writing."""

from collections.abc import Mapping

from chassis.rooms.sheet_grid import plain
from contracts.charter import Charter
from contracts.ledger_form import LedgerColumn, LedgerField

WRITTEN_ONLY = {
    LedgerField.STATUS,
    LedgerField.LEVEL,
    LedgerField.UNIT,
    LedgerField.OUTCOME,
    LedgerField.REPLY,
    LedgerField.DUE_ON,
    LedgerField.URGENT,
    LedgerField.WEAK_POINT,
    LedgerField.PRIORITY,
}
"""What intake decides: written into a ledger, not read from one."""
REASON = "退回原因"
"""The column that a sheet of mistakes has more."""


def read_columns(charter: Charter) -> tuple[LedgerColumn, ...]:
    """What a ledger may bring."""
    return tuple(one for one in charter.ledger.columns if one.field not in WRITTEN_ONLY)


def meanings(charter: Charter) -> dict[str, str]:
    """Header without its trimmings → field, for every word that the street uses."""
    return {
        plain(word): column.field.value
        for column in charter.ledger.columns
        for word in (column.zh, *column.also)
    } | {REASON: REASON}


def wanted(charter: Charter) -> Mapping[str, str]:
    """The fields without which a sheet is no ledger, and what the street calls them."""
    return {one.field.value: one.zh for one in read_columns(charter) if one.required}


def title_of(charter: Charter) -> str:
    """The title over the table."""
    return charter.ledger.title or f"{charter.zh}意见建议台账"


def file_name(charter: Charter, what: str = "") -> str:
    """What a workbook of the street is called."""
    return f"{title_of(charter)}{what}.xlsx"
