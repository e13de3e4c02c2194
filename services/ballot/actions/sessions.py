"""What is asked of a session: calling it, its booklet, its slips, its panels."""

import secrets
from collections.abc import Callable

from chassis.core.decision import Cause, Change, created, existing
from chassis.core.documents import Changed, Found, Key
from chassis.core.errors import Invalid, NotFound, WrongState
from chassis.rooms.copies import charter_of
from chassis.service import Context
from contracts.charter import Panel
from services.ballot.domain import panel as panels
from services.ballot.domain import session as sessions
from services.ballot.domain.panel import PanelRecord
from services.ballot.domain.session import Session
from services.ballot.domain.slips import new_code, slip_hash
from services.ballot.kinds import BALLOTS, PANELS, SESSIONS, SLATES, SLIPS


async def create_session(
    ctx: Context, street: str, planned: Session, cause: Cause
) -> Changed[Session]:
    """Plan a session. Raises ``Invalid`` beyond the agenda limit (W-02)."""
    session = sessions.plan(planned, await charter_of(ctx, street))
    key = SESSIONS.key(street, cause.derive("session"))
    return await ctx.change(key, created(session), cause)


async def move_session(
    ctx: Context, street: str, session_id: str, action: str, cause: Cause, version: int | None
) -> Changed[Session]:
    """One step in the life of a session: notify, start_check_in, begin, adjourn, resume, close."""
    await settle_voting(ctx, street, session_id, cause)
    moves: dict[str, Callable[[Session], Change[Session]]] = {
        "notify": lambda state: sessions.notify(session_id, state),
        "start_check_in": sessions.start_check_in,
        "begin": sessions.begin,
        "adjourn": sessions.adjourn,
        "resume": sessions.resume,
    }
    return await ctx.change(
        SESSIONS.key(street, session_id), existing(moves[action]), cause, version
    )


async def close_session(
    ctx: Context, street: str, session_id: str, cause: Cause, version: int | None
) -> Changed[Session]:
    """End the session. Raises ``WrongState`` while its ballot is not certified or voided."""
    await settle_voting(ctx, street, session_id, cause)
    found = await session_of(ctx, street, session_id)
    ballot = await ctx.store.get(BALLOTS.key(street, found.state.ballot))
    unfinished = ballot is not None and ballot.state.status not in (
        "CERTIFIED",
        "ANNOUNCED",
        "VOID",
    )

    def decide(state: Session) -> Change[Session]:
        if unfinished:
            raise WrongState(
                "ballot-unfinished",
                "本次会议的票决尚未完成。",
                "The ballot of this session is not finished.",
            )
        return sessions.close(session_id, state)

    return await ctx.change(SESSIONS.key(street, session_id), existing(decide), cause, version)


async def freeze_booklet(
    ctx: Context, street: str, session_id: str, cause: Cause, version: int | None
) -> Changed[Session]:
    """Make agenda and candidates final. Raises ``WrongState`` without the cycle's slate."""
    found = await session_of(ctx, street, session_id)
    slate = await ctx.store.get(SLATES.key(street, found.state.cycle))
    items = slate.state.items if slate else ()

    def decide(state: Session) -> Change[Session]:
        return sessions.freeze(session_id, state, items)

    return await ctx.change(SESSIONS.key(street, session_id), existing(decide), cause, version)


async def session_of(ctx: Context, street: str, session_id: str) -> Found[Session]:
    """One session. Raises ``NotFound``."""
    found = await ctx.store.get(SESSIONS.key(street, session_id))
    if found is None:
        raise NotFound("no-session", "没有这次会议。", "There is no such session in this street.")
    return found


async def settle_voting(ctx: Context, street: str, session_id: str, cause: Cause) -> None:
    """Let go of a round that was counted or voided, so that slips may be drawn again.

    Count and void do this at once; whoever comes next does it where they were cut short.
    """
    found = await session_of(ctx, street, session_id)
    voting = found.state.voting
    if voting is None:
        return
    ballot = await ctx.store.get(BALLOTS.key(street, voting.ballot))
    if ballot is None or not ballot.state.is_over(voting.round):
        return

    def decide(state: Session) -> Change[Session]:
        return sessions.end_voting(state, voting.ballot, voting.round)

    await ctx.change(found_key(found), existing(decide), cause.part("settle"))


def found_key(found: Found[Session]) -> Key[Session]:
    """The key of a session that was read."""
    return SESSIONS.key(found.street, found.id)


# ---- slips ---------------------------------------------------------------------------------


async def print_slips(
    ctx: Context, street: str, session_id: str, number: int, cause: Cause
) -> list[str]:
    """Print fresh slips, in no order; the answer is the only place where they ever stand.

    Raises ``WrongState`` once somebody drew one. A print replaces the one before.
    """
    seats = (await charter_of(ctx, street)).seats
    found = await session_of(ctx, street, session_id)
    sessions.check_printable(found.state, number, seats)
    codes = [new_code(secrets.choice) for _ in range(number)]
    secrets.SystemRandom().shuffle(codes)
    run = secrets.token_hex(8)
    for code in codes:
        row_id = f"{street}/{session_id}/{slip_hash(code)}"
        await ctx.store.engine.insert(SLIPS, row_id, {"print": run})

    def decide(state: Session) -> Change[Session]:
        return sessions.put_in_force(state, run, number, seats)

    changed = await ctx.change(found_key(found), existing(decide), cause)
    if changed.already:
        raise WrongState(
            "printed-once",
            "投票码只显示一次；如未打印成功，请重新打印一套新的。",
            "Slips are shown once; where printing failed, print a fresh set.",
        )
    await _drop_print(ctx, street, session_id, found.state.print)
    return codes


async def _drop_print(ctx: Context, street: str, session_id: str, run: str) -> None:
    for row_id, body in await ctx.store.engine.rows(SLIPS, f"{street}/{session_id}/", "", 2000):
        if body["print"] == run:
            await ctx.store.engine.remove(SLIPS, row_id)


# ---- panels --------------------------------------------------------------------------------


async def record_panel(
    ctx: Context,
    street: str,
    session_id: str,
    panel: Panel,
    found: PanelRecord,
    cause: Cause,
    version: int | None,
) -> Changed[PanelRecord]:
    """Record what a panel found, again as often as needed until it closes."""
    session = await _with_booklet(ctx, street, session_id, panel)
    fresh = PanelRecord(session=session_id, cycle=session.cycle, panel=panel)
    candidates = frozenset(item.candidate for item in session.items)

    def decide(state: PanelRecord | None) -> Change[PanelRecord]:
        return panels.record(state or fresh, candidates, found.people, found.scores, found.remarks)

    return await ctx.change(PANELS.key(street, f"{session_id}/{panel}"), decide, cause, version)


async def close_panel(
    ctx: Context, street: str, session_id: str, panel: Panel, cause: Cause
) -> Changed[PanelRecord]:
    """End a panel's evaluation."""
    session = await _with_booklet(ctx, street, session_id, panel)
    candidates = frozenset(item.candidate for item in session.items)

    def decide(state: PanelRecord) -> Change[PanelRecord]:
        return panels.close(state, candidates)

    return await ctx.change(PANELS.key(street, f"{session_id}/{panel}"), existing(decide), cause)


async def _with_booklet(ctx: Context, street: str, session_id: str, panel: Panel) -> Session:
    session = (await session_of(ctx, street, session_id)).state
    if session.status not in sessions.WITH_BOOKLET:
        raise WrongState(
            "no-booklet", "会议材料定稿后才能评议。", "Panels evaluate what the booklet holds."
        )
    if panel not in (await charter_of(ctx, street)).ballot.panels:
        raise Invalid("no-such-panel", "本街道不设这项评议。", "This street has no such panel.")
    return session
