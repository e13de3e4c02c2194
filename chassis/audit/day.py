"""What the trail of a street holds of one day: how often each event was said, in which rows.

A row's id is its number, so a day is found by halving the chain and read from there to its end:
nothing before or after it is read. Rows stand nearly in the order of their moments: a change whose
process died is taken into the chain by the next sweep. ``LATE`` is how far that may reach.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from chassis.audit.chain import AuditChain, Row
from chassis.core.clock import ZONE

LATE = timedelta(hours=6)


@dataclass
class DayInTrail:
    """``said``: wire type → how often; ``first`` and ``last`` row, 0 where there is none."""

    said: Counter[str] = field(default_factory=Counter)
    first: int = 0
    last: int = 0

    def take(self, row: Row) -> None:
        """One row of the day."""
        self.said.update(row["events"])
        self.first, self.last = self.first or row["seq"], row["seq"]


async def day_in_trail(chain: AuditChain, street: str, day: date) -> DayInTrail:
    """A street's day (Asia/Shanghai) in the trail of one service."""
    begins = datetime.combine(day, time(), ZONE).astimezone(UTC)
    ends = begins + timedelta(days=1)
    found = DayInTrail()
    async for _, row in chain.rows(street, await _before(chain, street, begins - LATE)):
        at = datetime.fromisoformat(row["at"])
        if at >= ends + LATE:
            break
        if begins <= at < ends:
            found.take(row)
    return found


async def _before(chain: AuditChain, street: str, moment: datetime) -> int:
    """The number of the last row before this moment; 0 where there is none."""
    low, high = 0, (await chain.head(street)).seq
    while low < high:
        middle = (low + high + 1) // 2
        row = await chain.row(street, middle)
        if row and datetime.fromisoformat(row["at"]) < moment:
            low = middle
        else:
            high = middle - 1
    return low
