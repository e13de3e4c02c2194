"""Dates of GeoReport queries: W3C date-times with a zone, and windows of at most 90 days."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from chassis.core.clock import ZONE, local, stamp
from chassis.core.documents import Span
from chassis.core.errors import Invalid

LONGEST = timedelta(days=90)
SECOND = timedelta(seconds=1)
LATEST = datetime.max.replace(microsecond=0, tzinfo=UTC)


def w3(moment: datetime) -> str:
    """A moment in street time, to the second: ``2025-05-01T09:00:00+08:00``."""
    return local(moment).isoformat(timespec="seconds")


def read_moment(text: str, name: str) -> datetime | None:
    """The moment that was given, nothing for an empty text. Raises ``Invalid``.

    A plain day begins at midnight in the street. A ``+`` that was sent unescaped is a blank here.
    """
    text = text.strip().replace(" ", "+")
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
        if len(text) <= len("2025-05-01"):
            found = found.replace(tzinfo=ZONE)
        if found.tzinfo is None:
            raise _wrong(name)
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _wrong(name) from None


def asked_span(given: Mapping[str, str], now: datetime) -> Span:
    """What is asked for by the time it was made, the newest first: by default 90 days.

    ``updated_after`` and ``updated_before`` ask by the last change instead, the oldest first and
    without a bound, so that a copy is kept up to date by going on where it stopped.
    """
    after = read_moment(given.get("updated_after", ""), "updated_after")
    before = read_moment(given.get("updated_before", ""), "updated_before")
    if after or before:
        return _span("updated_at", after, before, newest=False)
    since, until = window(given, now)
    return _span("requested_at", since, until, newest=True)


def window(given: Mapping[str, str], now: datetime) -> tuple[datetime, datetime]:
    """``start_date`` and ``end_date``; one without the other spans 90 days. Raises ``Invalid``."""
    since = read_moment(given.get("start_date", ""), "start_date")
    until = read_moment(given.get("end_date", ""), "end_date")
    try:
        until = until or (since + LONGEST if since else now)
        since = since or until - LONGEST
    except OverflowError:
        raise _wrong("start_date") from None
    if not timedelta(0) <= until - since <= LONGEST:
        raise Invalid(
            "window",
            "start_date 到 end_date 最多 90 天，且不能颠倒。",
            "start_date and end_date may not span more than 90 days, the earlier one first.",
        )
    return since, until


def end_of_second(moment: datetime) -> str:
    """What comes after everything that is told to be of this second."""
    whole = moment.replace(microsecond=0)
    return stamp(whole + SECOND if whole < LATEST else moment.replace(microsecond=999_999))


def _span(field: str, since: datetime | None, until: datetime | None, *, newest: bool) -> Span:
    # Told to the second, so the last second belongs to the window.
    first = stamp(since.replace(microsecond=0)) if since else ""
    last = end_of_second(until) if until else ""
    return Span(field, first, last, newest)


def _wrong(name: str) -> Invalid:
    return Invalid(
        "bad-date",
        f"{name} 应为带时区的日期时间，例如 2025-05-01T00:00:00Z。",
        f"{name} takes a date and time with a zone, such as 2025-05-01T00:00:00Z.",
    )
