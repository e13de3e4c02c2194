"""Reading: one suggestion, the running collection, lists, and the figures of a cycle."""

from collections.abc import AsyncIterator, Mapping
from datetime import date

from chassis.core.documents import Found, Listing
from chassis.core.errors import Invalid, NotFound
from chassis.rooms.copies import charter_of
from chassis.rooms.search import search
from chassis.rooms.tallies import tallied
from chassis.service import Context
from services.intake.domain.collection import Collection, CollectionStatus, Figures
from services.intake.domain.status import Status
from services.intake.domain.suggestion import Suggestion
from services.intake.kinds import COLLECTIONS, MEMBERS, SUGGESTIONS
from services.intake.receipts import digest_of
from services.intake.views import Summary


async def suggestion_of(ctx: Context, street: str, suggestion: str) -> Found[Suggestion]:
    """A suggestion by its id. Raises ``NotFound``."""
    found = await ctx.store.get(SUGGESTIONS.key(street, suggestion))
    if found is None:
        raise _unknown()
    return found


async def public_suggestion_of(ctx: Context, street: str, suggestion: str) -> Found[Suggestion]:
    """A suggestion that counts in a cycle: only such a one is public. Raises ``NotFound``."""
    found = await suggestion_of(ctx, street, suggestion)
    if not found.state.cycle:
        raise _unknown()
    return found


async def by_receipt(ctx: Context, street: str, receipt: str) -> Found[Suggestion]:
    """The suggestion that a receipt belongs to. Raises ``NotFound``."""
    where = {"receipt": digest_of(receipt)}
    found = (await ctx.store.find(SUGGESTIONS, street, where, limit=1)).items
    if not found:
        raise NotFound(
            "unknown-receipt",
            "没有找到这个回执码，请核对后再试。",
            "There is no such receipt; check it and try again.",
        )
    return found[0]


async def numbered(ctx: Context, street: str, cycle: str, number: str) -> str:
    """The id of the suggestion under a number of the ledger. Raises ``NotFound``."""
    wanted = number.strip().upper()
    wanted = wanted.lstrip("0") if wanted.isdigit() else wanted
    async for found in ctx.store.stream(SUGGESTIONS, street, {"cycle": cycle}):
        if found.state.no == wanted:
            return found.id
    raise NotFound("unknown-number", "清单中没有这个编号。", "The list has no such number.")


def _unknown() -> NotFound:
    return NotFound(
        "unknown-suggestion", "没有找到这条建议。", "There is no such suggestion in this street."
    )


async def running_collection(ctx: Context, street: str) -> Collection | None:
    """The collection that is open now: the newest one, where several are."""
    where = {"status": CollectionStatus.OPEN.value}
    found = await ctx.store.every(COLLECTIONS, street, where)
    return found[-1].state if found else None


async def newest_cycle(ctx: Context, street: str) -> str:
    """The cycle of the newest collection, empty before the first one."""
    return next(iter(await cycles_of(ctx, street)), "")


async def cycles_of(ctx: Context, street: str) -> dict[str, bool]:
    """Every cycle in which something was collected, the newest first; and whether it still is."""
    found = reversed(await ctx.store.every(COLLECTIONS, street))
    return {one.id: one.state.status is CollectionStatus.OPEN for one in found}


async def listed(
    ctx: Context, street: str, where: Mapping[str, str], after: str, limit: int
) -> Listing[Suggestion]:
    """One page of the suggestions. Raises ``Invalid`` for filters that no index serves."""
    try:
        SUGGESTIONS.index_for(list(where))
    except LookupError:
        raise Invalid(
            "filters",
            "这几个筛选条件不能同时使用。",
            "These filters cannot be used together.",
        ) from None
    return await ctx.store.find(SUGGESTIONS, street, where, after=after, limit=limit)


async def all_listed(
    ctx: Context, street: str, where: Mapping[str, str]
) -> AsyncIterator[Found[Suggestion]]:
    """A whole list to its end, read page by page."""
    after = ""
    while True:
        page = await ctx.store.find(SUGGESTIONS, street, where, after=after, limit=500)
        for found in page.items:
            yield found
        if not (after := page.next):
            return


async def looked_for(
    ctx: Context, street: str, query: str, after: str, limit: int, *, staff: bool
) -> Listing[Suggestion]:
    """One page of the suggestions that hold these words, of all years.

    Anybody looks only at what is public; the staff at the title and text as they were written.
    """
    scope = "staff" if staff else "public"
    return await search(ctx.store, SUGGESTIONS, street, scope, query, after=after, limit=limit)


async def figures_of(ctx: Context, street: str, cycle: str) -> Figures:
    """What the collection of a cycle comes to as of now."""
    merged = await ctx.store.count(
        SUGGESTIONS, street, {"cycle": cycle, "status": Status.MERGED.value}
    )
    collectors = await ctx.store.count(SUGGESTIONS, street, {"cycle": cycle}, by="collector")
    return Figures(
        accepted=sum(collectors.values()),
        merged=sum(merged.values()),
        collectors=sum(1 for collector in collectors if collector),
    )


async def summary_of(ctx: Context, street: str, cycle: str) -> Summary:
    """The figures of a cycle, counted anew only where something in the street has changed."""
    name = f"summary/{cycle}/{ctx.today()}"
    return await tallied(ctx, street, name, lambda: _summary(ctx, street, cycle))


async def _summary(ctx: Context, street: str, cycle: str) -> Summary:
    """Every suggestion in exactly one status and one outcome."""
    charter = await charter_of(ctx, street)
    by = {
        name: await ctx.store.count(SUGGESTIONS, street, {"cycle": cycle}, by=name)
        for name in ("status", "outcome", "category", "topic", "channel", "community", "collector")
    }
    unanswered = {"cycle": cycle, "outcome": ""}
    waiting = await ctx.store.count(SUGGESTIONS, street, unanswered, by="accepted_on")
    due = await ctx.store.count(SUGGESTIONS, street, unanswered, by="due_on")
    members = await ctx.store.count(MEMBERS, street)
    total = sum(by["status"].values())
    still_open = by["outcome"].get("", 0)
    answered = sum(number for outcome, number in by["outcome"].items() if outcome)
    today = ctx.today()
    return Summary(
        cycle=cycle,
        total=total,
        open=still_open,
        answered=answered,
        merged=by["status"].get(Status.MERGED.value, 0),
        overdue=sum(number for day, number in due.items() if day < today),
        oldest_open_days=_days(min(waiting), today) if waiting else 0,
        reply_days=charter.reply_days,
        by_status=by["status"],
        by_outcome={name: number for name, number in by["outcome"].items() if name},
        by_category=by["category"],
        by_topic={name: number for name, number in by["topic"].items() if name},
        by_channel=by["channel"],
        by_community=by["community"],
        collectors=sum(1 for collector in by["collector"] if collector),
        members=sum(members.values()),
        conserved=answered + still_open == total == sum(by["category"].values()),
    )


def _days(since: str, today: str) -> int:
    return max(0, (date.fromisoformat(today) - date.fromisoformat(since)).days)
