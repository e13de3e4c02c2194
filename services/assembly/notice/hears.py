"""The end of a public notice (公示期满): a timer for each, so that its end is said (E-17)."""

from datetime import date

from chassis.core.decision import Cause, Change, awaited
from chassis.flow.timers import set_timer
from chassis.service import Context, Ringing, end_of_day
from contracts.assembly import NoticePublished
from contracts.envelope import Heard
from services.assembly.kinds import NOTICES
from services.assembly.notice import domain
from services.assembly.notice.domain import Notice

NOTICE = "notice"
"""The timer's name."""


async def await_end(ctx: Context, heard: Heard[NoticePublished], cause: Cause) -> None:
    """A notice hangs: remember when its time is over."""
    due = end_of_day(date.fromisoformat(heard.data.ends_on))
    await set_timer(ctx, heard.street, NOTICE, heard.data.notice, due, heard.sequence, cause)


async def end_notice(ctx: Context, ringing: Ringing, cause: Cause) -> None:
    """Its time is over."""

    def decide(found: Notice) -> Change[Notice]:
        return domain.end(found, ringing.subject)

    await ctx.change(NOTICES.key(ringing.street, ringing.subject), awaited(decide), cause)
