"""What the rows of a ledger are held against: the street's words, members and suggestions."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import NAMESPACE_OID, uuid5

from chassis.core.documents import Found, Where
from chassis.rooms.copies import charter_of
from chassis.service import Context
from contracts.charter import Charter
from services.intake.collection.queries import running_collection
from services.intake.importing.doubles import Doubles, letters
from services.intake.kinds import MEMBERS, SUGGESTIONS
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import NEXT, Suggestion

MOST = 20_000
"""Suggestions that a ledger is compared with: those of the cycle, then those that wait."""


@dataclass
class Known:
    """The street as a check sees it. ``cycle``: where the rows will count, or ``NEXT``.

    ``members``: name → ids. ``numbers``: number of the list → the letters of its content.
    """

    street: str
    charter: Charter
    cycle: str
    today: date
    members: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    ids: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    doubles: Doubles = field(default_factory=Doubles)

    def add(self, found: Found[Suggestion]) -> None:
        """A suggestion that is there already."""
        state = found.state
        self.ids.add(found.id)
        if state.cycle:
            self.numbers[state.no] = letters(state.content)
        place = f"第 {state.no} 号建议" if state.no else "居民提交、待受理的一条建议"
        self.doubles.add(f"{state.written_title or state.title}{state.content}", place)


async def known_of(ctx: Context, street: str) -> Known:
    """The street as of now."""
    running = await running_collection(ctx, street)
    cycle = running.cycle if running else NEXT
    known = Known(street, await charter_of(ctx, street), cycle, date.fromisoformat(ctx.today()))
    for member in await ctx.store.every(MEMBERS, street):
        known.members[member.state.name].append(member.id)
    wheres: list[Where] = [{"cycle": cycle}, {"status": Status.SUBMITTED.value}]
    for where in [*wheres, *([{"cycle": NEXT}] if cycle != NEXT else [])]:
        async for found in ctx.store.stream(SUGGESTIONS, street, where):
            if len(known.ids) == MOST:
                return known
            known.add(found)
    return known


def ledger_key(street: str, cycle: str, no: str) -> str:
    """The id of the suggestion under a ledger number: importing it again finds it there."""
    number = no.lstrip("0")
    return uuid5(NAMESPACE_OID, f"ledger/{street}/{cycle}/{number}").hex


def words_key(street: str, values: dict[str, str]) -> str:
    """The id of a row that has no number of its own: the same row has the same id in every file."""
    names = ("collected_on", "community", "title", "content", "author", "contact")
    words = "/".join(letters(values.get(name, "")) for name in names)
    return uuid5(NAMESPACE_OID, f"row/{street}/{words}").hex
