"""What is read of the cadence: the meetings, the periods missed, what is still to be done."""

from datetime import date

from chassis.core.catalogue import not_found
from chassis.core.clock import day
from chassis.core.documents import Found, Listing
from chassis.core.errors import Invalid
from chassis.service import Context
from contracts.charter import Cadence, Charter
from services.assembly.cadence.domain import Meeting, missed
from services.assembly.charter.domain import CharterRecord
from services.assembly.kinds import MEETINGS


def rule_of(charter: Charter, name: str) -> Cadence:
    """The street's rule of that id. Raises ``Invalid``."""
    found = next((one for one in charter.cadence if one.id == name), None)
    if found is None:
        raise Invalid(
            "unknown-cadence", "本街道的章程没有这种会议。", "The charter has no such meeting."
        )
    return found


async def meeting_of(ctx: Context, street: str, meeting: str) -> Found[Meeting]:
    """One meeting. Raises ``NotFound``."""
    found = await ctx.store.get(MEETINGS.key(street, meeting))
    if found is None:
        raise not_found()
    return found


async def meetings(ctx: Context, street: str, after: str, limit: int) -> Listing[Meeting]:
    """A page of meetings, the newest first."""
    return await ctx.store.find(MEETINGS, street, {}, after=after, limit=limit)


async def open_meetings(ctx: Context, street: str) -> list[Found[Meeting]]:
    """The meetings that agreed on something which is not done yet."""
    return await ctx.store.every(MEETINGS, street, {"pending": True})


async def missed_periods(
    ctx: Context, street: str, record: CharterRecord
) -> list[tuple[Cadence, list[str]]]:
    """Each rule of the charter with the periods that passed without its meeting (E-05)."""
    since, today = day(record.versions[0].at), date.fromisoformat(ctx.today())
    found = []
    for rule in record.charter.cadence:
        held = await ctx.store.count(MEETINGS, street, {"cadence": rule.id}, by="period")
        found.append((rule, missed(rule.months, since, today, held)))
    return found
