"""Reading what a bundle and the board are made of."""

from chassis.core.errors import NotFound
from chassis.service import Context
from services.ballot.ballot.domain.ballot import Ballot
from services.ballot.ballot.queries import no_result
from services.ballot.bundle.contents import Box
from services.ballot.casting.casting import ballot_of, papers_of, papers_prefix
from services.ballot.kinds import PAPERS
from services.ballot.slips.credential import APART, key_pair, public_hex, read_code
from services.ballot.slips.stored import keys_in_force


async def announced(ctx: Context, street: str, ballot_id: str) -> Ballot:
    """A ballot whose result is public. Raises ``NotFound``."""
    state = (await ballot_of(ctx, street, ballot_id)).state
    if state.status != "ANNOUNCED":
        raise no_result()
    return state


async def boxes_of(ctx: Context, street: str, ballot_id: str, state: Ballot) -> dict[int, Box]:
    """The papers and keys of each round, by its number."""
    found = {}
    for one in state.rounds:
        rows = await papers_of(ctx, street, ballot_id, one.number)
        keys = await keys_in_force(ctx.store.engine, street, state.session, one.turn)
        found[one.number] = Box(rows, keys)
    return found


async def counted_in(ctx: Context, street: str, ballot_id: str, state: Ballot, code: str) -> int:
    """The round in which the coupon with this code has a paper. ``NotFound`` where it has none.

    Looks up rows by their key and leaves nothing behind. Raises ``Invalid`` for a mistyped code.
    """
    public = public_hex(key_pair(street, state.session, read_code(code)))
    for one in state.rounds:
        prefix = papers_prefix(street, ballot_id, one.number)
        for key in (public, public + APART):
            if await ctx.store.engine.row(PAPERS, prefix + key) is not None:
                return one.number
    raise NotFound(
        "not-counted-in",
        "没有用这张票码投的票。请核对票码；如确已投票，请立即告诉监票人。",
        "No paper was cast with this code. Check it; if you did vote, tell a scrutineer at once.",
    )
