"""The one time zone of the system. Stored times are UTC; dates and deadlines are street time."""

from datetime import UTC, date, datetime, timedelta, timezone

# China has kept one time all year since 1991; a fixed zone needs no zone database on the host.
ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")


def utc_now() -> datetime:
    """The wall clock, in UTC."""
    return datetime.now(UTC)


def local(moment: datetime | str) -> datetime:
    """Street time of an instant (or its ISO text); one without a zone is taken as UTC."""
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(ZONE)


def stamp(moment: datetime) -> str:
    """An instant as text that sorts by time: UTC, always to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day(moment: datetime, later: int = 0) -> date:
    """The street's date at an instant, or ``later`` days after it."""
    return local(moment).date() + timedelta(days=later)
