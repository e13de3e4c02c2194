"""Running numbers 1, 2, 3 … of a street, for one series and year: none twice, none left out.

A service lists ``NUMBERS`` among its kinds. A number belongs to a subject, the id of what is
numbered: whoever asks again for the same subject gets the same number, also where what was to be
done with it was refused meanwhile. So a repetition, a crash or two clerks at once leave no gap.
"""

from collections.abc import Callable

from pydantic import Field

from chassis.core.catalogue import busy
from chassis.core.decision import Cause, Change, State
from chassis.core.documents import Kind
from chassis.service import Context

REMEMBERED = 200
"""Subjects whose numbers are kept here; an older one has its number in its own document."""


class Numbers(State):
    """One series: the last number given, and the newest subjects with theirs."""

    last: int = 0
    given: dict[str, int] = Field(default_factory=dict)


NUMBERS = Kind("numbers", Numbers)


def take(subject: str) -> Callable[[Numbers | None], Change[Numbers]]:
    """Give the subject the next number, unless it has one."""

    def decide(found: Numbers | None) -> Change[Numbers]:
        numbers = found or Numbers()
        if subject in numbers.given:
            return Change(numbers)
        number = numbers.last + 1
        newest = list(numbers.given.items())[1 - REMEMBERED :]
        return Change(Numbers(last=number, given={**dict(newest), subject: number}))

    return decide


async def number_for(
    ctx: Context, street: str, series: str, year: str, subject: str, cause: Cause
) -> int:
    """The subject's number in ``numbers/<series>/<year>``. Raises ``Busy``, ``Unavailable``."""
    key = NUMBERS.key(street, f"{series}/{year}")
    changed = await ctx.change(key, take(subject), cause.part("number"))
    number = changed.state.given.get(subject)
    if number is None:  # asked again after 200 others, by a request that had died
        raise busy()
    return number
