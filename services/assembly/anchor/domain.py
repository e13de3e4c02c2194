"""An audit anchor of a street, as it was published. Never changed: it is out in the world."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chassis.core.decision import Change, State
from contracts.assembly import AuditAnchored

OWN = "assembly"


class PublishedAnchor(State):
    """``line`` is the whole anchor (``chassis.audit.anchor``); ``rows``: last row by service."""

    at: datetime
    line: str
    rows: dict[str, int]


def newest_first(at: datetime, doc_id: str) -> str:
    """The key that lists anchors with the newest at the top."""
    return f"{9_999_999_999 - int(at.timestamp()):010d}/{doc_id}"


def publish(
    found: PublishedAnchor | None, anchor: PublishedAnchor, anchor_id: str
) -> Change[PublishedAnchor]:
    """Publish an anchor and say it to other systems, once."""
    if found is not None:
        return Change(found)
    return Change(anchor, [AuditAnchored(anchor=anchor_id, line=anchor.line)])


def is_due(
    last: PublishedAnchor | None, rows: Mapping[str, int], at: datetime, every: timedelta
) -> bool:
    """Whether something happened since the last one, which is old enough.

    Publishing an anchor is itself a row of the assembly's trail: that one alone is no reason.
    """
    if last is None:
        return bool(rows)
    own = last.rows.get(OWN, 0) + 1
    happened = any(
        number > (own if name == OWN else last.rows.get(name, 0)) for name, number in rows.items()
    )
    return happened and at - last.at >= every
