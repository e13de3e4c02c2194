"""What is read: the ledger, its figures, and the traces both ways (E-28, E-29)."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.core.documents import Found
from chassis.core.errors import NotFound
from chassis.service import Context
from services.screening.domain.candidates import SHOWN, Candidate
from services.screening.domain.closing import Figures, Gap, missing
from services.screening.domain.items import Item, ItemStatus
from services.screening.domain.ledger import Ledger, LegState, LegStatus, Meeting
from services.screening.domain.opinions import Forum, Opinion, OpinionStatus
from services.screening.kinds import CANDIDATES, FORUMS, ITEMS, LEDGERS, OPINIONS


async def ledger_of(ctx: Context, street: str, cycle: str) -> Found[Ledger]:
    """The ledger of a cycle. Raises ``NotFound``."""
    found = await ctx.store.get(LEDGERS.key(street, cycle))
    if found is None:
        raise NotFound("unknown-cycle", "没有这个年度的台账。", "There is no such cycle here.")
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


async def item_of(ctx: Context, street: str, item_id: str) -> Found[Item]:
    """A suggestion as it is screened here. Raises ``NotFound``."""
    found = await ctx.store.get(ITEMS.key(street, item_id))
    if found is None:
        raise NotFound(
            "unknown-suggestion", "没有这条意见建议。", "There is no such suggestion here."
        )
    return found


async def candidate_of(ctx: Context, street: str, candidate_id: str) -> Found[Candidate]:
    """A proposal that has its number. Raises ``NotFound``."""
    found = await ctx.store.get(CANDIDATES.key(street, candidate_id))
    if found is None or found.state.status not in SHOWN:
        raise NotFound("unknown-candidate", "没有这个项目。", "There is no such project.")
    return found


async def opinion_of(ctx: Context, street: str, opinion_id: str) -> Found[Opinion]:
    """A pre-review opinion. Raises ``NotFound``."""
    found = await ctx.store.get(OPINIONS.key(street, opinion_id))
    if found is None:
        raise NotFound("unknown-opinion", "没有这条意见。", "There is no such opinion.")
    return found


async def candidates_of(ctx: Context, street: str, cycle: str) -> list[Found[Candidate]]:
    """All numbered proposals of a cycle, by number; the ledger bounds them to 200."""
    return await ctx.store.every(CANDIDATES, street, {"cycle": cycle, "status": SHOWN})


async def items_of(ctx: Context, street: str, cycle: str) -> list[Found[Item]]:
    """The suggestions of a cycle by number."""
    return await ctx.store.every(ITEMS, street, {"cycle": cycle})


async def forums_of(ctx: Context, street: str, cycle: str) -> list[Found[Forum]]:
    """The forums of a cycle by date."""
    return await ctx.store.every(FORUMS, street, {"cycle": cycle})


async def opinions_on(ctx: Context, street: str, candidate_id: str) -> list[Found[Opinion]]:
    """The pre-review opinions on a candidate in the order they came."""
    return await ctx.store.every(OPINIONS, street, {"candidate": candidate_id})


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


async def gaps_of(ctx: Context, street: str, ledger: Ledger) -> list[Gap]:
    """What is missing before the open leg may close; nothing where none is open."""
    current = next((leg for leg in ledger.legs if leg.status is LegStatus.OPEN), None)
    if current is None:
        return []
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


@dataclass(frozen=True)
class Trace:
    """A project and everything it came from (E-29)."""

    candidate: Found[Candidate]
    items: list[Found[Item]]
    forum: Found[Forum] | None
    opinions: list[Found[Opinion]]
    taken: list[Found[Candidate]]


async def trace_of(ctx: Context, street: str, candidate_id: str) -> Trace:
    """From a project back to its suggestions, forum and opinions. Raises ``NotFound``."""
    found = await candidate_of(ctx, street, candidate_id)
    forum = found.state.forum
    return Trace(
        candidate=found,
        items=await _items(ctx, street, found.state.sources),
        forum=await ctx.store.get(FORUMS.key(street, forum)) if forum else None,
        opinions=await opinions_on(ctx, street, candidate_id),
        taken=await _candidates(ctx, street, found.state.taken),
    )


async def fate_of(
    ctx: Context, street: str, item_id: str
) -> tuple[Found[Item], Found[Item], list[Found[Candidate]]]:
    """A suggestion, the one it is screened under (itself unless merged), its projects (E-29)."""
    item = await item_of(ctx, street, item_id)
    lead = item
    if item.state.status is ItemStatus.MERGED:
        lead = await ctx.store.get(ITEMS.key(street, item.state.target)) or item
    ids = dict.fromkeys((*item.state.candidates, *lead.state.candidates))
    return item, lead, await _candidates(ctx, street, list(ids))


async def _items(ctx: Context, street: str, ids: Sequence[str]) -> list[Found[Item]]:
    found = [await ctx.store.get(ITEMS.key(street, one)) for one in ids]
    return [item for item in found if item is not None]


async def _candidates(ctx: Context, street: str, ids: Sequence[str]) -> list[Found[Candidate]]:
    found = [await ctx.store.get(CANDIDATES.key(street, one)) for one in ids]
    return [one for one in found if one is not None and one.state.status in SHOWN]
