"""How far the secret ballots took the items that they stand for (W-09): voted, then decided."""

from collections.abc import Mapping

from chassis.service import Context
from services.ballot.agenda.item import ItemKind
from services.ballot.kinds import BALLOTS
from services.ballot.session.domain import Session

VOTED, DECIDED = 3, 4
"""Stages of ``agenda.views.STAGES`` that are behind an item."""
STAGE_OF = {"COUNTED": VOTED, "CERTIFIED": VOTED, "ANNOUNCED": DECIDED}
ABOUT = {ItemKind.BALLOT: "PROJECTS", ItemKind.SATISFACTION: "SATISFACTION"}
Voted = Mapping[ItemKind, tuple[int, int]]
"""Kind of item → stage, and how many took part (papers returned in the first round)."""


async def voted_by_ballot(ctx: Context, street: str, session: Session) -> Voted:
    """What the ballots of a session did for its items; nothing before a count."""
    told = {}
    for kind, about in ABOUT.items():
        key = session.ballot_about(about)
        found = await ctx.store.known(BALLOTS.key(street, key)) if key else None
        first = found.state.rounds[0].outcome if found and found.state.rounds else None
        if found and first and found.state.status in STAGE_OF:
            told[kind] = (STAGE_OF[found.state.status], first.returned)
    return told
