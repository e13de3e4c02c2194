"""What is read of ledgers: one, the newest, its figures and what is missing in the open leg."""

from dataclasses import dataclass

from chassis.core.catalogue import unknown_cycle
from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.screening.candidate.queries import candidates_of
from services.screening.item.domain import ItemStatus
from services.screening.kinds import ITEMS, LEDGERS, OPINIONS
from services.screening.ledger.domain.closing import Figures, Gap, missing, warnings
from services.screening.ledger.domain.ledger import Ledger, LegState, Meeting
from services.screening.opinion.domain import OpinionStatus


async def ledger_of(ctx: Context, street: str, cycle: str) -> Found[Ledger]:
    """The ledger of a cycle. Raises ``NotFound``."""
    found = await ctx.store.get(LEDGERS.key(street, cycle))
    if found is None:
        raise unknown_cycle()
    return found


async def newest_ledger(ctx: Context, street: str) -> Found[Ledger] | None:
    """The ledger of the latest cycle of a street, if it has any."""
    ledgers = await ctx.store.every(LEDGERS, street)
    return max(ledgers, key=lambda found: found.state.year, default=None)


async def ledger_cycles(ctx: Context, street: str) -> list[str]:
    """The cycles of all ledgers, the newest first."""
    found = await ctx.store.every(LEDGERS, street)
    return sorted((one.state.cycle for one in found), reverse=True)


def meeting_in(ledger: Ledger, meeting_id: str) -> tuple[LegState, Meeting]:
    """A meeting of the ledger with its leg. Raises ``NotFound``."""
    for leg in ledger.legs:
        for meeting in leg.meetings:
            if meeting.id == meeting_id:
                return leg, meeting
    raise NotFound("unknown-meeting", "没有这次会议的记录。", "There is no such meeting here.")


async def figures_of(ctx: Context, street: str, ledger: Ledger) -> Figures:
    """What the documents of the cycle come to, for closing a leg."""
    cycle = ledger.cycle
    by_status = await ctx.store.count(ITEMS, street, {"cycle": cycle}, by="status")
    open_opinions = {"cycle": cycle, "status": OpinionStatus.OPEN.value}
    unanswered = await ctx.store.count(OPINIONS, street, open_opinions)
    candidates = await candidates_of(ctx, street, cycle)
    return Figures(
        suggestions=sum(by_status.values()),
        merged=by_status.get(ItemStatus.MERGED, 0),
        untriaged=by_status.get(ItemStatus.OPEN, 0),
        unanswered=unanswered.get("", 0),
        candidates={found.id: found.state for found in candidates},
    )


async def warnings_of(ctx: Context, street: str, ledger: Ledger) -> list[Gap]:
    """What to look at before the open leg closes, though it stops nothing."""
    if not ledger.current():
        return []
    current = ledger.leg(ledger.current())
    if not (current.least or current.most):
        return []
    return warnings(ledger, current, await figures_of(ctx, street, ledger))


async def gaps_of(ctx: Context, street: str, ledger: Ledger) -> list[Gap]:
    """What is missing before the open leg may close; nothing where none is open."""
    if not ledger.current():
        return []
    current = ledger.leg(ledger.current())
    return missing(ledger, current, await figures_of(ctx, street, ledger))


@dataclass(frozen=True)
class Stage:
    """One figure of the funnel; nothing where its leg has not closed yet (E-28)."""

    leg: str
    zh: str
    en: str
    count: int | None
    target: int


def funnel(ledger: Ledger) -> list[Stage]:
    """The figures that stand in the picture (58 → 25 → 12 → 10 in the source's first case)."""
    return [
        Stage(leg.id, leg.zh, leg.en, leg.outgoing, leg.target) for leg in ledger.legs if leg.funnel
    ]
