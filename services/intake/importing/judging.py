"""A clerk decides row by row what becomes of what may be repeated, before it is entered (W-11)."""

from dataclasses import dataclass

from chassis.core.decision import Change
from chassis.core.errors import Invalid
from chassis.web.command import Order
from services.intake.importing.bodies import Judge
from services.intake.importing.domain import IMPORT, LedgerImport, RowState
from services.intake.importing.queries import rows_of
from services.intake.importing.seeing import check_sees


@dataclass(frozen=True)
class Doubtful:
    """The rows of a ledger that may be repeated, by their numbers."""

    rows: tuple[int, ...]


async def doubtful(order: Order[Judge]) -> Doubtful:
    """What may be repeated in it."""
    rows = await rows_of(order.ctx, order.street, order.key)
    return Doubtful(tuple(row.row for row in rows if row.state is RowState.DUPLICATE))


def judge(ledger: LedgerImport, order: Order[Judge]) -> Change[LedgerImport]:
    """Note the choice, until it is entered. Raises ``Invalid`` for no row, or one in no doubt."""
    check_sees(order, ledger)
    IMPORT.move(ledger.status, "judge")
    doubts: Doubtful = order.facts
    rows = doubts.rows if order.body.whole else tuple(dict.fromkeys(order.body.rows))
    if not rows:
        raise Invalid("no-rows-ticked", "请先勾选要处理的行。", "Tick some rows first.")
    if strange := [row for row in rows if row not in doubts.rows]:
        raise Invalid(
            "not-in-doubt",
            f"第 {strange[0]} 行不是“可能重复”，不用选择。",
            f"Row {strange[0]} is not one that may be repeated.",
        )
    chosen = {str(row): order.body.choice for row in rows}
    return Change(ledger.model_copy(update={"choices": {**ledger.choices, **chosen}}))
