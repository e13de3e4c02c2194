"""The journal of everything that the city's figures are made of: the events as they were heard.

The embedded bus keeps no event once it was heard, a broker's log only for so many days. What the
figures need is small, so it is kept here, each event once under its id, and the figures can be made
again from it at any time (``rebuilding``).
"""

from collections.abc import AsyncIterator
from typing import Any

from chassis.core.decision import Cause
from chassis.core.documents import Plain
from chassis.service import Context
from chassis.store.engine import Engine
from chassis.store.rows import every_row
from contracts.envelope import Envelope, Event, Heard
from services.supervision.overview.words import HEARD, Word, meant

JOURNAL = Plain("overview_journal")
"""Rows under ``<street>/<event id>``: wire type, sequence, data (public facts, as all events)."""
TYPES = {event.wire_type(): event for event in HEARD}


async def hear_word(ctx: Context, heard: Heard[Any], cause: Cause) -> None:
    """Keep the event, then what it means; either is done once, however often it comes."""
    word = Word(heard.street, heard.sequence, heard.data)
    await ctx.store.engine.insert(JOURNAL, f"{heard.street}/{heard.id}", row_of(word))
    key, decide = meant(word)
    await ctx.change(key, decide, cause)


def row_of(word: Word) -> dict[str, Any]:
    """The event as a row of the journal."""
    data = word.said.model_dump(mode="json")
    return {"type": word.said.wire_type(), "sequence": word.sequence, "data": data}


async def take_in(engine: Engine, envelope: Envelope) -> bool:
    """An event of a broker's log; ``False`` where the figures need none of it or it is there."""
    event = TYPES.get(envelope.type)
    if event is None:
        return False
    said = event.model_validate(envelope.data, extra="ignore")
    word = Word(envelope.street, envelope.sequence, said)
    return await engine.insert(JOURNAL, f"{envelope.street}/{envelope.id}", row_of(word))


async def words_of(engine: Engine, street: str) -> AsyncIterator[Word]:
    """Every event of a street, in no order: none is needed."""
    async for _, row in every_row(engine, JOURNAL, f"{street}/"):
        event: type[Event] | None = TYPES.get(row["type"])
        if event is not None:
            said = event.model_validate(row["data"], extra="ignore")
            yield Word(street, row["sequence"], said)
