"""Copies of what another service owns, above all of the streets' charters.

A service lists ``CHARTER_COPIES`` among its kinds and ``CharterAdopted: keep_charter`` among what
it hears; then ``await charter_of(ctx, street)`` answers everything that differs between streets.
"""

from chassis.core.catalogue import unknown_street
from chassis.core.copied import C, Copy, newest
from chassis.core.decision import Cause
from chassis.core.documents import Key, Kind
from chassis.service import Context
from contracts.assembly import CharterAdopted
from contracts.charter import Charter
from contracts.envelope import Heard

COPY = "charter"


async def keep_newest(ctx: Context, key: Key[C], copy: C, cause: Cause) -> None:
    """Keep what was heard in the document ``key`` unless a newer copy is there already."""
    await ctx.change(key, newest(copy), cause)


class CharterCopy(Copy):
    """A charter as it was last heard."""

    charter: Charter


CHARTER_COPIES = Kind("charter_copies", CharterCopy, city=True)


async def keep_charter(ctx: Context, heard: Heard[CharterAdopted], cause: Cause) -> None:
    """Keep the newest charter of a street."""
    copy = CharterCopy(charter=heard.data.charter, sequence=heard.sequence)
    await keep_newest(ctx, CHARTER_COPIES.key(heard.street, COPY), copy, cause)


async def charter_of(ctx: Context, street: str) -> Charter:
    """The charter in force. Raises ``NotFound`` for a street that has none."""
    found = await ctx.known(CHARTER_COPIES.key(street, COPY))
    if found is None:
        raise unknown_street()
    return found.state.charter


def assembly_name(charter: Charter, *, chinese: bool) -> str:
    """The name in the head and foot of every page of a street."""
    return f"{charter.zh}居民议事会" if chinese else f"{charter.en} Residents' Assembly"


async def charters(ctx: Context) -> dict[str, Charter]:
    """All charters by street code, for overviews over the city."""
    copies = ctx.store.stream(CHARTER_COPIES, None)
    return {copy.street: copy.state.charter async for copy in copies}
