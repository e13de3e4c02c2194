"""Which solved cases of other streets are like a matter."""

from collections.abc import Sequence

from chassis.flow.dead_letters import NO_STREET
from chassis.rooms.tallies import tallied
from chassis.service import Context
from services.supervision.kinds import SOLVED
from services.supervision.solved.domain import SolvedCase
from services.supervision.solved.likeness import ALIKE, SAME_CLASS, scores

MOST = 2_000
"""Cases that are compared, the newest ones: some years of a city."""
SHOWN = 5


async def cases_like(
    ctx: Context, street: str, text: str, class_zh: str = ""
) -> Sequence[SolvedCase]:
    """At most five cases of other streets, the most alike first; none where nothing is alike."""
    cases = [one for one in await _cases(ctx) if one.street != street]
    alike = scores(text, [f"{one.title} {one.place}" for one in cases])
    found = [
        (score + SAME_CLASS * (one.class_zh == class_zh), place)
        for place, (score, one) in enumerate(zip(alike, cases, strict=True))
        if score >= ALIKE
    ]
    ordered = sorted(found, key=lambda pair: (-pair[0], pair[1]))
    return [cases[place] for _, place in ordered[:SHOWN]]


async def _cases(ctx: Context) -> list[SolvedCase]:
    """The newest cases of all streets, from memory until one is added."""
    return await tallied(ctx, NO_STREET, "solved", lambda: _read(ctx))


async def _read(ctx: Context) -> list[SolvedCase]:
    found = await ctx.store.find(SOLVED, NO_STREET, limit=MOST)
    return [one.state for one in found.items]
