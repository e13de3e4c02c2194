"""The purge: clears what was kept long enough, and can say beforehand what that would be (C-08).

It goes along the moment of the last change, the oldest first, in rounds: each reaches its end, over
as many runs as that takes, so that what is still needed keeps nobody from what lies beyond. A run
that is cut off begins again where the last one stopped; what it had cleared holds nothing any more.
"""

from dataclasses import dataclass, replace
from datetime import timedelta

from chassis.core.clock import stamp
from chassis.core.decision import Cause, existing
from chassis.core.documents import Found, Span
from chassis.rooms.copies import charters
from chassis.rooms.files.store import FileStore
from chassis.service import Context
from services.intake.collection.queries import running_collection
from services.intake.kinds import FOLLOWUPS, PURGES, SUGGESTIONS
from services.intake.retention.domain import (
    CLASSES,
    DataClass,
    Purge,
    Reached,
    clear,
    count,
    is_awaited,
    is_over,
    note,
)
from services.intake.suggestion.domain.status import Status
from services.intake.suggestion.domain.suggestion import Suggestion
from services.intake.suggestion.handing_in import fresh_salt
from services.intake.suggestion.photos import KEPT

AT_ONCE = 200
MOST_PAGES = 50


@dataclass(frozen=True)
class Told:
    """What a run cleared, or would clear. ``until``: what changed before is old enough."""

    street: str
    name: str
    until: str
    due: int


async def purge_personal(ctx: Context) -> None:
    """The daily run over all streets."""
    await purge(ctx)


async def purge(ctx: Context, *, dry: bool = False, actor: str = "retention") -> list[Told]:
    """Clear every class of every street; ``dry``: only count what is due."""
    told: list[Told] = []
    for street, charter in (await charters(ctx)).items():
        for name, kept in CLASSES.items():
            days = kept.days(charter.retention)
            until = stamp(ctx.now() - timedelta(days=days))
            told.append(await _Run(ctx, street, name, kept, until, actor).go(dry=dry))
    return told


@dataclass(frozen=True)
class _Run:
    """One class of one street."""

    ctx: Context
    street: str
    name: str
    kept: DataClass
    until: str
    actor: str

    async def go(self, *, dry: bool) -> Told:
        running = await running_collection(self.ctx, self.street)
        cycle = running.cycle if running else ""
        found = await self.ctx.store.get(PURGES.key(self.street, self.name))
        begun, version = (found.state, found.version) if found else (Purge(), 0)
        if dry:
            return self._told(await self._count(begun, cycle))
        done, reached = await self._purge(begun, cycle)
        await self._note(reached, version)
        return self._told(done)

    def _told(self, due: int) -> Told:
        return Told(self.street, self.name, self.until, due)

    async def _count(self, begun: Purge, cycle: str) -> int:
        """How many are due, to the very end; only read."""
        due, span = 0, self._span(begun.until)
        while True:
            page = await self.ctx.store.along(SUGGESTIONS, self.street, span, limit=AT_ONCE)
            for found in page.items:
                due += self.kept.holds(found.state) and await self._is_over(found, cycle)
            if not page.next:
                return due
            span = replace(span, after=page.next)

    async def _purge(self, begun: Purge, cycle: str) -> tuple[int, Reached]:
        """Go on with the round: how many were cleared, and how far it came."""
        done, waits = 0, begun.waits
        span = self._span(begun.until, begun.after)
        for _ in range(MOST_PAGES):
            page = await self.ctx.store.along(SUGGESTIONS, self.street, span, limit=AT_ONCE)
            for found in page.items:
                if self.kept.holds(found.state):
                    cleared = await self._cleared(found, cycle)
                    done += cleared
                    waits = waits or ("" if cleared else found.state.updated_at)
            if not page.next:
                return done, Reached(waits or self.until)
            span = replace(span, after=page.next)
        return done, Reached(begun.until, span.after, waits)

    def _span(self, since: str, after: str = "") -> Span:
        return Span("updated_at", since=since, until=self.until, after=after)

    async def _is_over(self, found: Found[Suggestion], cycle: str) -> bool:
        """Whether nobody needs its author any more. What was merged is over when its lead is."""
        state, store = found.state, self.ctx.store
        if not is_over(state, cycle):
            return False
        asked = await store.every(FOLLOWUPS, self.street, {"suggestion": found.id})
        if is_awaited(state, [one.state for one in asked], self.ctx.today()):
            return False
        if state.status is not Status.MERGED:
            return True
        lead = await store.get(SUGGESTIONS.key(self.street, state.reference))
        if lead is None:
            return True
        return lead.state.updated_at < self.until and await self._is_over(lead, cycle)

    async def _cleared(self, found: Found[Suggestion], cycle: str) -> bool:
        return await self._is_over(found, cycle) and await self._clear(found, cycle)

    async def _clear(self, found: Found[Suggestion], cycle: str) -> bool:
        photos = found.state.photos if self.name == "photos" else ()
        owner = KEPT.owner(self.street, found.id)
        files = FileStore(self.ctx.store.engine)
        for photo in photos:  # noted before: what a crash leaves of them, the sweep finishes
            await files.note(owner, photo.id, self.ctx.now())
        now = await self._change(found, cycle)
        gone = not self.kept.holds(now)
        if gone:
            await self._add(found)
        for photo in photos if gone else ():
            await files.erase_content(owner, photo.id)
        return gone

    async def _change(self, found: Found[Suggestion], cycle: str) -> Suggestion:
        salt = fresh_salt()
        name = f"purge:{self.name}:{found.id}:{found.version}"
        action = f"purge_{self.name}"
        cause = Cause(id=name, actor=self.actor, action=action, at=self.ctx.now(), correlation=name)
        decide = existing(lambda one: clear(one, self.kept, self.until, cycle, salt))
        where = SUGGESTIONS.key(self.street, found.id)
        return (await self.ctx.change(where, decide, cause)).state

    async def _add(self, found: Found[Suggestion]) -> None:
        """Count it at once: a run that is cut off later has told of it."""
        name, on = f"purged:{self.name}:{found.id}:{found.version}", self.ctx.today()
        place = PURGES.key(self.street, self.name)
        await self.ctx.change(place, lambda purge: count(purge, on), self._cause(name))

    async def _note(self, reached: Reached, version: int) -> None:
        name = f"purge:{self.name}:{version}:{reached.until}:{reached.after}"
        place = PURGES.key(self.street, self.name)
        await self.ctx.change(place, lambda purge: note(purge, reached), self._cause(name))

    def _cause(self, name: str) -> Cause:
        at = self.ctx.now()
        return Cause(id=name, actor=self.actor, action="note_purge", at=at, correlation=name)
