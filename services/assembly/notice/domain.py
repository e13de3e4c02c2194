"""A public notice (公示): which names are posted where and until when; it ends by itself (E-17)."""

from datetime import datetime

from chassis.core.decision import Change, State
from contracts.assembly import NoticeEnded, NoticePublished

ABOUT = "MEMBERS"


class Notice(State):
    """One notice over the candidates of one step. ``PUBLISHED`` until the end of ``ends_on``.

    ``ended`` once that was said.
    """

    step: str
    published_on: str
    ends_on: str
    channel: str
    members: int
    at: datetime
    by: str
    ended: bool = False

    def status(self, today: str) -> str:
        """Whether it is still posted on this day in Asia/Shanghai."""
        return "PUBLISHED" if today <= self.ends_on else "ENDED"


def publish(found: Notice | None, notice: Notice, notice_id: str) -> Change[Notice]:
    """Post the notice, once."""
    if found is not None:
        return Change(found)
    said = NoticePublished(notice=notice_id, about=ABOUT, ends_on=notice.ends_on)
    return Change(notice, [said])


def end(notice: Notice, notice_id: str) -> Change[Notice]:
    """Its time is over: say so, once."""
    if notice.ended:
        return Change(notice)
    said = NoticeEnded(notice=notice_id, about=ABOUT)
    return Change(notice.model_copy(update={"ended": True}), [said])
