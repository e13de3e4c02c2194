"""The purge: clears what was kept long enough, and can say beforehand what that would be (C-08).

It goes along the moment of the last change, the oldest first, on from where it came to. A run that
is cut off begins there again; what it had cleared holds nothing any more.
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
from services.intake.kinds import PURGES, SUGGESTIONS
from services.intake.retention.domain import CLASSES, DataClass, clear, is_over, note
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
        place = PURGES.key(self.street, self.name)
        before = await self.ctx.store.get(place)
        since = before.state.until if before else ""
        running = await running_collection(self.ctx, self.street)
        cycle = running.cycle if running else ""
        done, reached = await self._walk(since, cycle, dry=dry)
        if not dry:
            await self._note(reached, done)
        return Told(self.street, self.name, self.until, done)

    async def _walk(self, since: str, cycle: str, *, dry: bool) -> tuple[int, str]:
        """How many were due; up to where none has to be looked at again."""
        done, waits = 0, ""
        span = Span("updated_at", since=since, until=self.until)
        for _ in range(MOST_PAGES):
            page = await self.ctx.store.along(SUGGESTIONS, self.street, span, limit=AT_ONCE)
            for found in page.items:
                if not self.kept.holds(found.state):
                    continue
                if not is_over(found.state, cycle):
                    waits = waits or found.state.updated_at
                    continue
                done += 1 if dry else await self._clear(found, cycle)
            if not page.next:
                return done, waits or self.until
            span = replace(span, after=page.next)
        return done, waits or span.last[0]

    async def _clear(self, found: Found[Suggestion], cycle: str) -> int:
        salt = fresh_salt()
        name = f"purge:{self.name}:{found.id}:{found.version}"
        action = f"purge_{self.name}"
        cause = Cause(id=name, actor=self.actor, action=action, at=self.ctx.now(), correlation=name)
        decide = existing(lambda one: clear(one, self.kept, self.until, cycle, salt))
        changed = await self.ctx.change(SUGGESTIONS.key(self.street, found.id), decide, cause)
        if self.name == "photos":
            await self._erase_photos(found, changed.state)
        return int(not self.kept.holds(changed.state))

    async def _erase_photos(self, found: Found[Suggestion], now: Suggestion) -> None:
        gone = {one.id for one in found.state.photos} - {one.id for one in now.photos}
        owner = KEPT.owner(self.street, found.id)
        for photo in gone:
            await FileStore(self.ctx.store.engine).erase(owner, photo, self.ctx.now())

    async def _note(self, reached: str, done: int) -> None:
        name = f"purge:{self.name}:{reached}:{done}:{self.ctx.today()}"
        cause = Cause(
            id=name,
            actor=self.actor,
            action="note_purge",
            at=self.ctx.now(),
            correlation=name,
            note=f"{self.name}: {done}",
        )
        place = PURGES.key(self.street, self.name)
        on = self.ctx.today()
        await self.ctx.change(place, lambda found: note(found, reached, on, done), cause)
