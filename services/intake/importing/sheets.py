"""The ledger of suggestions as a workbook, in the words of the street and masked (C-05, C-15)."""

from collections.abc import AsyncIterator, Sequence

from chassis.core.documents import Found
from chassis.rooms.sheets import Column
from contracts.charter import Charter, Named
from services.intake.importing.ledger import LEDGER
from services.intake.labels import of_outcome
from services.intake.suggestion.domain.status import NAMES
from services.intake.suggestion.domain.suggestion import LONGEST_TEXT, Suggestion
from services.intake.suggestion.views import masked_author, masked_contact

TITLE = "意见建议台账"
COLUMNS = (
    *LEDGER,
    Column("status", "状态", max_length=16),
    Column("outcome", "去向", max_length=16),
    Column("unit", "责任部门", max_length=30),
    Column("reply", "答复", max_length=LONGEST_TEXT),
    Column("due_on", "答复期限", "date"),
)


async def ledger_rows(
    charter: Charter, found: AsyncIterator[Found[Suggestion]]
) -> AsyncIterator[dict[str, str]]:
    """The rows as the clerks keep them, with what became of each."""
    async for one in found:
        yield _row(charter, one.state)


def _row(charter: Charter, state: Suggestion) -> dict[str, str]:
    kept = {
        column.name: str(getattr(state, column.name))
        for column in COLUMNS
        if column.name in Suggestion.model_fields
    }
    return kept | {
        "channel": _label(charter.channels, state.channel),
        "community": _label(charter.communities, state.community),
        "category": _label(charter.suggestion_categories, state.category),
        "topic": _label(charter.topics, state.topic),
        "author": masked_author(state),
        "contact": masked_contact(state),
        "status": NAMES[state.status][0],
        "outcome": of_outcome(state.outcome)[0],
    }


def _label(options: Sequence[Named], name: str) -> str:
    return next((one.zh for one in options if one.id == name), name)
