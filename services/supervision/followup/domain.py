"""One answer of somebody who suggested a project, as intake tells it: no name, no suggestion.

A dispute (异议) among them holds the write-off of its project until the works were put right, or
the NPC committee refused it with a reason that everybody can read.
"""

from datetime import date, datetime

from chassis.core.decision import Change, State
from chassis.core.errors import WrongState
from contracts.supervision import DisputeResolved

OPEN, RECTIFIED, REFUSED, LATE = "OPEN", "RECTIFIED", "REFUSED", "LATE"


class FollowUp(State):
    """An answer of a round. ``status`` is empty where it is no dispute.

    ``words``: its reason, once a clerk of intake has looked at it, ``worded``: the sequence of
    that word. ``resolution``: why a dispute was refused. ``by_staff``: told by phone. ``LATE``: a
    dispute that arrived once the project was written off; it holds nothing.
    """

    project: str
    cycle: str
    round: int
    answer: str
    by_staff: bool
    at: datetime
    sequence: int
    status: str = ""
    words: str = ""
    worded: int = 0
    resolution: str = ""
    resolved_on: date | None = None


def kept(found: FollowUp | None, new: FollowUp) -> Change[FollowUp]:
    """The newer word stands: by receipt its author may say otherwise than the staff typed.

    Public words go with the answer that they are about; they may have arrived before it.
    """
    if found is None:
        return Change(new)
    if found.sequence >= new.sequence or found.status:
        return Change(found)
    if found.worded > new.sequence:
        new = new.model_copy(update={"words": found.words, "worded": found.worded})
    return Change(new)


def word(found: FollowUp, words: str, sequence: int) -> Change[FollowUp]:
    """The reason in public words; those on an earlier answer, or older ones, change nothing."""
    if sequence <= max(found.sequence, found.worded):
        return Change(found)
    return Change(found.model_copy(update={"words": words, "worded": sequence}))


def came_late(found: FollowUp) -> Change[FollowUp]:
    """A dispute over a project that is written off: shown, and nobody's to resolve."""
    return Change(found.model_copy(update={"status": LATE}) if found.status == OPEN else found)


def refuse(key: str, found: FollowUp, reason: str, today: date) -> Change[FollowUp]:
    """The NPC committee holds the acceptance for right, with a public reason."""
    _check_open(found)
    if not found.words:
        raise WrongState(
            "reason-not-public",
            "异议的理由还没有核对公开，请先在“建议人回访”里核对。",
            "The reason of the dispute is not public yet; look at it in intake first.",
        )
    return _resolved(key, found, REFUSED, reason, today)


def put_right(key: str, found: FollowUp, today: date) -> Change[FollowUp]:
    """The works are put right again: that resolves the dispute; they are asked about anew."""
    if found.status != OPEN:
        return Change(found)
    return _resolved(key, found, RECTIFIED, "", today)


def _check_open(found: FollowUp) -> None:
    if found.status != OPEN:
        raise WrongState(
            "dispute-resolved", "这件异议已经处理。", "This dispute was resolved already."
        )


def _resolved(
    key: str, found: FollowUp, how: str, reason: str, today: date
) -> Change[FollowUp]:  # fmt: skip
    update = {"status": how, "resolution": reason, "resolved_on": today}
    said = DisputeResolved(dispute=key, project=found.project, cycle=found.cycle, how=how)
    return Change(found.model_copy(update=update), [said])
