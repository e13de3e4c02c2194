"""What is read of sessions: one with its figures, and the lists."""

from chassis.core.documents import Found
from chassis.service import Context
from services.ballot.agenda.voted import voted_by_ballot
from services.ballot.kinds import SESSIONS, SLATES
from services.ballot.member.queries import number_called
from services.ballot.panel.queries import panels_of
from services.ballot.session.domain import Session
from services.ballot.session.settling import session_of
from services.ballot.session.views import SessionView, session_view

PAGE = 20


async def read_session(ctx: Context, street: str, session_id: str) -> SessionView:
    """A session as everybody may see it. Raises ``NotFound``."""
    return await view_of(ctx, await session_of(ctx, street, session_id))


async def view_of(ctx: Context, found: Found[Session]) -> SessionView:
    """The same of a session that was read."""
    slate = await ctx.store.get(SLATES.key(found.street, found.state.cycle))
    known = found.state.items or (slate.state.items if slate else ())
    expected = await number_called(ctx, found.street, found.state)
    panels = await panels_of(ctx, found.street, found.id)
    voted = await voted_by_ballot(ctx, found.street, found.state)
    return session_view(found, expected, len(known), panels, voted)


async def list_sessions(
    ctx: Context, street: str, cycle: str, after: str, limit: int
) -> tuple[list[SessionView], str]:
    """Sessions of a cycle (or of all) without their panels, newest first; the next ``after``."""
    where = {"cycle": cycle} if cycle else {}
    page = await ctx.store.find(SESSIONS, street, where, after=after, limit=limit)
    numbers = [await number_called(ctx, street, one.state) for one in page.items]
    found = zip(page.items, numbers, strict=True)
    return [session_view(f, n, len(f.state.items), [], {}) for f, n in found], page.next


async def number_of_sessions(ctx: Context, street: str) -> int:
    """How many sessions the street has had planned."""
    return sum((await ctx.store.count(SESSIONS, street)).values())


async def session_in_progress(ctx: Context, street: str) -> Found[Session] | None:
    """The newest session that is being held now and has its ballot, or nothing."""
    held = await ctx.store.find(SESSIONS, street, {"status": "IN_SESSION"})
    return next((one for one in held.items if one.state.ballot), None)


async def session_on_now(ctx: Context, street: str) -> Found[Session] | None:
    """The newest session that members check in to or that is being held, or nothing."""
    for status in ("IN_SESSION", "ADJOURNED", "CHECK_IN"):
        if held := (await ctx.store.find(SESSIONS, street, {"status": status}, limit=1)).items:
            return held[0]
    return None


async def next_session(ctx: Context, street: str) -> dict[str, str | int]:
    """What the form for a new session begins with: the newest slate's year, the next number."""
    slates = [one.id for one in await ctx.store.every(SLATES, street)]
    newest = (await ctx.store.find(SESSIONS, street, limit=1)).items
    last = [{"term": one.state.term, "number": one.state.number + 1} for one in newest]
    return ({"cycle": max(slates)} if slates else {}) | (last[0] if last else {})
