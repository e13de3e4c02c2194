"""``yishi open311 key``: the keys of systems that hand in suggestions, from the command line."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from chassis.core.clock import day, utc_now
from chassis.core.decision import awaited, created
from chassis.core.documents import Kind, Plain
from chassis.core.settings import Settings
from chassis.rooms.copies import CHARTER_COPIES, charter_of
from chassis.service import Context
from chassis.store.store import Store
from launch.engines import engine_of
from launch.operating import operator_cause
from services.intake.client.commands import check_room, new_client
from services.intake.client.domain import ClientStatus, revoke
from services.intake.client.keys import key_of
from services.intake.kinds import CLIENTS

BY = "系统管理员"
"""Who the page names; the audit trail names the operator."""


async def add_key(settings: Settings, street: str, name: str, channel: str) -> int:
    """Keep a client of the street; prints its key, once."""
    async with intake_context(settings) as ctx:
        await check_room(ctx, street)
        cause = operator_cause("make_open311_key")
        key, charter = cause.derive("client"), await charter_of(ctx, street)
        new = new_client(settings, charter, key, name, channel, BY, day(cause.at))
        await ctx.change(CLIENTS.key(street, key), created(new), cause)
    print(key_of(settings, key))
    return 0


async def list_keys(settings: Settings, street: str) -> int:
    """Every client of the street; no key is shown again."""
    async with intake_context(settings) as ctx:
        for status in ClientStatus:
            async for found in ctx.store.stream(CLIENTS, street, {"status": status.value}):
                one = found.state
                print(f"{found.id}  {status.value:<8} {one.made_on}  {one.channel}  {one.name}")
    return 0


async def revoke_key(settings: Settings, street: str, client: str) -> int:
    """The key of this client opens nothing any more."""
    async with intake_context(settings) as ctx:
        cause = operator_cause("revoke_open311_key")
        decide = awaited(lambda state: revoke(state, BY, day(cause.at).isoformat()))
        await ctx.change(CLIENTS.key(street, client), decide, cause)
    print(f"{client} revoked")
    return 0


@contextlib.asynccontextmanager
async def intake_context(
    settings: Settings, kinds: Sequence[Kind[Any]] = (CLIENTS,), plains: Sequence[Plain] = ()
) -> AsyncIterator[Context]:
    """Intake's store; its audit rows wait in the outbox for the relay of the running service."""
    engine = engine_of(settings, "intake")
    try:
        await engine.prepare([*kinds, CHARTER_COPIES], plains)
        store = Store("intake", engine, frozenset(), lambda: utc_now().timestamp())
        yield Context("intake", store, settings, utc_now)
    finally:
        await engine.close()
