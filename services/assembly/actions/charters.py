"""Adopting a charter, and reading the one in force."""

from chassis.core.decision import Cause, Change
from chassis.core.documents import Changed, Found
from chassis.core.errors import NotFound
from chassis.service import Context
from contracts.charter import Charter, Document
from services.assembly.domain.charter import CharterRecord, adopt
from services.assembly.kinds import CHARTER, CHARTERS
from services.assembly.presets import charter_from


async def adopt_charter(
    ctx: Context,
    street: str,
    preset: str,
    year: int,
    documents: tuple[Document, ...],
    cause: Cause,
) -> Changed[CharterRecord]:
    """The party committee adopts a charter made from a preset (E-01, E-02, W-01)."""
    charter = charter_from(preset, street, year, documents)

    def decide(found: CharterRecord | None) -> Change[CharterRecord]:
        return adopt(found, charter, cause.at, cause.actor)

    return await ctx.change(CHARTERS.key(street, CHARTER), decide, cause)


async def record_of(ctx: Context, street: str) -> Found[CharterRecord]:
    """The charter in force. Raises ``NotFound`` for a street that has none."""
    found = await ctx.store.get(CHARTERS.key(street, CHARTER))
    if found is None:
        raise NotFound(
            "unknown-street", "没有这个街道，或它尚未公布章程。", "This street has no charter."
        )
    return found


async def charter_in_force(ctx: Context, street: str) -> Charter:
    """The charter itself. Raises ``NotFound``."""
    return (await record_of(ctx, street)).state.charter
